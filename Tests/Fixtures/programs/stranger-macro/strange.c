/* No static_call.h here: this macro was there first. */
#define static_call(name) strange_##name // expect-left: not-ours
#define static_call_cond(name) strange_##name // expect-left: not-ours

int strange(int n);

static int strange_compute(int n)
{
	return 1000 + n;
}

int strange(int n)
{
	return static_call(compute)(n) + static_call_cond(compute)(n); // expect-left: not-ours
}
