/* What the scanner sees of the Linux kernel's header: its names and the shape of its macros. */
#ifndef _LINUX_STATIC_CALL_H
#define _LINUX_STATIC_CALL_H

#define STATIC_CALL_KEY_PREFIX __SCK__
#define STATIC_CALL_KEY(name) __SCK__##name
#define STATIC_CALL_TRAMP(name) __SCT__##name
#define STATIC_CALL_STRING(x) #x
#define STATIC_CALL_TRAMP_STR(name) "__SCT__" #name

struct static_call_key {
	void *func;
	unsigned long type;
};

void __static_call_update(struct static_call_key *key, void *tramp, void *func);
long __static_call_return0(void);

#define DECLARE_STATIC_CALL(name, func)                                                            \
	extern struct static_call_key STATIC_CALL_KEY(name);                                       \
	extern __typeof__(func) STATIC_CALL_TRAMP(name)

#define __DEFINE_STATIC_CALL(name, type_of, first, code)                                           \
	DECLARE_STATIC_CALL(name, type_of);                                                        \
	struct static_call_key STATIC_CALL_KEY(name) = {.func = first, .type = 1};                 \
	asm(".pushsection .static_call.text, \"ax\"\n"                                             \
	    ".globl " STATIC_CALL_TRAMP_STR(name) "\n" STATIC_CALL_TRAMP_STR(name) ":\n" code "\n" \
	    ".popsection\n")

#define DEFINE_STATIC_CALL(name, func)                                                             \
	__DEFINE_STATIC_CALL(name, func, func, ".byte 0xe9; .long " STATIC_CALL_STRING(func))
#define DEFINE_STATIC_CALL_RET0(name, func)                                                        \
	__DEFINE_STATIC_CALL(name, func, __static_call_return0, "jmp __static_call_return0")

#define static_call(name)                                                                          \
	({                                                                                         \
		static void *used __attribute__((used)) = &STATIC_CALL_KEY(name);                  \
		(&STATIC_CALL_TRAMP(name));                                                        \
	})

#define static_call_update(name, func)                                                             \
	({                                                                                         \
		__typeof__(&STATIC_CALL_TRAMP(name)) __F = (func);                                 \
		__static_call_update(&STATIC_CALL_KEY(name), &STATIC_CALL_TRAMP(name), __F);       \
	})

#endif
