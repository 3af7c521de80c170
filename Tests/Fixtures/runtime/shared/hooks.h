#include <static_call.h>

int first(int n);
int second(int n);
int third(int n);

DECLARE_STATIC_CALL(host_key, first);
DECLARE_STATIC_CALL(library_key, first);
DECLARE_STATIC_CALL(library_null, first);

int library_call(int n);
void library_flip(int rounds);
void library_clear_host_key(void);
