#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# A path of the build machine is found in compressed debug sections, which no grep sees,
# and in Go programs that were built without -trimpath; and not where there is none.
command -v cc >/dev/null || skip "no compiler on this host"
mkdir here
cd here || exit 1
# Many headers, or their names would be too few to be worth compressing.
for header in dirent fcntl locale math netdb poll pthread pwd regex sched signal stdio \
  stdlib string sys/mman sys/socket sys/stat time unistd wchar; do
  printf '#include <%s.h>\n' "$header"
done >main.c
printf 'int main(void) { return puts("alive") < 0; }\n' >>main.c

# paths STATUS FILE
paths() {
  run "$CROSSROOT" verify --verbose --forbid-path "$WORK/here" "$2"
  case $1 in
  pass) expect_stdout '^  pass +build-path +none' ;;
  fail)
    expect_exit 7
    expect_stdout "shows.*$WORK/here"
    ;;
  esac
}
for form in zlib zstd zlib-gnu none; do
  cc -g3 "-gz=$form" -o main main.c 2>/dev/null || continue
  if [ "$form" != none ] && grep -qF "$WORK/here" main; then
    fail "the debug sections are not compressed"
  fi
  paths fail main
done
strip main
paths pass main

command -v go >/dev/null || exit 0
printf 'module example.com/alive\n\ngo 1.18\n' >go.mod
printf 'package main\n\nfunc main() { println("alive") }\n' >main.go
rm main.c
export GOFLAGS=-mod=mod GOCACHE=$WORK/cache GOTOOLCHAIN=local CGO_ENABLED=0
go build -o program . || fail "go does not build"
paths fail program
go build -ldflags=-s -o stripped . || fail "go does not build"
paths fail stripped # the runtime's own table of lines has it still
go build -trimpath -o trimmed . || fail "go does not build"
paths pass trimmed
