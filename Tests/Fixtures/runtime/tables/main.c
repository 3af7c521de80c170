/* The trampoline's address in data and its name in assembly, as tracepoints and preempt.h have them. */
#include <stdio.h>

#include <static_call.h>

static const char *separator = "";

static void first(int n)
{
	printf("%sfirst %d", separator, n);
	separator = ", ";
}

static void second(int n)
{
	printf("%ssecond %d", separator, n);
	separator = ", ";
}

DEFINE_STATIC_CALL(hook, first);

static struct tracepoint {
	const char *name;
	struct static_call_key *key;
	void *trampoline;
	void (*call)(int n);
} point = {
	STATIC_CALL_TRAMP_STR(hook),
	&STATIC_CALL_KEY(hook),
	STATIC_CALL_TRAMP_ADDR(hook),
	STATIC_CALL_TRAMP(hook),
};

void call_from_assembly(int n);

#if defined(__x86_64__)
__asm__(".text\n"
	".globl call_from_assembly\n"
	"call_from_assembly:\n"
	"	subq $8, %rsp\n"
	"	call " STATIC_CALL_TRAMP_STR(hook) "\n"
	"	addq $8, %rsp\n"
	"	ret\n");
#elif defined(__aarch64__)
__asm__(".text\n"
	".globl call_from_assembly\n"
	"call_from_assembly:\n"
	"	stp x29, x30, [sp, #-16]!\n"
	"	bl " STATIC_CALL_TRAMP_STR(hook) "\n"
	"	ldp x29, x30, [sp], #16\n"
	"	ret\n");
#endif

int main(void)
{
	static_call(hook)(1);
	point.call(2);
	call_from_assembly(3);
	__static_call_update(point.key, point.trampoline, second);
	separator = "\n";
	static_call(hook)(4);
	point.call(5);
	call_from_assembly(6);
	printf("\n%s\n", point.name);
	return 0;
}
