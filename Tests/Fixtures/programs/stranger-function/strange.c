/* No static_call.h here: a function that returns a function. */
int strange(int n);

static int negate(int n)
{
	return -n;
}

static int identity(int n)
{
	return n;
}

static int (*static_call(int compute))(int) // expect-left: not-ours
{
	return compute ? negate : identity;
}

int strange(int n)
{
	int compute = 1;

	return static_call(compute)(n) * 10 + static_call(0)(n); // expect-left: not-ours
}
