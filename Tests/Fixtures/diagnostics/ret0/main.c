/* 0 in the register is the value 0 of integers and pointers that fit it, and of nothing else. */
#include <stdbool.h>
#include <static_call.h>

struct pair { int a, b; };
struct nothing { };
union word { int n; };
enum color { RED };
typedef int vector __attribute__((vector_size(16)));

void none(void);
bool flag(void);
enum color color(void);
const char *text(void);
int (*function(void))(int);
long long wide(void);
float single(void);
double twice(double);
long double most(void);
_Complex double complex(void);
__int128 huge(void);
struct pair pair(void);
struct nothing nothing(void);
union word word(void);
vector lanes(void);

DEFINE_STATIC_CALL_RET0(get_none, none);
DEFINE_STATIC_CALL_RET0(get_flag, flag);
DEFINE_STATIC_CALL_RET0(get_color, color);
DEFINE_STATIC_CALL_RET0(get_text, text);
DEFINE_STATIC_CALL_RET0(get_function, function);
DEFINE_STATIC_CALL_RET0(get_wide, wide);
DEFINE_STATIC_CALL_RET0(get_nothing, nothing);

DECLARE_STATIC_CALL(get_single, single); // expect-note: sc-ret0-type
DEFINE_STATIC_CALL_RET0(get_single, single); // expect-error: sc-ret0-type
DEFINE_STATIC_CALL_RET0(get_most, most); // expect-error: sc-ret0-type
DEFINE_STATIC_CALL_RET0(get_complex, complex); // expect-error: sc-ret0-type
DEFINE_STATIC_CALL_RET0(get_huge, huge); // expect-error: sc-ret0-type
DEFINE_STATIC_CALL_RET0(get_pair, pair); // expect-error: sc-ret0-type
DEFINE_STATIC_CALL_RET0(get_word, word); // expect-error: sc-ret0-type
DEFINE_STATIC_CALL_RET0(get_lanes, lanes); // expect-error: sc-ret0-type

DEFINE_STATIC_CALL(get_twice, twice); // expect-note: sc-ret0-type

void updates(double (*f)(double))
{
	static_call_update(get_twice, __static_call_return0); // expect-error: sc-ret0-type
	static_call_update(get_twice, (void *)f ?: (void *)__static_call_return0); // expect-error: sc-ret0-type
	static_call_update(get_twice, NULL);
	static_call_update(get_wide, __static_call_return0);
}
