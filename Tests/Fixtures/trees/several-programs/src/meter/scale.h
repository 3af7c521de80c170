/* Inside the library: nobody else sees this key. */
#ifndef SCALE_H
#define SCALE_H

#include <static_call.h>

int scale_by_percent(int value);
void scale_set(int percent);

DECLARE_STATIC_CALL(meter_scale, scale_by_percent);

#endif
