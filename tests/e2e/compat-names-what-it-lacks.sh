#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# What has no honest replacement is an error by name, with the release, who asked and the
# remedy; help says the same before anything is built.
copy_example hello # whose standard library other tests use too
rm -f ./*.go
try() { # DECLARATION CALL
  printf 'package main\n\n// #cgo LDFLAGS: -lm\n// %s\nimport "C"\n\nfunc main() { %s }\n' \
    "$1" "$2" >main.go
  build_or_relock linux-amd64
  expect_exit 6
}
expect_named() { # NAME RELEASE
  expect_stderr "linux-amd64 needs $1, first in glibc ${2/./\\.}; floor is 2\\.17"
  expect_stderr 'cause +no compat replacement exists'
  expect_stderr "fix +floor\\.glibc = \"${2/./\\.}\" in \\[target\\.linux-amd64\\]"
  run "$CROSSROOT" help symbol "$1"
  expect_exit 0
  expect_stdout 'crossroot has no replacement'
}
try 'int posix_spawn_file_actions_addchdir_np(void*, const char*);' \
  'C.posix_spawn_file_actions_addchdir_np(nil, nil)'
expect_named posix_spawn_file_actions_addchdir_np 2.29
try 'int pthread_setattr_default_np(const void*);' 'C.pthread_setattr_default_np(nil)'
expect_named pthread_setattr_default_np 2.18
try 'int pidfd_spawn(int*, const char*, void*, void*, void*, void*);' \
  'C.pidfd_spawn(nil, nil, nil, nil, nil, nil)'
expect_named pidfd_spawn 2.39

run "$CROSSROOT" help symbol pkey_alloc
expect_exit 0
expect_stdout "met by crossroot's own replacement"
