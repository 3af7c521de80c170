/* Targets beyond the reach of one branch go through the key, and come back into reach. */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include <static_call.h>

static int near_target(void) { return 1; }

DEFINE_STATIC_CALL(where, near_target);

static int state_of(const struct static_call_info *info, void *arg)
{
	(void)arg;
	return info->state + 1;
}

static void report(void)
{
	int value = static_call(where)(); // expect-site: where

	printf("%d in state %d\n", value, static_call_for_each(state_of, NULL) - 1);
}

/* A function that returns 7, in the first free page at or after `wish`. */
static int (*make_target(uintptr_t wish))(void)
{
#if defined(__x86_64__)
	static const unsigned char code[] = {0xf3, 0x0f, 0x1e, 0xfa, 0xb8, 7, 0, 0, 0, 0xc3};
#else
	static const uint32_t code[] = {0xd503245f, 0x528000e0, 0xd65f03c0}; /* bti c; mov; ret */
#endif
	void *page = mmap((void *)wish, 4096, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	memcpy(page, code, sizeof(code));
	mprotect(page, 4096, PROT_READ | PROT_EXEC);
	__builtin___clear_cache((char *)page, (char *)page + sizeof(code));
	return (int (*)(void))(uintptr_t)page;
}

int main(void)
{
	int (*far_target)(void) = make_target(((uintptr_t)near_target & ~(uintptr_t)4095) +
					      (UINT64_C(1) << 33));
	int (*close_target)(void) = make_target(((uintptr_t)near_target & ~(uintptr_t)4095) +
						(UINT64_C(1) << 22));

	report();
	static_call_update(where, far_target);
	report();
	static_call_update(where, close_target);
	report();
	static_call_update(where, far_target);
	report();
	static_call_update(where, near_target);
	report();
	return 0;
}
