/* A program that calls and updates the library's keys and has one of its own. */
#include <stdio.h>

#include <meter.h>

#include "../common/output.h"

static int read_simulated(int channel)
{
	return 1000 + channel;
}

static void note(int channels, int value)
{
	printf("hook: %d channels, %d\n", channels, value);
}

static void print_framed(const char *text, int value)
{
	printf("[%s %d]\n", text, value);
}

DEFINE_STATIC_CALL(monitor_print, print_framed);

static void show(void)
{
	static_call(monitor_print)("read", static_call(meter_read)(2)); // expect-site: monitor_print, meter_read
	static_call(monitor_print)("sum", meter_sum(2)); // expect-site: monitor_print
	static_call(monitor_print)("average", meter_average(2)); // expect-site: monitor_print
	static_call(meter_hook)(0, -1); // expect-site: meter_hook
	printf("hooked: %d %d\n", meter_is_hooked(), static_call_query(meter_hook) != NULL);
}

int main(void)
{
	show();
	static_call_update(meter_read, read_simulated);
	static_call_update(meter_hook, note);
	show();
	meter_calibrate(10);
	meter_unhook();
	static_call_update(monitor_print, output_plain);
	show();
	meter_calibrate(100);
	static_call_update(meter_hook, note);
	static_call_update(meter_hook, NULL);
	static_call_update(meter_read, __static_call_return0);
	show();
	return 0;
}
