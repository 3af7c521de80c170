/* static_call_cond() has no value to give when the key is NULL. */
#include <static_call.h>

int number(int n);
void act(int n);
void (*chosen(int n))(char);

DEFINE_STATIC_CALL_NULL(get_number, number); // expect-note: sc-cond-type
DEFINE_STATIC_CALL_NULL(do_act, act);
DEFINE_STATIC_CALL_NULL(choose, chosen); // expect-note: sc-cond-type

void calls(int n)
{
	static_call_cond(get_number)(n); // expect-warning: sc-cond-type
	static_call_cond(choose)(n); // expect-warning: sc-cond-type
	static_call_cond(do_act)(n);
	static_call(get_number)(n);
	static_call(do_act)(n);
}
