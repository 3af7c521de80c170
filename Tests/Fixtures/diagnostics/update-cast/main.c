/* A cast makes static_call_update() take any function. What is cast is looked at all the same. */
#include <static_call.h>

enum level { LOW, HIGH }; /* as gcc and clang have it, an unsigned int */

struct ops {
	int (*right)(const char *);
	int (*wrong)(char *);
	void *unknown;
	unsigned int (*table[2])(int);
};

int name_length(const char *name);
int shorten(char *name);
int count(void);
int any();
int scan(const char *format, ...);
enum level grade(int n);
unsigned int regrade(int n);
void stop(void) __attribute__((noreturn));
void run(void);

DEFINE_STATIC_CALL(hook, name_length); // expect-note: sc-update-cast
DEFINE_STATIC_CALL(regrading, regrade); // expect-note: sc-update-cast
DEFINE_STATIC_CALL(action, run);
DEFINE_STATIC_CALL(early, *(int (*)(const char *))shorten); // expect-warning: sc-update-cast
DEFINE_STATIC_CALL(early_and_right, *(int (*)(const char *))name_length);

void wrong(const struct ops *ops, int which, struct static_call_batch *batch)
{
	static_call_update(hook, (void *)shorten); // expect-warning: sc-update-cast
	static_call_update(hook, (int (*)(const char *))shorten); // expect-warning: sc-update-cast
	static_call_update(hook, (void *)&count); // expect-warning: sc-update-cast
	static_call_update(hook, (void *)(*count)); // expect-warning: sc-update-cast
	static_call_update(hook, (void *)(long)(void *)shorten); // expect-warning: sc-update-cast
	static_call_update(hook, (void *)ops->wrong ?: (void *)__static_call_return0); // expect-warning: sc-update-cast
	static_call_update(hook, which ? (void *)ops->right : (void *)shorten); // expect-warning: sc-update-cast
	static_call_update(hook, (void *)scan); // expect-warning: sc-update-cast
	static_call_update(regrading, (void *)ops->table[which]); /* right */
	static_call_update(regrading, (void *)ops->right); // expect-warning: sc-update-cast
	__static_call_update(&STATIC_CALL_KEY(hook), NULL, (void *)shorten); // expect-warning: sc-update-cast
	static_call_batch_update(batch, hook, (void *)shorten); // expect-warning: sc-update-cast
	static_call_batch_update(batch, hook, (void *)name_length);
}

void right(const struct ops *ops, void *loaded, unsigned long address)
{
	static_call_update(hook, (void *)ops->right ?: (void *)__static_call_return0);
	static_call_update(hook, (void *)name_length);
	static_call_update(hook, (void *)any);
	static_call_update(hook, (void *)ops->unknown);
	static_call_update(hook, loaded);
	static_call_update(hook, (int (*)(const char *))loaded);
	static_call_update(hook, (void *)address);
	static_call_update(hook, (void *)&ops->wrong);
	static_call_update(hook, (void *)0);
	static_call_update(hook, NULL);
	static_call_update(hook, (void *)__static_call_return0);
	static_call_update(regrading, (void *)grade);
	static_call_update(action, (void *)stop);
}

int calls(void)
{
	static_call(action)();
	return static_call(hook)("") + static_call(early)("") + static_call(early_and_right)("")
	       + static_call(regrading)(HIGH);
}
