/* __FILE__ and __LINE__ at sites are the user's, before and behind callees of several lines. */
#include <stdio.h>

#include "place.h"

static const char *base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static void print_place(const char *file, int line, const char *function)
{
	printf("%s:%d %s\n", base(file), line, function);
}

DEFINE_STATIC_CALL(note, print_place);

int main(void)
{
	static_call(note)(__FILE__, __LINE__, __func__); // expect-site: note
	static_call(note)(__FILE__, __LINE__, __func__); static_call(note)(__FILE__, __LINE__, "second"); // expect-site: note, note
	static_call( // expect-site: note
		/* two lines of callee */
		note)(__FILE__, __LINE__, __func__);
	NOTE("macro");
	static_call(note) // expect-site: note
		/* a comment
		   of two lines */
		(__FILE__,
		 __LINE__, "arguments");
	note_inline();
	print_place(__FILE__, __LINE__, "at the end");
	return 0;
}
