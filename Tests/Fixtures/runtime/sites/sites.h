/* What sites.S lists, and targets for its keys. */
#include <stdint.h>

#include <static_call.h>

struct site {
	int (*call)(int none, int n);
	int kind, offset, key, unused;
};

extern const struct site __start_site_list[], __stop_site_list[];

enum { NONE = -777 };

int plus_one(int none, int n);
DECLARE_STATIC_CALL(hook, plus_one);
DECLARE_STATIC_CALL(other, plus_one);
DECLARE_STATIC_CALL(early, plus_one);
DECLARE_STATIC_CALL(jump, plus_one);
