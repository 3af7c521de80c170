#include "readings.h"

DEFINE_STATIC_CALL(convert, celsius);
DEFINE_STATIC_CALL_NULL(on_reading, void(int32_t));

int32_t celsius(int32_t raw)
{
	return raw / 4;
}

int32_t fahrenheit(int32_t raw)
{
	return raw / 4 * 9 / 5 + 32;
}

int32_t take_reading(int32_t raw)
{
	int32_t degrees = static_call(convert)(static_call(smooth)(raw));

	static_call_cond(on_reading)(degrees);
	return degrees;
}
