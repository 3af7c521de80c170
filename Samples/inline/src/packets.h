#ifndef PACKETS_H
#define PACKETS_H

#include <static_call.h>

/* What is done with a packet's length: how it is counted, and who is told. Returns what it counts as. */
int count_plain(int length);
DECLARE_STATIC_CALL(count, count_plain);
DECLARE_STATIC_CALL(observe, void(int));

/*
 * The function whose code is printed: a call, a call that may lead nowhere, and a tail call. In a section of its own,
 * so that the linker says where it begins and ends.
 */
int handle(int length) __attribute__((section("handle_code")));
extern const char __start_handle_code[], __stop_handle_code[];

#endif
