#ifndef HOOKS_H
#define HOOKS_H

#include <static_call.h>

struct point {
	double x, y;
};

/* Keys that Swift defines; the types come from here. */
double length_of(struct point p);
DECLARE_STATIC_CALL(length, length_of);
void greeting(const char *name);
DECLARE_STATIC_CALL(greet, greeting);
int counting(int n);
DECLARE_STATIC_CALL(counted, counting);

double c_length(double x, double y);
void c_greet(const char *name);
int c_counted(int n);
double c_manhattan(struct point p);

#endif
