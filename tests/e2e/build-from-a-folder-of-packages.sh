#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# A vendor's packages, lying in a folder as files: locked by their digests, refused when
# they change, served by vendor when the folder is gone.
command -v dpkg-deb >/dev/null || skip "no dpkg-deb"
mkdir -p acme/packages/more acme/sysroots && cd acme || exit 1
make_deb() { # FOLDER NAME ARCH [FIELD]
  mkdir -p "$WORK/deb/DEBIAN"
  printf 'Package: %s\nVersion: 1.2-1\nArchitecture: %s\nMaintainer: x <x@vendor.example>\n%sDescription: x\n' \
    "$2" "$3" "${4:-}" >"$WORK/deb/DEBIAN/control"
  dpkg-deb --root-owner-group -b "$WORK/deb" "$1/$2_1.2-1_$3.deb" >/dev/null || fail "no deb"
  rm -rf "$WORK/deb"
}
mkdir -p "$WORK/deb/usr/include"
echo 'static inline int acme(void) { return 42; }' >"$WORK/deb/usr/include/acme.h"
make_deb packages/more acme-headers all
mkdir -p "$WORK/deb/usr/lib/pkgconfig"
printf 'Name: acme\nDescription: x\nVersion: 1.2\nCflags: -DACME=1\n' \
  >"$WORK/deb/usr/lib/pkgconfig/acme.pc"
make_deb packages libacme-dev amd64 $'Depends: acme-headers (= 1.2-1), libc6 (>= 2.17)\nSize: 1\nSHA256: 0\n'
make_deb packages libacme-dev arm64
deb=packages/libacme-dev_1.2-1_amd64.deb
definition() { # ARCHIVE-LINES TOP-LINE
  printf 'schema = 1\nrole = "sysroot"\nlibc = "2.17"\narchitectures = ["amd64"]\n%s\n[archive]\nname = "acme"\n%s\n' \
    "${2:-}" "$1" >sysroots/acme.toml
}
folder=$'kind = "deb"\nfolder = "../packages"'
definition "$folder"
printf 'module example.com/acme\n\ngo 1.21\n' >go.mod
printf '%s\n' 'package main' '' '// #cgo pkg-config: acme' '// #include <acme.h>' \
  'import "C"' 'import "fmt"' '' 'func main() { fmt.Println("acme", C.acme()*C.ACME) }' >main.go
cat >crossroot.toml <<'TOML'
schema = 1
name = "acme"
[go]
sdk = "1.25.5"
[libraries]
from = "acme"
packages = ["libacme-dev"]
[target.linux-amd64]
triplet = "x86_64-linux-gnu"
floor.glibc = "2.17"
[smoke]
command = ["acme"]
stdout = "acme 42"
TOML
run "$CROSSROOT" lock
expect_exit 0
grep -q "name = \"libacme-dev\".*arch = \"amd64\".*sha256 = \"$(sha256sum <$deb | cut -d' ' -f1)\"" crossroot.lock ||
  fail "the lock has not the digest of the file"
grep -q 'name = "acme-headers".*path = "more/acme-headers_1.2-1_all.deb"' crossroot.lock ||
  fail "what the package needs is not locked"
run "$CROSSROOT" lock --audit
expect_exit 0

# Changed or gone before it was fetched: as of any source.
cp $deb kept.deb && echo more >>$deb
run "$CROSSROOT" build
expect_exit 5
expect_stderr 'libacme-dev'
expect_stderr 'folder of acme'
run "$CROSSROOT" lock --audit
expect_exit 5
mv packages away
run "$CROSSROOT" build
expect_exit 10
expect_stderr 'libacme-dev'
run "$CROSSROOT" lock
expect_exit 10
expect_stderr 'cannot read the packages in .*packages'
mv away packages && echo no package >$deb
run "$CROSSROOT" lock
expect_exit 5
mv kept.deb $deb

run "$CROSSROOT" build
expect_exit 0
run out/linux-amd64/bin/acme
expect_stdout '^acme 42$'
run "$CROSSROOT" vendor "$WORK/vendored"
expect_exit 0
mv packages away
run env GOPROXY=off "$CROSSROOT" fetch --mirror "$WORK/vendored" --store "$WORK/store"
expect_exit 0
mv away packages

# What a folder cannot be.
sed -i 's/^from = .*/&\nlink = "shared"/; s/^floor.glibc = .*/base = "acme"/' crossroot.toml
run "$CROSSROOT" lock --check
expect_exit 3
expect_stderr 'acme is no base: it has no packages.base'
definition "$folder" 'keys = ["0000000000000000000000000000000000000000"]'
run "$CROSSROOT" lock --check
expect_exit 3
expect_stderr 'packages of a folder have no index that a key could sign'
definition $'kind = "rpm"\nfolder = "../packages"'
run "$CROSSROOT" lock --check
expect_exit 3
expect_stderr 'a folder of rpm files is no archive'
