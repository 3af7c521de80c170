#ifndef KEY_H
#define KEY_H

#include <stdio.h>

#include <static_call.h>

int compute_type(int);
void speak_type(const char *);

DECLARE_STATIC_CALL(compute, compute_type);
DECLARE_STATIC_CALL(speak, speak_type);

void change(void);

#endif
