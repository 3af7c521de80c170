#ifndef READINGS_H
#define READINGS_H

#include <static_call.h>
#include <stdint.h>

/* How a sensor's raw value becomes degrees. */
int32_t celsius(int32_t raw);
int32_t fahrenheit(int32_t raw);
DECLARE_STATIC_CALL(convert, celsius);

/* Who is told of a reading; at first nobody. */
DECLARE_STATIC_CALL(on_reading, void(int32_t));

/* What is done to raw values first. Swift defines this key, and C calls it. */
DECLARE_STATIC_CALL(smooth, int32_t(int32_t));

/* One reading, as an interrupt handler would take it: smoothed, converted, told. */
int32_t take_reading(int32_t raw);

#endif
