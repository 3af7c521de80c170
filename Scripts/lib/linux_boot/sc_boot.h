/* SPDX-License-Identifier: GPL-2.0 */
#include <linux/static_call_types.h>

/* For functions whose code is looked at: alone in their bytes. */
#define SITE noinline __aligned(64)

int sc_boot_times_three(int x);
int sc_boot_call_shared(int x);
DECLARE_STATIC_CALL(sc_boot_shared, sc_boot_times_three);
