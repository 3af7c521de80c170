/* SPDX-License-Identifier: Apache-2.0 */
#include "targets.h"

#define DEFINE(n)                                                                                  \
	long target_##n(long x)                                                                    \
	{                                                                                          \
		return x + 1##n;                                                                   \
	}
EACH_TARGET(DEFINE)
