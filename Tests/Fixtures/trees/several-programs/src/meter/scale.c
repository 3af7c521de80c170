#include "scale.h"

static int percent = 100;

static int scale_not(int value)
{
	return value;
}

DEFINE_STATIC_CALL(meter_scale, scale_not);

int scale_by_percent(int value)
{
	return value * percent / 100;
}

void scale_set(int new_percent)
{
	percent = new_percent;
	static_call_update(meter_scale, percent == 100 ? scale_not : scale_by_percent);
}
