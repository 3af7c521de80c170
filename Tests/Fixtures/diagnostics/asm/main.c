/* Trampolines that assembly calls: no call in C is needed, but a definition is. */
#include <static_call.h>

void f(void);

DEFINE_STATIC_CALL(by_string, f);
DEFINE_STATIC_CALL(by_name, f);
DEFINE_STATIC_CALL(by_operand, f);
DEFINE_STATIC_CALL(by_macro, f);
DEFINE_STATIC_CALL(by_file_scope_asm, f);
DEFINE_STATIC_CALL(in_a_string, f);
DECLARE_STATIC_CALL(nowhere, f); // expect-note: sc-undefined-key

#define CALL_ASM(name) asm volatile("call " STATIC_CALL_TRAMP_STR(name) ::: "memory")

asm(".type entry, @function\nentry:\n\tjmp __SCT__by_file_scope_asm # tail call");
asm(".ident \"__SCT__in_a_string\"");

void calls(void)
{
	static_call_update(by_string, f); static_call_update(by_name, f); static_call_update(by_operand, f);
	static_call_update(by_macro, f); static_call_update(by_file_scope_asm, f);
	asm volatile("call " STATIC_CALL_TRAMP_STR(by_string) "\n\tnop" ::: "memory");
	asm volatile("1: call __SCT__by_name; nop" ::: "memory");
	asm volatile("call %P0" :: "i"(STATIC_CALL_TRAMP_ADDR(by_operand)) : "memory");
	CALL_ASM(by_macro);
	CALL_ASM(nowhere); // expect-error: sc-undefined-key
}
