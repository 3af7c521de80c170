#ifndef HOOKS_H
#define HOOKS_H

#include <static_call.h>

#ifndef __clang__
#define _Nonnull
#define _Nullable
#endif

struct point {
	int x, y;
};

int by_number(int n);
int by_text(const char *_Nonnull text, const char *_Nullable comment);
int by_place(struct point at);
void old(int n);
void older(int n);

DECLARE_STATIC_CALL(numbered, by_number);
DECLARE_STATIC_CALL(texted, by_text);
DECLARE_STATIC_CALL(placed, by_place);
DECLARE_STATIC_CALL(hook, old);
DECLARE_STATIC_CALL(fading, old) __attribute__((deprecated("call \"numbered\"")));
__attribute__((deprecated)) DECLARE_STATIC_CALL(faded, older);
int gone_function(int n);
DECLARE_STATIC_CALL(gone, gone_function) __attribute__((unavailable("it is gone")));

#endif
