/* How an event is read the first time: as prototypes, the other arguments dropped. */
#ifndef EVENT_H
#define EVENT_H

#include <static_call.h>

DECLARE_STATIC_CALL(get_rip, int(int));
DECLARE_STATIC_CALL(on_entry, void(int *));

#define PROTO(args...) args
#define ARGS(args...) args
#define FIELDS(args...) args
#define ASSIGN(args...) args
#define PRINT(args...) args
#define EVENT(name, proto, args, fields, assign, print) void trace_##name(proto)

#endif
