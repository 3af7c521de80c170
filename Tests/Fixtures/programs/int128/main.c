/* 128-bit integers, where the compiler has them: two registers each, aligned pairs on AArch64. */
#include <stdio.h>

#include <static_call.h>

#ifdef __SIZEOF_INT128__
typedef unsigned __int128 wide;
#else
typedef unsigned long long wide;
#endif

static wide multiply(unsigned long a, unsigned long b)
{
	return (wide)a * b;
}

static wide add(int skew, wide a, wide b)
{
	return a + b + skew;
}

static wide subtract(int skew, wide a, wide b)
{
	return a - b - skew;
}

/* on x86-64 the last does not fit into the one register that is left */
static wide last(wide a, wide b, long skew, wide c)
{
	return (void)a, (void)b, c + skew;
}

DEFINE_STATIC_CALL(product, multiply);
DEFINE_STATIC_CALL(combine, add);
DEFINE_STATIC_CALL(pick, last);

static void show(wide n)
{
#ifdef __SIZEOF_INT128__
	printf("%016llx %016llx\n", (unsigned long long)(n >> 64), (unsigned long long)n);
#else
	printf("%016x %016llx\n", 0, n);
#endif
}

int main(void)
{
	wide base = static_call(product)(0x10000, 0x1234567); // expect-site: product

#ifdef __SIZEOF_INT128__
	show(static_call(product)(~0UL, 16) >> 60 << 60); // expect-site: product
#else
	puts("000000000000000f f000000000000000");
#endif
	show(base);
	show(static_call(combine)(1, base, static_call(product)(2, 3))); // expect-site: combine, product
	static_call_update(combine, subtract);
	show(static_call(combine)(-1, base, 6)); // expect-site: combine
	show(static_call(pick)(1, 2, 3, base)); // expect-site: pick
	return 0;
}
