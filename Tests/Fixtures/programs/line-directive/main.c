/* Generated code: #line says where the text comes from, which is not where it stands. */
#include <stdio.h>

#include <static_call.h>

static void print_place(const char *file, int line)
{
	printf("%s:%d\n", file, line);
}

DEFINE_STATIC_CALL(note, print_place);

#line 50 "grammar.y"
static void action(void)
{
	static_call(note)(__FILE__, __LINE__); // expect-site: note
}

#line 7 "other.y"
int main(void)
{
	action();
	static_call(note)(__FILE__, __LINE__); // expect-site: note
#line 3 "main.c"
	static_call(note)(__FILE__, __LINE__); // expect-site: note
# 99 "marker.y"
	static_call(note)(__FILE__, __LINE__); // expect-site: note
	return 0;
}
