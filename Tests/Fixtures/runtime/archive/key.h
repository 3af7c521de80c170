#include <static_call.h>

DECLARE_STATIC_CALL(print, void(const char *text));
