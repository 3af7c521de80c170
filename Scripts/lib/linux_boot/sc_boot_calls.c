// SPDX-License-Identifier: GPL-2.0
/*
 * Are static calls patched where they are made? A kernel whose site tables lack works all the same: calls go through
 * the trampoline, which is patched as well. So this looks at the code: each site must branch to the key's function
 * itself, at once and after each update. Prints "sc_boot: ok" if all is well.
 */
#include <linux/kernel.h>
#include <linux/linkage.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/static_call.h>
#include "sc_boot.h"
/* { site, trampoline } of each site in the kernel itself that outlives its start, by linux-boot. */
#include "kernel_sites.h"

static int wrong;

#define check(fine, ...) do {					\
	if (!(fine)) {						\
		wrong++;					\
		pr_err("sc_boot: WRONG: " __VA_ARGS__);		\
	}							\
} while (0)

/* Where the branch at CODE leads, or NULL if there is none. */
static const void *branch(const u8 *code)
{
	int at;

	if (code[0] == 0xe8 || code[0] == 0xe9)
		at = 1;
	else if (code[0] == 0x0f && (code[1] & 0xf0) == 0x80)
		at = 2;
	else
		return NULL;
	return code + at + 4 + *(const s32 *)(code + at);
}

/* How many branches to TARGET a function has in its first 16 bytes, behind which a trampoline may begin. */
static int branches(const void *function, const void *target)
{
	const u8 *code = function;
	int i, found = 0;

	for (i = 0; i < 16; i++)
		found += branch(code + i) == target;
	return found;
}

/* --- A key of our own, and all kinds of sites. */

static int plus_one(int x)
{
	return x + 1;
}

static int plus_two(int x)
{
	return x + 2;
}

DEFINE_STATIC_CALL(sc_boot_own, plus_one);

static SITE int call(int x)
{
	return static_call(sc_boot_own)(x) + 100;
}

static SITE int tail_call(int x)
{
	return static_call(sc_boot_own)(x);
}

/* What gcc does not write, but clang does: jumps to the trampoline if the argument is not 0. */
int conditional_tail_call(int x);
asm(".text\n"
    ".balign 64\n"
    ".type conditional_tail_call, @function\n"
    "conditional_tail_call:\n"
    "	testl %edi, %edi\n"
    "	jne " STATIC_CALL_TRAMP_STR(sc_boot_own) "\n"
    "	movl $-1, %eax\n"
    "	" ASM_RET
    ".size conditional_tail_call, . - conditional_tail_call\n"
    ".balign 64, 0xcc\n");

static void check_own(int (*function)(int), int plus)
{
	const void *trampoline = STATIC_CALL_TRAMP_ADDR(sc_boot_own);
	int (*sites[])(int) = { call, tail_call, conditional_tail_call };
	int i;

	check(call(5) == 105 + plus, "call: %d\n", call(5));
	check(tail_call(5) == 5 + plus, "tail call: %d\n", tail_call(5));
	check(conditional_tail_call(5) == 5 + plus, "conditional tail call: %d\n", conditional_tail_call(5));
	check(conditional_tail_call(0) == -1, "no conditional tail call: %d\n", conditional_tail_call(0));
	for (i = 0; i < ARRAY_SIZE(sites); i++)
		check(branches(sites[i], function) == 1 && branches(sites[i], trampoline) == 0,
		      "%ps has %d branches to %ps and %d to the trampoline\n", sites[i],
		      branches(sites[i], function), function, branches(sites[i], trampoline));
}

/* --- A key that may be NULL, and one that returns 0. */

static int count;

static void counts(int x)
{
	count += x;
}

DEFINE_STATIC_CALL_NULL(sc_boot_void, counts);
DEFINE_STATIC_CALL_RET0(sc_boot_zero, int(int));

static SITE void call_void(int x)
{
	static_call_cond(sc_boot_void)(x);
	count++;
}

static SITE void tail_call_void(int x)
{
	static_call_cond(sc_boot_void)(x);
}

static SITE int call_zero(int x)
{
	return static_call(sc_boot_zero)(x) + 7;
}

static void check_void(void (*function)(int), int expected)
{
	count = 0;
	call_void(10);
	tail_call_void(10);
	check(count == expected, "the key that may be NULL: %d, not %d\n", count, expected);
	check(branches(call_void, STATIC_CALL_TRAMP_ADDR(sc_boot_void)) == 0 &&
	      branches(tail_call_void, STATIC_CALL_TRAMP_ADDR(sc_boot_void)) == 0,
	      "calls of the key that may be NULL go through the trampoline\n");
	if (function)
		check(branches(call_void, function) == 1 && branches(tail_call_void, function) == 1,
		      "no branch to %ps\n", function);
}

/* --- Keys of others. */

static SITE int call_shared(int x)
{
	return static_call(sc_boot_shared)(x) + 100;
}

/* The kernel lets modules make this call, but hides the key: the row names the trampoline. */
static SITE int call_hidden(void)
{
	return _cond_resched() + 3;
}

static SITE int __init call_while_loading(int x)
{
	return static_call(sc_boot_own)(x) + 10000;
}

static void check_kernel_sites(void)
{
	/* Where a trampoline leads whose key is NULL, as ours is: to a thunk that returns, or nowhere. */
	const void *nowhere = branch((const u8 *)STATIC_CALL_TRAMP_ADDR(sc_boot_void));
	int i, on_trampoline = 0, direct = 0, other = 0;

	for (i = 0; i < ARRAY_SIZE(kernel_sites); i++) {
		const u8 *code = (const u8 *)kernel_sites[i].site;
		const void *target = branch(code);
		/* The trampoline is patched, too. */
		const void *expected = branch((const u8 *)kernel_sites[i].trampoline);

		/* What returns at once may be in the site itself. */
		check(target == expected || expected == nowhere || (!target && expected == &__static_call_return0) ||
			      target == (const void *)kernel_sites[i].trampoline,
		      "%pS leads to %pS, its trampoline to %pS\n", code, target, expected);
		check(target != expected || expected != nowhere || !target || code[0] == 0xe9,
		      "%pS calls %pS\n", code, target);
		if (target == (const void *)kernel_sites[i].trampoline) {
			if (on_trampoline++ < 5)
				pr_err("sc_boot: %pS branches to the trampoline %pS\n", code, target);
		} else if (target) {
			direct++;
		} else {
			other++;
		}
	}
	pr_info("sc_boot: %d sites of the kernel: %d direct, %d neither branch, %d on the trampoline\n",
		i, direct, other, on_trampoline);
	check(on_trampoline == 0, "%d sites of the kernel are not patched\n", on_trampoline);
}

static int __init sc_boot_init(void)
{
	int x;

	check_kernel_sites();

	check_own(plus_one, 1);
	check(call_while_loading(1) == 10002, "call in .init.text\n");
	static_call_update(sc_boot_own, plus_two);
	check_own(plus_two, 2);
	check(call_while_loading(1) == 10003, "call in .init.text, updated\n");
	check(branches(call_while_loading, plus_two) == 1, "the site in .init.text is not patched\n");
	static_call_update(sc_boot_own, plus_one);
	check_own(plus_one, 1);

	check_void(NULL, 1);
	static_call_update(sc_boot_void, counts);
	check_void(counts, 21);
	static_call_update(sc_boot_void, NULL);
	check_void(NULL, 1);

	check(call_zero(5) == 7, "a key that returns 0: %d\n", call_zero(5));
	check(branches(call_zero, STATIC_CALL_TRAMP_ADDR(sc_boot_zero)) == 0, "it goes through the trampoline\n");
	static_call_update(sc_boot_zero, plus_two);
	check(call_zero(5) == 14 && branches(call_zero, plus_two) == 1, "no longer returns 0: %d\n", call_zero(5));

	x = call_shared(4);
	check(x == 108 && sc_boot_call_shared(4) == 1008, "another module's key: %d\n", x);
	static_call_update(sc_boot_shared, sc_boot_times_three);
	x = call_shared(4);
	check(x == 112 && sc_boot_call_shared(4) == 1012, "another module's key, updated: %d\n", x);
	check(branches(call_shared, sc_boot_times_three) == 1, "its site here is not patched: %*ph\n", 16, call_shared);
	check(branches(sc_boot_call_shared, sc_boot_times_three) == 1, "its site there is not patched: %*ph\n", 16,
	      sc_boot_call_shared);

	call_hidden();
	check(branches(call_hidden, STATIC_CALL_TRAMP_ADDR(cond_resched)) == 0,
	      "the call of a key that is hidden goes through the trampoline\n");

	pr_info("sc_boot: %s\n", wrong ? "FAILED" : "ok");
	return 0;
}

static void __exit sc_boot_exit(void)
{
}

module_init(sc_boot_init);
module_exit(sc_boot_exit);
MODULE_LICENSE("GPL");
