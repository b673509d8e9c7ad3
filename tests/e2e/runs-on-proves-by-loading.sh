#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# The real loaders of Debian say what the table says: a program of a newer glibc is
# refused by 11 and loaded by 13; sid is proven or skipped with a reason.
[ "$(uname -m)" = x86_64 ] || skip "the fixtures are made for x86-64"
command -v cc >/dev/null || skip "no compiler on this host"
printf 'int main(void) { return 0; }' >main.c
cc -o program main.c || skip "the host's compiler does not link"
needed=$(glibc_needed program)
if not_above "$needed" 2.31 || ! not_above "$needed" 2.41; then
  skip "the host's glibc is of another age"
fi
run "$CROSSROOT" runs-on --proof program
if [ "$code" -eq 9 ]; then skip "no sandbox on this host"; fi
if grep -q 'debian-1[123].*no source gave a usable index' <<<"$out$err"; then
  skip "no package archive can be reached"
fi
expect_exit 0
expect_stdout '^  Debian 11, glibc 2\.31-[^ ]+ +refuses +.*version .GLIBC_2\.[0-9]+. not found'
expect_stdout '^  Debian 13, glibc 2\.41-[^ ]+ +loads$'
expect_stdout '^  Debian sid.* (loads|skipped +[^ ]+)'
expect_stdout '^  table and proof agree$'

run "$CROSSROOT" runs-on --proof --on 'RHEL 8' program
expect_exit 2
expect_stderr 'none of the releases asked about'

# The second time it needs neither index nor network.
run "$CROSSROOT" runs-on --proof --on 'Debian 13' --mirror debian=http://127.0.0.1:9 program
expect_exit 0
expect_stdout '^  Debian 13, glibc 2\.41-[^ ]+ +loads$'
expect_no_stderr signed

# A symbol that no version speaks of is found by loading alone: the table cannot know.
printf 'int nosuch(void); int call(void) { return nosuch(); }' >library.c
printf '' | cc -nostdlib -shared -Wl,-soname,libc.musl-x86_64.so.1 -o libfake.so -xc -
cc -nostdlib -shared -fPIC -Wl,--no-as-needed -o library.so library.c libfake.so
run "$CROSSROOT" runs-on --proof --on 'Debian 12' library.so
expect_exit 7
expect_stdout '^  Debian 12, musl 1\.2\.3-[^ ]+ +refuses +.*nosuch: symbol not found'
expect_stdout '^  differs: Debian 12, musl .*: the table lets it load, yet it is refused'

# A loader that is nowhere, though every library is.
cc -o elsewhere main.c -Wl,--dynamic-linker=/nix/store/ld.so
run "$CROSSROOT" runs-on --proof --on 'Debian 13' elsewhere
expect_exit 7
expect_stdout '^  Debian 13, glibc .* refuses +there is no loader /nix/store/ld\.so$'
