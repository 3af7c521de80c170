/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CALLS_H
#define CALLS_H

enum { MANY = 4096 };

/* Each makes calls `count` times over: one call from one site, MANY from MANY sites, one of a hook that is not set. */
long call_one(long x, long count);
long call_many(long x, long count);
long call_null(long x, long count);

#endif
