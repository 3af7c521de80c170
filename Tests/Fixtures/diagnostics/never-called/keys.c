/* Defined here, called in main.c or not at all. */
#include "keys.h"

DEFINE_STATIC_CALL(called, f);
DEFINE_STATIC_CALL(idle, f); // expect-warning: sc-never-called
DEFINE_STATIC_CALL(idle_but_updated, f); // expect-warning: sc-never-called
DEFINE_STATIC_CALL(called_by_module, f);
DEFINE_STATIC_CALL(in_an_unused_macro, f);
DEFINE_STATIC_CALL(address_taken, f);
DEFINE_STATIC_CALL(in_a_table, f);
DEFINE_STATIC_CALL(exported, f);
DEFINE_STATIC_CALL(exported_trampoline, f);
DEFINE_STATIC_CALL(pointer, f);
DEFINE_STATIC_CALL(in_another_configuration, f);
DEFINE_STATIC_CALL(stringized, f);
DEFINE_STATIC_CALL(only_queried, f); // expect-warning: sc-never-called
DEFINE_STATIC_CALL(in_a_file_not_read, f);
DEFINE_STATIC_CALL(named_by_asm_data, f);
DEFINE_STATIC_CALL(called_while_updating, f);
DEFINE_STATIC_CALL(other, f); // expect-warning: sc-never-called
EXPORT_STATIC_CALL(exported);
EXPORT_STATIC_CALL_TRAMP_GPL(exported_trampoline);

asm(".pushsection .data\n\t.long " STATIC_CALL_TRAMP_STR(named_by_asm_data) " - .\n\t.popsection");

int (*taken)(int) = STATIC_CALL_TRAMP_ADDR(address_taken);
struct static_call_key *table[] = {&STATIC_CALL_KEY(in_a_table)};

int calls(void)
{
	static_call_update(idle_but_updated, f); // expect-note: sc-never-called
	static_call_update(other, (void *)(static_call(called_while_updating)(1) ? f : NULL)); // expect-note: sc-never-called
	int (*p)(int) = static_call(pointer);

	return p(1) + !static_call_query(only_queried) + TEXT(static_call(stringized)(1))[0];
}
