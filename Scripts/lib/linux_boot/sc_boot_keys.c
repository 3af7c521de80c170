// SPDX-License-Identifier: GPL-2.0
/* A module whose key another one calls and updates. */
#include <linux/module.h>
#include <linux/static_call.h>
#include "sc_boot.h"

static int times_two(int x)
{
	return 2 * x;
}

int sc_boot_times_three(int x)
{
	return 3 * x;
}
EXPORT_SYMBOL_GPL(sc_boot_times_three);

DEFINE_STATIC_CALL(sc_boot_shared, times_two);
EXPORT_STATIC_CALL_GPL(sc_boot_shared);

/* A call of its own: the key then has sites in two modules. */
SITE int sc_boot_call_shared(int x)
{
	return static_call(sc_boot_shared)(x) + 1000;
}
EXPORT_SYMBOL_GPL(sc_boot_call_shared);

MODULE_LICENSE("GPL");
