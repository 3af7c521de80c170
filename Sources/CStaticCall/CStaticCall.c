/* The package manager wants a source of every target; all there is to compile is in the headers. */
#include "CStaticCall.h"
