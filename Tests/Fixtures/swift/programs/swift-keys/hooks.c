#include "hooks.h"

double c_length(double x, double y) { return static_call(length)((struct point){x, y}); } // expect-site: length
void c_greet(const char *name) { static_call_cond(greet)(name); } // expect-site: greet
int c_counted(int n) { return static_call(counted)(n); } // expect-site: counted
double c_manhattan(struct point p) { return p.x + p.y; }
