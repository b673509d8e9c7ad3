#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# A folder and a package stand for the programs in them, with the verdicts that these have
# alone; what cannot be read is told, and the others are answered.
command -v cc >/dev/null || skip "no compiler on this host"
mkdir -p tree/bin
printf 'int main(void) { return 0; }' >main.c
cc -o tree/bin/program main.c || skip "the host's compiler does not link"
echo text >tree/notes
tar -C tree -czf tree.tar.gz bin notes

run "$CROSSROOT" runs-on --json tree/bin/program
expect_exit 0
alone=$(grep -v '"file"' <<<"$out")
for operand in tree tree.tar.gz; do
  run "$CROSSROOT" runs-on --json "$operand"
  expect_exit 0
  [ "$alone" = "$(grep -v '"file"' <<<"$out")" ] || fail "$operand: other verdicts"
done
expect_stdout '"file": "tree.tar.gz!bin/program"'
run "$CROSSROOT" runs-on --oldest tree.tar.gz tree
expect_exit 0
expect_stdout '^tree/bin/program: .*the oldest it meets: glibc'
expect_stdout '^tree\.tar\.gz!bin/program: .*the oldest it meets: glibc'

head -c 900 tree.tar.gz >cut.tar.gz
mkdir empty
run "$CROSSROOT" runs-on --json cut.tar.gz empty tree
expect_exit 10
expect_stderr 'empty holds no ELF file'
python3 -c 'import json, sys
report = json.load(sys.stdin)
assert [one["file"] for one in report["files"]] == ["tree/bin/program"]
(unread,) = report["unread"]
assert unread["file"] == "cut.tar.gz" and "runcated" in unread["reason"], unread' <<<"$out" ||
  fail "what could not be read is not told"

# A real loader takes a member as it takes the file.
run "$CROSSROOT" runs-on --proof --on 'Debian 13' tree.tar.gz
if [ "$code" -eq 9 ]; then skip "all but the proof was looked at: no sandbox on this host"; fi
if grep -q 'no source gave a usable index' <<<"$out$err"; then
  skip "all but the proof was looked at: no package archive can be reached"
fi
member=${out#*: }
run "$CROSSROOT" runs-on --proof --on 'Debian 13' tree/bin/program
expect_stdout '^  Debian 13, glibc 2\.41-[^ ]+ +(loads|refuses)'
[ "$member" = "${out#*: }" ] || fail "a member is loaded otherwise"
