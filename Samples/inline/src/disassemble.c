#define _GNU_SOURCE
#include "disassemble.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#if defined(__x86_64__)
#define MACHINE "i386:x86-64"
#elif defined(__aarch64__)
#define MACHINE "aarch64"
#else
#error "objdump's name for this CPU?"
#endif

/* The name of the place whose address `text` begins with, in objdump's way of writing addresses. */
static const char *name_at(const char *text, const struct place *places, size_t count)
{
	char *end;
	uintptr_t address = (uintptr_t)strtoull(text, &end, 16);

	if (end == text)
		return NULL;
	for (size_t i = 0; i < count; i++)
		if (address == (uintptr_t)places[i].address)
			return places[i].name;
	return NULL;
}

/* `  401136:<tab>call   0x401126` becomes `  call   <name>`; what is no instruction is left out. */
static void print_line(char *line, const struct place *places, size_t count)
{
	char *text = strchr(line, '\t'), *operand;
	const char *name = NULL;

	if (!text)
		return;
	line[strcspn(line, "\n")] = '\0';
	text++;
	operand = strstr(text, "0x");
	if (operand)
		name = name_at(operand, places, count);
	if (name)
		printf("    %.*s<%s>\n", (int)(operand - text), text, name);
	else
		printf("    %s\n", text);
}

int disassemble(const void *code, size_t size, const struct place *places, size_t count)
{
	const char *objdump = getenv("OBJDUMP");
	char file[] = "/tmp/inline-XXXXXX", command[256], line[256];
	int descriptor = mkstemp(file);
	FILE *output;

	if (descriptor < 0 || write(descriptor, code, size) != (ssize_t)size) {
		perror("disassemble");
		return -1;
	}
	close(descriptor);
	snprintf(command, sizeof(command),
		 "%s -D -b binary -m " MACHINE " --no-show-raw-insn --adjust-vma=%p %s",
		 objdump ? objdump : "objdump", code, file);
	fflush(stdout);
	output = popen(command, "r");
	if (!output) {
		perror("disassemble");
		unlink(file);
		return -1;
	}
	while (fgets(line, sizeof(line), output))
		print_line(line, places, count);
	unlink(file);
	return pclose(output);
}
