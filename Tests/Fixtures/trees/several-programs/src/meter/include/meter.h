/* libmeter's public header. */
#ifndef METER_H
#define METER_H

#include <static_call.h>

#define METER_API __attribute__((visibility("default")))

typedef int meter_read_fn(int channel);
typedef void meter_hook_fn(int channel, int value);

/* Defined in the library, for programs to call and to update. */
DECLARE_STATIC_CALL(meter_read, meter_read_fn);
DECLARE_STATIC_CALL(meter_hook, meter_hook_fn);

/* One source site, in the library and in a program. */
static inline int meter_sum(int channels)
{
	int sum = 0;

	for (int channel = 0; channel < channels; channel++)
		sum += static_call(meter_read)(channel); // expect-site: meter_read
	return sum;
}

METER_API int meter_average(int channels);
METER_API void meter_calibrate(int percent);
METER_API void meter_unhook(void);
METER_API int meter_is_hooked(void);

#endif
