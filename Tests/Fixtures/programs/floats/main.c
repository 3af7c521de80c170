/* Floating point arguments and results of every width, alone and among integers. */
#include <complex.h>
#include <stdio.h>

#include <static_call.h>

static float half(float x)
{
	return x / 2;
}

static double mix(int a, double b, long c, float d)
{
	return a + b * c - d;
}

static double mix_other(int a, double b, long c, float d)
{
	return a - b - c - d;
}

static long double precise(long double x, int n)
{
	return x * n;
}

static double complex turn(double complex z)
{
	return z * I;
}

static double many(double a, double b, double c, double d, double e, double f, double g, double h,
		   double i, double j)
{
	return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h + 9 * i + 10 * j;
}

DEFINE_STATIC_CALL(get_half, half);
DEFINE_STATIC_CALL(get_mix, mix);
DEFINE_STATIC_CALL(get_precise, precise);
DEFINE_STATIC_CALL(get_turn, turn);
DEFINE_STATIC_CALL(get_many, many);

int main(void)
{
	double complex z;

	printf("%.3f\n", static_call(get_half)(2.5f)); // expect-site: get_half
	printf("%.3f\n", static_call(get_mix)(1, 2.5, 3, 4.5f)); // expect-site: get_mix
	printf("%.3Lf\n", static_call(get_precise)(1.125L, 3)); // expect-site: get_precise
	z = static_call(get_turn)(3 + 4 * I); // expect-site: get_turn
	printf("%.1f %.1f\n", creal(z), cimag(z));
	printf("%.1f\n", static_call(get_many)(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)); // expect-site: get_many
	static_call_update(get_mix, mix_other);
	printf("%.3f\n", static_call(get_half)(static_call(get_mix)('\1', 2.5f, 3, 4))); // expect-site: get_half, get_mix
	return 0;
}
