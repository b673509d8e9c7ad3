#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# Where versions are not all: packed relocations with and without their marker, the kernel
# in a program's note, a CPU that the table does not grant. The loaders say the same.
[ "$(uname -m)" = x86_64 ] || skip "the fixtures are made for x86-64"
command -v cc >/dev/null || skip "no compiler on this host"
cat >start.c <<'C'
extern void exit(int);
int x, *p[] = {&x, &x, &x, &x};
__asm__(".section .note.ABI-tag,\"a\",@note\n.align 4\n.long 4,16,1\n.asciz \"GNU\"\n"
        ".long 0,NOTE,0,0\n.text");
void _start(void) { exit(*p[1]); }
C
link() {
  sed "s/NOTE/$1/" start.c >"$2.c"
  cc -nostartfiles -fno-stack-protector -fPIE -pie "${@:3}" -o "$2" "$2.c" 2>/dev/null
}
link 3 plain || skip "the host's compiler does not link"
link 99 noted
link 3 packed -Wl,-z,pack-relative-relocs || skip "this linker packs no relocations"
link 3 fast -Wl,-z,x86-64-v3 || skip "this linker writes no CPU level"
readelf -V packed | grep -q GLIBC_ABI_DT_RELR || skip "this linker writes no marker"

# The marker's record is taken out of the chain of version needs.
python3 - <<'PY' || fail "the marker cannot be taken out"
import struct
data = bytearray(open("packed", "rb").read())
headers, count = struct.unpack_from("<Q", data, 32)[0], struct.unpack_from("<H", data, 56)[0]
segments = [struct.unpack_from("<IIQQQQQQ", data, headers + 56 * i) for i in range(count)]
at = next(s[2] for s in segments if s[0] == 2)
tags = {}
while struct.unpack_from("<Q", data, at)[0]:
    tags.update([struct.unpack_from("<QQ", data, at)])
    at += 16
need, names = tags[0x6FFFFFFE], tags[5]
versions, link = struct.unpack_from("<H", data, need + 2)[0], need + 8
at = need + struct.unpack_from("<I", data, link)[0]
for _ in range(versions):
    name, after = struct.unpack_from("<II", data, at + 8)
    if data[names + name:].startswith(b"GLIBC_ABI_DT_RELR\0"):
        before = struct.unpack_from("<I", data, link)[0]
        struct.pack_into("<I", data, link, before + after if after else 0)
        struct.pack_into("<H", data, need + 2, versions - 1)
        break
    link, at = at + 12, at + after
open("unmarked", "wb").write(data)
PY

prove() {
  run "$CROSSROOT" runs-on --proof --on 'Debian 11' --on 'Debian 13' "$1"
  if [ "$code" -eq 9 ]; then skip "no sandbox on this host"; fi
  if grep -q 'no source gave a usable index' <<<"$out$err"; then
    skip "no package archive can be reached"
  fi
  expect_stdout '^  table and proof agree$'
}
prove plain
expect_exit 0
prove noted
expect_exit 0
prove packed
expect_exit 7
expect_stdout '^  Debian 11 .* refuses  needs GLIBC_ABI_DT_RELR, has it not$'
expect_stdout '^  Debian 11, glibc.* refuses .*GLIBC_ABI_DT_RELR. not found'
expect_stdout '^  Debian 13, glibc.* loads$'
prove unmarked
expect_stdout '^  Debian 13 .* refuses  has DT_RELR without GLIBC_ABI_DT_RELR$'
expect_stdout '^  Debian 13, glibc.* refuses .*DT_RELR without GLIBC_ABI_DT_RELR dependency'
prove fast
expect_stdout '^  Debian 13 .* refuses  needs x86-64-v3, starts at x86-64$'
