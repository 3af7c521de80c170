#include <stdio.h>

#include "key.h"

static void show(const char *text) { puts(text); }

DEFINE_STATIC_CALL(print, show);
