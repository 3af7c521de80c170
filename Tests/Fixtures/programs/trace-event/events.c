/* The other readings: the records, the functions, and a text of the code that is never run. */
#include <stdio.h>

#include "events.h"

#define EVENTS_MULTI_READ

#undef EVENT
#undef FIELD
#define FIELD(type, name) type name;
#define EVENT(name, proto, args, fields, assign, print) struct name { fields }
#include "events.h"

#undef EVENT
#define EVENT(name, proto, args, fields, assign, print)                                            \
	void trace_##name(proto)                                                                   \
	{                                                                                          \
		struct name record, *entry = &record;                                              \
                                                                                                   \
		assign;                                                                            \
		printf(#name ": ");                                                                \
		printf(print);                                                                     \
		putchar('\n');                                                                     \
	}                                                                                          \
	_Static_assert(sizeof(struct name) != 0, #name)
#include "events.h"

#undef EVENT
#define EVENT(name, proto, args, fields, assign, print)                                            \
	static inline __attribute__((unused)) int size_##name(void)                               \
	{                                                                                          \
		return sizeof(struct name) + sizeof(#assign);                                      \
	}                                                                                          \
	struct name
#include "events.h"
