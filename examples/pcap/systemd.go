// SPDX-License-Identifier: Apache-2.0

package main

// Debian's libpcap.a can capture from D-Bus and so asks for libdbus-1.a, whose server
// half asks libsystemd for sockets that systemd passed to the program. libsystemd comes
// in no archive. This program is no D-Bus server: it answers itself that there are none.
// The other way is link = "bundled" in the recipe, with a floor that libsystemd meets.

/*
int sd_listen_fds(int unset_environment) {
	(void)unset_environment;
	return 0;
}

int sd_is_socket(int fd, int family, int type, int listening) {
	(void)fd;
	(void)family;
	(void)type;
	(void)listening;
	return 0;
}
*/
import "C"
