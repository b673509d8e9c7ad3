#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
source "$ROOT/tests/support/loader.inc"
# What verify says of the stack and of relro is what the running program has.
cat >main.c <<'END'
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#ifdef LIBRARY
int anchor(void);
#else
static int anchor(void) { return 0; }
#endif
/* Prints the permissions of the mapping that holds the address. */
static void show(const char *what, const void *address)
{
  char line[512];
  FILE *maps = fopen("/proc/self/maps", "r");
  while (fgets(line, sizeof line, maps)) {
    unsigned long begin, end;
    char flags[5];
    if (sscanf(line, "%lx-%lx %4s", &begin, &end, flags) == 3 &&
        (uintptr_t)address >= begin && (uintptr_t)address < end)
      printf("%s %s\n", what, flags);
  }
  fclose(maps);
}
extern void *_GLOBAL_OFFSET_TABLE_[];
int main(void)
{
  int here = anchor();
  printf("alive\n");
  show("stack", &here);
  show("got", &_GLOBAL_OFFSET_TABLE_[3]);
  return 0;
}
END
printf 'int anchor(void) { return 0; }\n' >anchor.c
cc -fPIE -pie -Wl,-z,now,-z,relro -o full main.c || skip "the host's compiler does not link"
loads full
expect_stdout '^stack rw-p'
expect_stdout '^got r--p'
expect_verdict pass full nx 2.36
expect_verdict skip full relro 2.36 'found full'

# Bound at start and yet writable: no segment, or one that ends in its first page.
mutate full none relro none
loads none
expect_stdout '^got rw-p'
expect_verdict skip none relro 2.36 'found none'
mutate full half relro half
loads half
expect_stdout '^got rw-p'
expect_verdict skip half relro 2.36 'found partial'

# An executable stack, asked for or by glibc's default where nothing is said.
for stack in exec none; do
  mutate full "stack-$stack" stack "$stack"
  expect_verdict fail "stack-$stack" nx 2.36
done
loads stack-exec
expect_stdout '^stack rwxp'
cc -shared -fPIC -o libanchor.so anchor.c
cc -DLIBRARY -o user main.c -L. -lanchor "-Wl,-rpath,\$ORIGIN"
loads user
expect_stdout '^stack rw-p'
expect_verdict pass libanchor.so nx 2.36
cp libanchor.so clean.so
for stack in exec none; do
  mutate clean.so libanchor.so stack "$stack"
  expect_verdict fail libanchor.so nx 2.36
  run ./user
  # From 2.41 on glibc refuses to make it so for dlopen; at start it still does.
  [ "$code" -ne 0 ] || expect_stdout '^stack rwxp'
done

# A Go record is not code: without it the program runs, and nothing is known of it.
command -v go >/dev/null || exit 0
mkdir go && printf 'module example.com/alive\n\ngo 1.18\n' >go/go.mod
printf 'package main\n\nfunc main() { println("alive") }\n' >go/main.go
(cd go && GOFLAGS=-mod=mod GOCACHE=$WORK/cache GOTOOLCHAIN=local CGO_ENABLED=0 \
  go build -o ../program .) || fail "go does not build"
run ./program
expect_stderr '^alive'
expect_verdict pass program go-buildinfo 2.36 'example.com/alive'
mutate program wiped wipe ' Go buildinf:'
run ./wiped
expect_stderr '^alive'
expect_verdict skip wiped go-buildinfo 2.36 'no Go build record'
