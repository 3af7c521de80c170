#ifndef OUTPUT_H
#define OUTPUT_H

void output_plain(const char *text, int value);

#endif
