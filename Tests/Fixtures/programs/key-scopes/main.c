/* Keys named like functions, parameters, members, types and labels: names that do not collide. */
#include <stdio.h>

#include <static_call.h>

struct compute {
	int compute;
};

static int compute(int n)
{
	return n + 1;
}

static int other(int n)
{
	return n + 2;
}

DEFINE_STATIC_CALL(compute, compute);
DEFINE_STATIC_CALL(i, other);

static int with_parameter(int compute)
{
	return static_call(compute)(compute); // expect-site: compute
}

static int with_local(void)
{
	struct compute local = {5};
	int i = 10, compute = local.compute;

	{
		int i = static_call(compute)(compute); // expect-site: compute

		compute += static_call(i)(i); // expect-site: i
	}
	goto compute;
compute:
	return compute + static_call(i)(i); // expect-site: i
}

int main(void)
{
	printf("%d %d %d\n", compute(1), with_parameter(2), with_local());
	static_call_update(compute, other);
	printf("%d %d %d\n", compute(1), with_parameter(2), with_local());
	return 0;
}
