#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# A program of this host's libc is started by a bundle, a library asks for older versions
# and still works, and what would only look mended is refused.
command -v cc >/dev/null || skip "no C compiler"
release=$(getconf GNU_LIBC_VERSION 2>/dev/null | sed 's/.* 2\.//')
[ "${release:-0}" -ge 34 ] || skip "this host's glibc is too old to need a repair"

cat >tool.c <<'END'
#include <math.h>
#include <pthread.h>
#include <stdio.h>
static int constructed;
__attribute__((constructor)) static void construct(void) { constructed = 1; }
static void *same(void *p) { return p; }
int main(int argc, char **argv)
{
  pthread_t thread;
  void *back = 0;
  pthread_create(&thread, 0, same, &constructed);
  pthread_join(thread, &back);
  printf("%d %d %.1f %s\n", constructed, back == &constructed, pow(argc, 2), argv[argc - 1]);
  return 0;
}
END
cc -o tool tool.c -lm -pthread || fail "cannot compile"
run "$CROSSROOT" repair --floor 2.17 --dry-run tool
expect_exit 0
expect_stderr '^lacks +GLIBC_2\.34 of libc\.so\.6: __libc_start_main, pthread_create, pthread_join$'
expect_stderr '^preload +no: the loader refuses GLIBC_2\.34'
expect_stderr '^rewrite +no: __libc_start_main@GLIBC_2\.34 runs the program.s constructors'
expect_stderr '^bundle +yes: '
[ ! -e tool-repaired ] || fail "--dry-run wrote something"
run "$CROSSROOT" repair --floor 2.17 --by rewrite tool
expect_exit 7
expect_stderr 'rewrite does not cure tool'

run "$CROSSROOT" repair --floor 2.17 tool
expect_exit 0
expect_stdout '^tool-repaired/tool$'
expect_stderr '^bundled +[0-9]+ libraries of Debian 1[23], glibc 2\.'
expect_stderr '^tried +Debian 11, glibc 2\.31-.*: refused it before, loads it now$'
cmp tool tool-repaired/libexec/tool || fail "the program was changed"
for command in tool-repaired/tool "$WORK/link"; do # also where it is not called by its place
  ln -sf "$WORK/tool-repaired/tool" "$WORK/link"
  (cd / && "$WORK/tool-repaired/tool" 'two words' >"$WORK/said") || fail "$command failed"
  [ "$(cat said)" = "1 1 4.0 two words" ] || fail "$command said $(cat said)"
done
run "$WORK/link" again
expect_stdout '^1 1 4\.0 again$'
LD_DEBUG=libs tool-repaired/tool x 2>&1 | grep -q "calling init: $WORK/tool-repaired/lib/libc.so.6" ||
  fail "the libc is not the bundle's"
grep -q '^ExecStart=/opt/tool/tool$' tool-repaired/service/tool.service || fail "no unit"
run "$CROSSROOT" repair --floor 2.17 tool
expect_exit 2
expect_stderr 'tool-repaired is there already'
run "$CROSSROOT" repair --floor 2.17 --from "Debian 11" -o other tool
expect_exit 7
expect_stderr 'Debian 11 does not load tool'
[ ! -e other ] || fail "something was written"

cat >power.c <<'END'
#include <math.h>
#include <string.h>
double power(double x, char *to, const char *from, unsigned long size)
{
  memcpy(to, from, size);
  return pow(x, 2);
}
END
cat >use.c <<'END'
#include <stdio.h>
double power(double x, char *to, const char *from, unsigned long size);
int main(void)
{
  char text[6] = "";
  double four = power(2, text, "right", 6);
  printf("%s %.1f\n", text, four);
  return 0;
}
END
cc -O1 -fno-builtin -shared -fPIC -o libpower.so power.c -lm || fail "cannot compile"
floor=2.17
[ "$(uname -m)" != x86_64 ] || floor=2.12 # then memcpy is newer, too
run "$CROSSROOT" repair --floor $floor -o mended/libpower.so libpower.so
expect_exit 10
mkdir mended
run "$CROSSROOT" repair --floor $floor -o mended/libpower.so libpower.so
expect_exit 0
expect_stderr '^changed +pow@GLIBC_2\.29 → pow@GLIBC_2\.'
expect_stderr '^tried +Debian 11'
! readelf -V mended/libpower.so | grep -qE 'GLIBC_2\.(29|14)' || fail "still asked for"
[ "$(stat -c %s libpower.so)" = "$(stat -c %s mended/libpower.so)" ] || fail "it grew"
cc -o use use.c mended/libpower.so || fail "cannot link with it"
run ./use
expect_stdout '^right 4\.0$'
run "$CROSSROOT" repair --floor $floor mended/libpower.so
expect_exit 0
expect_stderr "^healthy +it asks for nothing newer than glibc $floor"
run "$CROSSROOT" repair --by bundle --floor $floor libpower.so
expect_exit 7
expect_stderr 'a library lives with the libc of the program that loads it'

chmod u+s tool
run "$CROSSROOT" repair --dry-run tool
expect_stderr '^bundle +no: its set-id bits'
run "$CROSSROOT" repair -o other tool
expect_exit 7
expect_stderr 'nothing cures tool'
run "$CROSSROOT" repair tool.c
expect_exit 2
expect_stderr 'there is nothing to repair in tool.c'
run "$CROSSROOT" repair gone
expect_exit 10
run "$CROSSROOT" repair --by hope libpower.so
expect_exit 2
expect_stderr '^  fix +--by rewrite, or --by bundle'
