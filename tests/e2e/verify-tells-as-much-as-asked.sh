#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# stdout carries one format at most; --quiet keeps only what fails; help needs no file.
echo 'no ELF file' >script
run "$CROSSROOT" verify --json --floor 2.3 "$CROSSROOT" script
expect_exit 7
run "$CROSSROOT" verify --findings a.json --floor 2.3 "$CROSSROOT" script
"$CROSSROOT" verify --json --floor 2.3 "$CROSSROOT" script | cmp -s - a.json ||
  fail "--json and --findings differ"
run "$CROSSROOT" verify --json --sarif - "$CROSSROOT"
expect_exit 2
run "$CROSSROOT" verify --sarif x --junit ./x "$CROSSROOT"
expect_exit 2
ln -s elsewhere link
mkfifo pipe
for place in link pipe .; do
  run "$CROSSROOT" verify --sarif $place "$CROSSROOT"
  expect_exit 2
done
[ -L link ] && [ -p pipe ] && [ ! -e elsewhere ] || fail "a link or a pipe was replaced"
cp "$CROSSROOT" program
run "$CROSSROOT" verify --sarif program script
expect_exit 2
cmp -s "$CROSSROOT" program || fail "a program was overwritten"
run "$CROSSROOT" verify --sarif no/such/folder/x.sarif "$CROSSROOT"
expect_exit 10
run "$CROSSROOT" verify -q "$CROSSROOT" script
expect_exit 7
[ "$(wc -l <<<"$out")" -eq 1 ] || fail "--quiet told more than the one failing finding"
[ -z "$err" ] || fail "stderr is not empty"
run "$CROSSROOT" verify -v "$CROSSROOT"
expect_exit 0
expect_stdout '^  pass    nx '
expect_stdout '^  skip    glibc-floor +no floor given'
run "$CROSSROOT" verify
expect_exit 2
expect_stderr 'needs FILE'
run "$CROSSROOT" verify --explain nx
expect_exit 0
expect_stdout '^How to mend it$'
[ "$out" = "$("$CROSSROOT" help check nx)" ] || fail "--explain and help check differ"
run "$CROSSROOT" help check glibc-flor
expect_exit 2
expect_stderr 'crossroot help check glibc-floor'
"$CROSSROOT" help schema findings | cmp -s - <("$CROSSROOT" verify --schema) ||
  fail "two schemas"
run "$CROSSROOT" help schema no-such
expect_exit 2
expect_stderr 'crossroot help schema findings'
