/* SPDX-License-Identifier: Apache-2.0 */
/* The 64 functions that calls lead to, and one word for "each of them". */
#ifndef TARGETS_H
#define TARGETS_H

#define EIGHT(X, n) X(n##0) X(n##1) X(n##2) X(n##3) X(n##4) X(n##5) X(n##6) X(n##7)
#define EACH_TARGET(X)                                                                             \
	EIGHT(X, 0) EIGHT(X, 1) EIGHT(X, 2) EIGHT(X, 3) EIGHT(X, 4) EIGHT(X, 5) EIGHT(X, 6) EIGHT(X, 7)

#define DECLARE(n) long target_##n(long x) __attribute__((visibility("hidden")));
EACH_TARGET(DECLARE)
#undef DECLARE

#endif
