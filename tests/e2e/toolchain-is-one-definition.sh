#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# A newer LLVM is one file: no code of ours knows a release of it. The floor holds with what
# it compiles, for both CPUs.
copy_example hello
rm crossroot.lock
mkdir sysroots
sed -e 's/clang-19/clang-22/; s/lld-19/lld-22/; s/llvm-19/llvm-22/g; s/libclang1-19/libclang1-22/' \
  "$ROOT/sysroots/llvm-19.toml" >sysroots/llvm-22.toml
sed -i '0,/^\[target/s/^\[target/[cc]\ntoolchain = "llvm-22"\n\n&/' crossroot.toml
run "$CROSSROOT" lock
expect_exit 0
grep -q 'tree = "toolchain llvm-22", name = "clang-22"' crossroot.lock || fail "no clang 22 is locked"
! grep -q '"toolchain llvm-19"' crossroot.lock || fail "the toolchain that nobody asked for is locked"
cp "$ROOT/tests/support/triplets/calls.c" .
while read -r target triplet; do
  run "$CROSSROOT" -q cc "$target" -- --version
  expect_exit 0
  expect_stdout 'clang version 22\.'
  run "$CROSSROOT" -q cc "$target" -- -O2 -Wall -Werror -o "calls-$target" calls.c -lm -lpthread
  expect_exit 0
  run "$CROSSROOT" verify --target "$triplet.2.17" "calls-$target"
  expect_exit 0
done <<<$'linux-amd64 x86_64-linux-gnu\nlinux-arm64 aarch64-linux-gnu'
run ./calls-linux-amd64
expect_stdout '^42 1024 4000$'

# LLVM's own C++ library is in no base.
echo 'int main() { return 0; }' >main.cpp
run "$CROSSROOT" -q cc linux-amd64 -- -x c++ -stdlib=libc++ -c -o main.o main.cpp
expect_exit 1
expect_stderr 'has libstdc\+\+ and no libc\+\+; .* by libraries\.packages'

# A tool that the definition does not name is no guess of ours.
sed -i '/^clang = /d' sysroots/llvm-22.toml
run "$CROSSROOT" lock
expect_exit 3
expect_stderr 'llvm-22\.toml:.*a toolchain without clang compiles nothing'
