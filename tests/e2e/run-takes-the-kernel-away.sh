#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# A program that counts on getrandom(2) fails where the kernel has none; the replacement
# that a floor of 2.17 links reads /dev/urandom instead.
cat >crossroot.toml <<'EOT'
schema = 1
[go]
sdk = "1.25.5"
[target.new]
triplet = "x86_64-linux-gnu"
floor = { glibc = "2.31" }
[target.old]
triplet = "x86_64-linux-gnu"
floor = { glibc = "2.17" }
[target.arm]
triplet = "aarch64-linux-gnu"
floor = { glibc = "2.17" }
[smoke]
command = ["random"]
EOT
printf 'module example.org/random\n' >go.mod
cat >main.go <<'EOT'
package main

// #include <sys/random.h>
// #include <sys/utsname.h>
import "C"

import (
	"fmt"
	"os"
	"unsafe"
)

func main() {
	var name C.struct_utsname
	C.uname(&name)
	fmt.Println("release", C.GoString(&name.release[0]))
	var bytes [16]byte
	if count, err := C.getrandom(unsafe.Pointer(&bytes), 16, 0); count != 16 {
		fmt.Fprintln(os.Stderr, "getrandom:", err)
		os.Exit(3)
	}
}
EOT
run "$CROSSROOT" lock
expect_exit 0
run "$CROSSROOT" run new
expect_exit 0
expect_no_stderr 'uname'
run "$CROSSROOT" run --kernel 3.10 new
expect_exit 3
expect_stderr 'getrandom: function not implemented'
expect_stderr "^kernel +younger calls than Linux 3.10 answered ENOSYS; uname told the host's"
expect_stdout "^release $(uname -r)$"
run "$CROSSROOT" run --kernel 3.17 new
expect_exit 0
run "$CROSSROOT" run --kernel 3.10 old
expect_exit 0
# Under an emulator the release is another, too.
run "$CROSSROOT" run --kernel 3.10 arm
expect_exit 0
expect_stdout '^release 3\.10\.0$'
expect_no_stderr uname

run "$CROSSROOT" run --matrix --kernel 3.10 --kernel 4.18 --on 'Debian 11' --on debian-13 new
expect_exit 7
expect_stdout '^SYSTEM . LINUX +3\.10 +4\.18$'
expect_stdout '^Debian 11, glibc 2\.31-[^ ]+ +exit 3 +ok$'
expect_stdout '^Debian 13, glibc 2\.41-[^ ]+ +exit 3 +ok$'
expect_stdout '^  Debian 13, glibc 2\.41-[^ ]+, +Linux 3\.10: +exit 3: +getrandom: function not'
run "$CROSSROOT" run --matrix --kernel 3.10 --on 'Debian 12' old
expect_exit 0
expect_stdout '^Debian 12, glibc 2\.36-[^ ]+ +ok$'

run "$CROSSROOT" run --kernel 99.1 new
expect_exit 125
expect_stderr "cause +its own kernel is .*, which is older"
run "$CROSSROOT" run --kernel three new
expect_exit 125
run "$CROSSROOT" run --on 'Windows 95' new
expect_exit 125
expect_stderr 'fix +--on takes "Debian 11", '
run "$CROSSROOT" run --kernel 3.10 --kernel 4.18 new
expect_exit 125
expect_stderr 'fix +--matrix'
