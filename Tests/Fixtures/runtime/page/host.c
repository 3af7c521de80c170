/* Not rewritten: prints what the library's calls give, and how each part of it is mapped then. */
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

/* Mappings that follow each other and allow the same count as one: what was written to is one of its own. */
static void print_maps(void)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	unsigned long start, end, size = 0;
	char line[512], access[8], last[8] = "";

	while (maps && fgets(line, sizeof(line), maps)) {
		if (!strstr(line, "/library.so") || sscanf(line, "%lx-%lx %7s", &start, &end, access) != 3)
			continue;
		if (strcmp(access, last) != 0 && size)
			printf("%s %lx\n", last, size), size = 0;
		strcpy(last, access);
		size += end - start;
	}
	printf("%s %lx\n", last, size);
	if (maps)
		fclose(maps);
}

int main(void)
{
	void *library = dlopen("./library.so", RTLD_NOW);
	int (*call)(int, int);

	if (!library) {
		puts(dlerror());
		return 2;
	}
	call = (int (*)(int, int))dlsym(library, "call");
	printf("%d", call(1, 0));
	printf(" %d\n", call(1, 1));
	print_maps();
	return 0;
}
