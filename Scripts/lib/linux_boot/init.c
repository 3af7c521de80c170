/*
 * The first and only program of the kernel that linux-boot boots: loads the modules named in its arguments and
 * restarts, which ends the emulator.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int count, char **arguments)
{
	for (int i = 1; i < count; i++) {
		int file;

		/* The kernel hands over words it does not know, too. */
		if (arguments[i][0] != '/')
			continue;
		file = open(arguments[i], O_RDONLY);
		if (file < 0 || syscall(SYS_finit_module, file, "", 0) != 0)
			printf("init: %s: %s\n", arguments[i], strerror(errno));
		else
			printf("init: %s is loaded\n", arguments[i]);
		fflush(stdout);
	}
	/* A module that lives on must not keep sites of one that goes: unload in the other order. */
	for (int i = count - 1; i > 0; i--) {
		char name[64];
		size_t length;

		if (arguments[i][0] != '/')
			continue;
		length = strcspn(arguments[i] + 1, ".");
		snprintf(name, sizeof(name), "%.*s", (int)length, arguments[i] + 1);
		if (syscall(SYS_delete_module, name, O_NONBLOCK) != 0)
			printf("init: cannot unload %s: %s\n", name, strerror(errno));
	}
	printf("init: done\n");
	fflush(stdout);
	sync();
	reboot(RB_AUTOBOOT);
	return 1;
}
