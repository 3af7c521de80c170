#ifndef HOOKS_H
#define HOOKS_H

#include <static_call.h>

/* What is done with a packet's length: how it is counted, and who is told. */
int count_plain(int length);
int count_framed(int length);
DECLARE_STATIC_CALL(count, count_plain);
DECLARE_STATIC_CALL(observe, void(int));

/* Packets that come by way of C. */
int receive(int length);

#endif
