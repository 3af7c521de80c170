/* More arguments than registers, of several widths: the trampoline must not move the stack. */
#include <stdio.h>

#include <static_call.h>

static long weigh(int a, long b, short c, char d, long long e, unsigned int f, int g, long h,
		  short i, char j, long k, int l)
{
	return a + 2 * b + 3 * c + 4 * d + 5 * e + 6L * f + 7 * g + 8 * h + 9 * i + 10 * j + 11 * k +
	       12 * l;
}

static long weigh_back(int a, long b, short c, char d, long long e, unsigned int f, int g, long h,
		       short i, char j, long k, int l)
{
	return weigh(l, k, (short)j, (char)i, h, (unsigned int)g, (int)f, e, d, (char)c, b, a);
}

static double blend(double a, int b, double c, int d, double e, int f, double g, int h, double i,
		    int j, double k, int l, double m, int n, double o, int p, double q, int r)
{
	return a + b * 2 + c * 3 + d * 4 + e * 5 + f * 6 + g * 7 + h * 8 + i * 9 + j * 10 + k * 11 +
	       l * 12 + m * 13 + n * 14 + o * 15 + p * 16 + q * 17 + r * 18;
}

DEFINE_STATIC_CALL(weight, weigh);
DEFINE_STATIC_CALL(mixture, blend);

static long outer(int n)
{
	return static_call(weight)(n, n, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12); // expect-site: weight
}

int main(void)
{
	printf("%ld\n", static_call(weight)(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)); // expect-site: weight
	printf("%ld\n", outer(-1));
	static_call_update(weight, weigh_back);
	printf("%ld\n", static_call(weight)(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)); // expect-site: weight
	printf("%ld\n", outer(-1));
	printf("%.1f\n", static_call(mixture)(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18)); // expect-site: mixture
	return 0;
}
