#include "meter.h"
#include "scale.h"

static int read_built_in(int channel)
{
	return 10 * (channel + 1);
}

DEFINE_STATIC_CALL(meter_read, read_built_in);
EXPORT_STATIC_CALL(meter_read);
DEFINE_STATIC_CALL_NULL(meter_hook, meter_hook_fn);
EXPORT_STATIC_CALL(meter_hook);

int meter_average(int channels)
{
	int average = static_call(meter_scale)(meter_sum(channels) / channels); // expect-site: meter_scale

	static_call_cond(meter_hook)(channels, average); // expect-site: meter_hook
	return average;
}

void meter_calibrate(int percent)
{
	scale_set(percent);
}

void meter_unhook(void)
{
	static_call_update(meter_hook, NULL);
}

int meter_is_hooked(void)
{
	return static_call_query(meter_hook) != NULL;
}
