/* With -ffunction-sections: functions that main.c calls, and such as it does not. */
#define HIDDEN __attribute__((visibility("hidden")))
extern int __SCT__one(int) HIDDEN;
extern void __SCT__two(void) HIDDEN;

int dead(int n)
{
	return __SCT__one(n) * 2;
}

int live(int n)
{
	__SCT__two();
	return __SCT__one(n) + 1;
}

int dead_too(int n)
{
	__SCT__two();
	return dead(n) + __SCT__one(n) * 2;
}

void live_tail(int n)
{
	if (n)
		__SCT__two();
}
