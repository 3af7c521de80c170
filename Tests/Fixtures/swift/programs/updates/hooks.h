#ifndef HOOKS_H
#define HOOKS_H

#include <static_call.h>

int step_one(int n);
int step_two(int n);
void log_text(const char *text);

DECLARE_STATIC_CALL(step, step_one);
DECLARE_STATIC_CALL(logger, log_text);

/* Sets the key to what Swift hands over. */
void c_sets(int (*target)(int));
int c_steps(int n);
int (*c_target(int which))(int);

#endif
