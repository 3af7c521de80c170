/* A program that uses the library through its functions alone and has a key that nobody else has. */
#include <stdio.h>

#include "common/output.h"
#include "meter.h"

static void print_csv(const char *text, int value)
{
	printf("%s,%d\n", text, value);
}

DEFINE_STATIC_CALL(dump_line, output_plain);

int main(int argc, char **argv)
{
	(void)argv;
	for (int round = 0; round < 3; round++) {
		static_call(dump_line)("average", meter_average(round + argc)); // expect-site: dump_line
		static_call_update(dump_line, print_csv);
		meter_calibrate(150);
	}
	return 0;
}
