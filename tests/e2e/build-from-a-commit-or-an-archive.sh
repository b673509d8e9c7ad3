#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# A source that is a git commit is pinned by the lock, and needs its repository no more
# once the store has it; the same files as an archive are the same build.
mkdir program recipe
cd program || exit 1
printf 'module program\n\ngo 1.21\n' >go.mod
cat >main.go <<EOF
package main

// #include <stdio.h>
// static void say(void) { puts("first"); fflush(stdout); }
import "C"

func main() { C.say() }
EOF
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example GIT_COMMITTER_NAME=a \
  GIT_COMMITTER_EMAIL=a@example GIT_CONFIG_NOSYSTEM=1
git init -q -b main . && git add . && git commit -qm one && git tag v1.0.0
commit=$(git rev-parse HEAD)
tar -C "$WORK" --exclude .git -czf "$WORK/program.tar.gz" program
sed -i s/first/second/ main.go && git commit -qam two
cd ../recipe || exit 1

recipe() {
  cat >crossroot.toml <<EOF
schema = 1
name = "program"
[source]
$1
[go]
sdk = "1.25.5"
[target.linux-amd64]
triplet = "x86_64-linux-gnu"
floor = { glibc = "2.17" }
[smoke]
command = ["program"]
stdout = "first"
EOF
}

recipe "git = \"file://$WORK/program\"
rev = \"v1.0.0\""
run "$CROSSROOT" lock
expect_exit 0
grep -q "$commit" crossroot.lock || fail "the lock does not have the commit"
rm -rf "$WORK/program"
run "$CROSSROOT" build
expect_exit 0
expect_stdout '^out/linux-amd64/bin/program$'
program=$(sha256sum <out/linux-amd64/bin/program)
rm -rf out crossroot.lock

recipe "archive = \"file://$WORK/program.tar.gz\"
sha256 = \"$(printf '0%.0s' {1..64})\""
run "$CROSSROOT" lock
expect_exit 5
recipe "archive = \"file://$WORK/program.tar.gz\"
sha256 = \"$(sha256sum <"$WORK/program.tar.gz" | cut -d' ' -f1)\""
run "$CROSSROOT" lock
expect_exit 0
rm "$WORK/program.tar.gz"
run "$CROSSROOT" build
expect_exit 0
[ "$program" = "$(sha256sum <out/linux-amd64/bin/program)" ] || fail "another program"
