#ifndef CSWIFTHOST_H
#define CSWIFTHOST_H

/// The Swift toolchain whose parser this was built with, in its own words; "" if the parser was
/// compiled from the package swift-syntax and is part of the program.
const char *cswifthost_toolchain(void);

#endif
