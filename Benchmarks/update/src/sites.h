/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SITES_H
#define SITES_H

long run_all(long x);		 /* goes through every site once */
void update_many(int which);	 /* the key of the many sites */
void update_single(int which); /* the key of one site */

#endif
