/* The key's file is in an archive, and nothing but a static call needs it. */
#include "key.h"

int main(void)
{
	static_call(print)("from the archive");
	return 0;
}
