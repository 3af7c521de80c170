#ifndef PLACE_H
#define PLACE_H

#include <string.h>

#include <static_call.h>

DECLARE_STATIC_CALL(note, void(const char *file, int line, const char *function));

#define NOTE(text) static_call(note)(__FILE__, __LINE__, text) // expect-body: NOTE

static inline void note_inline(void)
{
	static_call(note)(__FILE__, __LINE__, __func__); // expect-site: note
}

#endif
