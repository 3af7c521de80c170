#include "cswifthost.h"

// Package.swift knows it.
#ifndef CSWIFTHOST_TOOLCHAIN
#define CSWIFTHOST_TOOLCHAIN ""
#endif

const char *cswifthost_toolchain(void) { return CSWIFTHOST_TOOLCHAIN; }
