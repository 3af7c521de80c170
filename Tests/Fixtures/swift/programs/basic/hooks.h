#ifndef HOOKS_H
#define HOOKS_H

#include <static_call.h>

struct point {
	int x, y;
};

int log_event(int id, const char *text);
int walk(struct point from, struct point *to, int (*step)(int));
_Bool answer(long question, _Bool guess, double weight);
void note(int n);

DECLARE_STATIC_CALL(on_event, log_event);
DECLARE_STATIC_CALL(walker, walk);
DECLARE_STATIC_CALL(judge, answer);
DECLARE_STATIC_CALL(on_note, note);

/* Defined in Swift. */
int scale_default(int n);
DECLARE_STATIC_CALL(scale, scale_default);

int c_scales(int n);

#endif
