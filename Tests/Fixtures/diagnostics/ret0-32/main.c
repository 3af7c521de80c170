/* Where a register has 32 bits, 64 are returned in two, and one of them stays what it was. */
#include <static_call.h>

enum wide_color { RED = 1LL << 40 };

int narrow(void);
void *pointer(void);
long long wide(void);
enum wide_color color(void);

DEFINE_STATIC_CALL_RET0(get_narrow, narrow);
DEFINE_STATIC_CALL_RET0(get_pointer, pointer);
DEFINE_STATIC_CALL_RET0(get_wide, wide); // expect-error: sc-ret0-type
DEFINE_STATIC_CALL_RET0(get_color, color); // expect-error: sc-ret0-type
