#ifndef HOOKS_H
#define HOOKS_H

#include <static_call.h>

struct item {
	int weight;
	const char *name;
};

/* Keys that Swift defines: this one's type only C can tell. */
int weigh(struct item item);
DECLARE_STATIC_CALL(weigher, weigh);
/* What C calls has to be declared. */
int scale_by_ten(int n);
DECLARE_STATIC_CALL(scaler, scale_by_ten);
void log_line(const char *text, unsigned long length);
DECLARE_STATIC_CALL(logger, log_line);
/* As has one whose default is in another file. */
double halve(double n);
DECLARE_STATIC_CALL(halver, halve);

int c_weighs(int weight, const char *name);
int c_scales(int n);
int c_halves(int n);
void c_logs(const char *text);

#endif
