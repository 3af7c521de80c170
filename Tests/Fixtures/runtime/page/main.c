/* Which pages are executable must not change, whatever lies behind text. */
#include <stdio.h>
#include <string.h>

#include <static_call.h>

static int one(int n) { return n + 1; }
static int two(int n) { return n + 2; }

DEFINE_STATIC_CALL(hook, one);
EXPORT_STATIC_CALL(hook);

int last_site(int n);
int data = 3;

/* The program's mappings, as text. */
static void read_maps(char *text, size_t size)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	char line[512];

	text[0] = 0;
	while (maps && fgets(line, sizeof(line), maps))
		if (strstr(line, "/program") && strlen(text) + strlen(line) < size)
			strcat(text, line);
	if (maps)
		fclose(maps);
}

int main(void)
{
	static char before[4096], after[4096];
	struct static_call_stats stats;

	printf("%d\n", last_site(1));
	read_maps(before, sizeof(before));
	static_call_update(hook, two);
	read_maps(after, sizeof(after));
	data++;
	static_call_stats(&stats);
	printf("%d %d, the same mappings: %d, %zu of %zu sites patched\n", last_site(1), data,
	       strcmp(before, after) == 0, stats.sites[STATIC_CALL_PATCHED], stats.total_sites);
	return 0;
}
