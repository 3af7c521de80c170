#define HIDDEN __attribute__((visibility("hidden")))
extern int __SCT__one(int) HIDDEN;
extern void __SCT__two(void) HIDDEN;
int live(int n);
void live_tail(int n);

int unused(int n)
{
	return __SCT__one(n) * 5;
}

int main(void)
{
	__SCT__two();
	live_tail(1);
	return live(-2) + __SCT__one(-1);
}
