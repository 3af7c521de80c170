/* The callee written in every way that a formatter, or its absence, leaves behind. */
#include <stdio.h>

#include <static_call.h>

static int add(int a, int b)
{
	return a * 10 + b;
}

static void say(void)
{
	puts("said");
}

DEFINE_STATIC_CALL(join, add);
DEFINE_STATIC_CALL(speak, say);

int main(void)
{
	int n = 0;

	n += static_call (join) (1, 2); // expect-site: join
	n += static_call( join )( 3 , 4 ); // expect-site: join
	n += static_call(	join	)	(5, 6); // expect-site: join
	n += static_call(join)/* between */(7, 8); // expect-site: join
	n += static_call(/* before */join/* after */)(9, 0); // expect-site: join
	n += static_call/* macro */(join)(1, 1); // expect-site: join
	n += static_call(join) // expect-site: join
		(2, 2);
	n += static_call(join) /* expect-site: join */ // and a line comment: )(
		/* ( */ (3, 3);
	n += static_call( // expect-site: join
		join
		)
		(
		4, 4
		);
	n += static_call // expect-site: join
		/* a comment
		 * of several lines, with "quotes' and parentheses ))
		 */
		( // and (
			/* the name: */ join // is join
		) // next the arguments
		(5, 5);
	printf("%d\n", n);

	n = (static_call(join))(1, 2); // expect-site: join
	n += ((static_call(join)))(3, 4); // expect-site: join
	n += ( /* one */ static_call(join) /* two */ ) // expect-site: join
		(5, 6);
	printf("%d\n", n);
	static_call(speak)(); static_call(speak)(/* nothing */); static_call(speak)( // expect-site: speak, speak, speak
		);
	{static_call(speak)();}static_call(speak)();;static_call(speak)(); // expect-site: speak, speak, speak
	return 0;
}
