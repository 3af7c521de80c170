#ifndef PLATFORM_FIRMWARE_H
#define PLATFORM_FIRMWARE_H

/* Patches trampolines and call sites; from then on updates do. To be called before there is a second core. */
void take_static_calls_in_charge(void);

#endif
