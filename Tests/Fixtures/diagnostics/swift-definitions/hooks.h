#include <static_call.h>

struct point {
	int x, y;
};

int measure_default(struct point at);

DECLARE_STATIC_CALL(measure, measure_default);
