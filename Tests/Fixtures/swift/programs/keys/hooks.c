#include "hooks.h"
#include <string.h>

int c_weighs(int weight, const char *name)
{
	struct item item = { weight, name };

	return static_call(weigher)(item); // expect-site: weigher
}

int c_scales(int n)
{
	return static_call(scaler)(static_call(scaler)(n)); // expect-site: scaler, scaler
}

int c_halves(int n)
{
	return n / 2;
}

void c_logs(const char *text)
{
	static_call(logger)(text, strlen(text)); // expect-site: logger
}
