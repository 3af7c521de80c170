%:include <stdio.h>

%: include <static_call.h>

/* Digraphs: other spellings of # [ ] { } ##. */
%:define COMPUTE(n) static_call(compute)(n) // expect-body: COMPUTE
%:define KEY(name) my_%:%:name

static int twice(int n)
<%
	return 2 * n;
%>

DEFINE_STATIC_CALL(compute, twice);
DEFINE_STATIC_CALL(KEY(other), twice);

%:ifdef NOBODY_DEFINES_THIS
int skipped = static_call(compute)(1); // expect-left: inactive
%:endif

int main(void)
<%
	int array<:2:> = <% static_call(compute)(1), COMPUTE(2) %>; // expect-site: compute

	array<:static_call(compute)(0):> += static_call(my_other)(array<:1:>); // expect-site: compute, my_other
	printf("%d %d\n", array<:0:>, array<:1:>);
	return 0;
%>
