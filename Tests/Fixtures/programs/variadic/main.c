/* Variadic targets: the trampoline must keep what the convention passes beside the arguments. */
#include <stdarg.h>
#include <stdio.h>

#include <static_call.h>

__attribute__((format(printf, 1, 2))) static int log_plain(const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vprintf(format, args);
	va_end(args);
	return n;
}

__attribute__((format(printf, 1, 2))) static int log_bracketed(const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = printf("[");
	n += vprintf(format, args);
	n += printf("]\n");
	va_end(args);
	return n;
}

static double sum(int count, ...)
{
	va_list args;
	double total = 0;

	va_start(args, count);
	while (count-- > 0)
		total += va_arg(args, double);
	va_end(args);
	return total;
}

DEFINE_STATIC_CALL(log_line, log_plain);
DEFINE_STATIC_CALL_NULL(log_debug, log_plain);
DEFINE_STATIC_CALL(add, sum);

int main(void)
{
	int n = static_call(log_line)("%s %d %.2f %c %ld\n", "mixed", 1, 2.5, 'x', -3L); // expect-site: log_line

	static_call(log_line)("%d\n", n); // expect-site: log_line
	static_call(log_debug)("%s\n", "nobody reads this"); // expect-site: log_debug
	static_call_update(log_debug, log_bracketed);
	static_call(log_debug)("no arguments"); // expect-site: log_debug
	static_call(log_debug)("%d %d %d %d %d %d %d %d %d", 1, 2, 3, 4, 5, 6, 7, 8, 9); // expect-site: log_debug
	static_call(log_debug)("%g", static_call(add)(10, 1., 2., 3., 4., 5., 6., 7., 8., 9., 10.)); // expect-site: log_debug, add
	static_call_update(log_line, printf);
	static_call(log_line)("%s %.1f\n", "printf", 0.5); // expect-site: log_line
	return 0;
}
