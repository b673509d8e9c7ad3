#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# Packages of a distribution are linked into the program, asked of the system or brought
# along, found by pkg-config in the sysroot alone; what cannot be so is said with a cause.
mkdir z && cd z || exit 1
printf 'module example.com/z\n\ngo 1.21\n' >go.mod
cat >main.go <<'END'
package main

// #cgo pkg-config: zlib
// #include <zlib.h>
import "C"
import "fmt"

func main() { fmt.Println("zlib", C.GoString(C.zlibVersion())) }
END
recipe() { # LINK PACKAGE [CPU]
  printf 'schema = 1\nname = "z"\n[go]\nsdk = "1.25.5"\n[libraries]\n'
  printf 'link = "%s"\npackages = ["%s"]\n[smoke]\ncommand = ["z"]\n' "$1" "$2"
  printf 'stdout = "zlib 1."\n[target.linux-amd64]\ntriplet = "x86_64-linux-gnu"\n'
  printf 'floor.glibc = "2.17"\n'
  [ -z "${3:-}" ] ||
    printf '[target.linux-arm64]\ntriplet = "aarch64-linux-gnu"\nfloor.glibc = "2.17"\n'
}
needed() { readelf -d "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'; }
program=out/linux-amd64/bin/z

recipe static zlib1g-dev both >crossroot.toml
run "$CROSSROOT" build
expect_exit 0
expect_stderr '^linux-arm64 .* pass +ok'
expect_stderr '^linux-amd64 .* pass +ok'
! needed $program | grep -q libz || fail "a static libz is asked for"
grep -q '"libraries linux-arm64", name = "zlib1g-dev"' crossroot.lock || fail "not locked"
run "$CROSSROOT" plan
expect_stdout '^[0-9a-f]+  libraries linux-amd64$'
run "$CROSSROOT" lock --check
expect_exit 0
run "$CROSSROOT" lock --audit
expect_exit 0
sed -i 's/\[go\]/# moved\n&/; s/"zlib1g-dev"/"zlib1g-dev", "libpcap-dev"/' crossroot.toml
run "$CROSSROOT" lock --check
expect_exit 4
expect_stderr 'tree.libraries linux-amd64 moved'
recipe static zlib1g-dev >crossroot.toml
run "$CROSSROOT" lock
run "$CROSSROOT" shell linux-amd64 -- /cc/bin/x86_64-linux-gnu-pkg-config --libs zlib
expect_exit 0
expect_stdout '^-L/sysroot/usr/lib/x86_64-linux-gnu -lz *$'

recipe shared zlib1g-dev >crossroot.toml
run "$CROSSROOT" lock --check
expect_exit 4
run "$CROSSROOT" lock
run "$CROSSROOT" build
expect_exit 0
expect_stderr '^note +linux-amd64: needs libz.so.1 of the system it runs on, as zlib1g '
expect_stderr '^linux-amd64 .* pass +ok'
needed $program | grep -qx libz.so.1 || fail "does not ask for libz"

recipe bundled zlib1g-dev >crossroot.toml
run "$CROSSROOT" build
expect_exit 0
expect_stdout '^out/linux-amd64/bin/libz.so.1$'
expect_stderr '^linux-amd64 .* pass +ok'
readelf -d $program | grep -q 'RPATH.*\[\$ORIGIN\]' || fail "no run path"
if [ "$(uname -m)" = x86_64 ]; then
  run env LD_DEBUG=libs "$program"
  grep -q "calling init: .*/out/linux-amd64/bin/libz.so.1" <<<"$err" || fail "another libz"
fi

# A policy's list of libraries is not about those that come with the program.
cp crossroot.toml kept.toml
printf 'schema = 1\nname = "own"\nsummary = "the libc alone"\n[abi]\nneeded = "system"\n' >own.toml
printf '[abi]\npolicy = "own.toml"\n' >>crossroot.toml
run "$CROSSROOT" build
expect_exit 0
sed -i 's/bundled/shared/' crossroot.toml
run "$CROSSROOT" build
expect_exit 7
expect_stderr '^error\[needed\]: bin/z: found libz.so.1, expected .* by policy own$'
expect_stderr 'fix +link = "bundled" in \[libraries\], or a static library; policy own'
mv kept.toml crossroot.toml

cat >z_test.go <<'END'
package main

import "testing"

func TestVersion(t *testing.T) { main() }
END
run "$CROSSROOT" test linux-amd64
expect_exit 0
rm z_test.go

# Archives of a newer release, and those that they need in turn, meet the old floor.
cat >main.go <<'END'
package main

// #cgo pkg-config: libssl
// #include <openssl/ssl.h>
import "C"
import "fmt"

func main() { fmt.Println("zlib 1.", C.SSL_CTX_new(C.TLS_client_method()) != nil) }
END
recipe static libssl-dev >crossroot.toml
sed -i 's/^link = .*/&\nfrom = "debian-13"/' crossroot.toml
run "$CROSSROOT" lock
expect_exit 0
grep -q 'libraries linux-amd64", name = "libzstd-dev"' crossroot.lock || fail "no archive of zstd"
run "$CROSSROOT" build
expect_exit 0
expect_stderr '^linux-amd64 .* 2\.17 / 2\.[0-9]+ .* pass +ok'

# What an archive needs is found by its symbols, and what no archive has is said.
cat >main.go <<'END'
package main

// #cgo LDFLAGS: -lpcap
// #include <pcap/pcap.h>
import "C"
import "fmt"

func main() { fmt.Println("zlib", C.GoString(C.pcap_lib_version())) }
END
recipe static libpcap-dev >crossroot.toml
run "$CROSSROOT" lock
run "$CROSSROOT" build
expect_exit 6
expect_stderr '^error\[libraries\]: linux-amd64: the link lacks libsystemd.so.0 of libsystemd0'
expect_stderr 'from .* in libdbus-1.a$'
expect_stderr 'sd_listen_fds .* of which \[libraries\] brings no archive'
expect_stderr 'fix +link = "bundled" or "shared" in \[libraries\]'
recipe bundled libpcap-dev >crossroot.toml
run "$CROSSROOT" lock
run "$CROSSROOT" build
expect_exit 6
expect_stderr 'cause +lib.* needs [a-z0-9_]+, glibc 2\.[0-9]+; the floor is 2\.17'
sed -i 's/-lpcap/-lsystemd/' main.go
recipe static libsystemd-dev >crossroot.toml
run "$CROSSROOT" lock
run "$CROSSROOT" build
expect_exit 6
expect_stderr 'pcap/pcap.h. file not found'
expect_stderr 'fix +name the package that brings pcap/pcap.h in libraries.packages'
sed -i 's/pcap\/pcap.h/systemd\/sd-journal.h/; s/, C.GoString.*/, C.SD_JOURNAL_SYSTEM) }/' main.go
run "$CROSSROOT" build
expect_exit 6
expect_stderr 'cause +libsystemd-dev .* has libsystemd as a shared library alone'
sed -i 's/LDFLAGS: -lsystemd/pkg-config: libnotthere/' main.go
run "$CROSSROOT" build
expect_exit 6
expect_stderr '^error\[libraries\]: linux-amd64: the sysroot has no libnotthere.pc'

# Names that no index has for one CPU, or that the base has already.
recipe static libx86-dev both >crossroot.toml
run "$CROSSROOT" lock
expect_exit 3
expect_stderr 'there is no package libx86-dev in debian-11 for arm64'
expect_stderr 'cause +debian-11 has it for amd64 and not for arm64'
recipe static linux-libc-dev >crossroot.toml
run "$CROSSROOT" lock
expect_exit 3
expect_stderr 'linux-libc-dev is part of every sysroot'
