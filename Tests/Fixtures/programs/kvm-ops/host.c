/* Defined and updated by the list, each kind in its own way. */
#include "host.h"

#define OP(func) DEFINE_STATIC_CALL_NULL(op_##func, *(((struct ops *)0)->func));
#define OP_OPTIONAL OP
#define OP_OPTIONAL_RET0 OP
#include "ops.h"
EXPORT_STATIC_CALL_GPL(op_read);

void host_init(const struct ops *ops)
{
#define OP(func) static_call_update(op_##func, ops->func);
#define OP_OPTIONAL OP
#define OP_OPTIONAL_RET0(func)                                                                     \
	static_call_update(op_##func, (void *)ops->func ?: (void *)__static_call_return0);
#include "ops.h"
}
