/* A key that keeps its first target is a function. Said on request only: it may be a matter of time. */
#include <static_call.h>

int f(int n);
int g(int n);

DEFINE_STATIC_CALL(constant, f); // expect-remark: sc-never-updated
DEFINE_STATIC_CALL(changing, f);
DEFINE_STATIC_CALL(changing_by_macro, f);
DEFINE_STATIC_CALL(changing_directly, f);
DEFINE_STATIC_CALL(changing_in_batch, f);
DEFINE_STATIC_CALL(handed_on, f);
DEFINE_STATIC_CALL(exported, f);
DEFINE_STATIC_CALL(exported_for_calls, f); // expect-remark: sc-never-updated
EXPORT_STATIC_CALL(exported);
EXPORT_STATIC_CALL_TRAMP(exported_for_calls);

#define CALL(name) static_call(name)(1)
#define SET(name, f) static_call_update(changing_##name, f)

void set(struct static_call_key *key, void *f)
{
	__static_call_update(key, NULL, f);
}

/* the batch has a key's name */
void set_in(struct static_call_batch *constant)
{
	static_call_batch_update(constant, changing_in_batch, g);
}

int main(void)
{
	int sum = static_call(constant)(1); // expect-note: sc-never-updated

	sum += CALL(constant) + CALL(changing) + CALL(changing_by_macro) + CALL(changing_directly);
	sum += CALL(changing_in_batch) + CALL(handed_on) + CALL(exported_for_calls);
	static_call_update(changing, g);
	SET(by_macro, g);
	__static_call_update(&STATIC_CALL_KEY(changing_directly), NULL, g);
	set(&STATIC_CALL_KEY(handed_on), g);
	return sum;
}
