/* Keys declared, defined and updated by one list that is included three times, as KVM does. */
#include <stdio.h>

#include "device.h"

#define dev_call(name, ...) static_call(dev_##name)(__VA_ARGS__) // expect-body: dev_call

static int open_two(const char *name)
{
	return name[1];
}

static int read_x(char *to, int size)
{
	to[size - 1] = 'x';
	return size;
}

static void run(void)
{
	char buffer[3] = "--";
	int opened = static_call(dev_open)("ab"); // expect-site: dev_open
	int read = static_call(dev_read)(buffer, 2); // expect-site: dev_read
	int closed = dev_call(close);

	printf("%d %d %d %s\n", opened, read, closed, buffer);
	printf("%d\n", dev_call(open, "cd"));
}

int main(void)
{
	run();
	device_install(&(struct device_ops){.open = open_two, .read = read_x});
	run();
	device_install(&(struct device_ops){.read = read_x});
	run();
	return 0;
}
