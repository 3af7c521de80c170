/* Every kind of site and of other use, one a line. */
#define HIDDEN __attribute__((visibility("hidden")))
extern int __SCT__one(int) HIDDEN;
extern void __SCT__two(void) HIDDEN;
extern int (*volatile kept)(int);

int call(int n)
{
	return __SCT__one(n) + 1; /* expect-call: one */
}

int tail(int n)
{
	return __SCT__one(n); /* expect-tail: one */
}

void conditional(int n)
{
	if (n) __SCT__two(); /* expect-conditional: two */
}

static inline int inlined(int n)
{
	return __SCT__one(n) * 3; /* expect-call: one */
}

int several(int n)
{
	return inlined(n) ^ inlined(n + 1);
}

int others(int n)
{
	return inlined(n) - 1;
}

__attribute__((section(".init.text"))) void start(void)
{
	__SCT__two(); /* expect-call: two */
	kept = 0;
}

__attribute__((section(".mine"))) void own_start(void)
{
	__SCT__two(); /* expect-call: two */
	kept = 0;
}

__attribute__((section(".text.cold"))) void cold(void)
{
	__SCT__two(); /* expect-call: two */
	kept = 0;
}

#ifdef __x86_64__
/* On one line each: debug information may place a prefix at the function's beginning. */
void prefixed(void) { __asm__ volatile(".byte 0x67\n\tcall __SCT__two"); } /* expect-x86-call: two */
void hinted(void) { __asm__ volatile(".byte 0x2e\n\tjne __SCT__two"); } /* expect-x86-branch: two */
#endif

void address(void)
{
	kept = __SCT__one; /* expect-address: one */
}

int (*data)(int) = __SCT__one; /* expect-data: one */
