#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# The main job: from a recipe to a verified program that runs in the target's libraries.
copy_example sqlite
build_or_relock linux-amd64
expect_exit 0
expect_stdout '^out/linux-amd64/bin/sqlite$'
expect_stderr '^linux-amd64 +[0-9.]+ MB +2\.17 / 2\.[0-9]+ +[0-9]+ pass +ok \(in glibc'
program=out/linux-amd64/bin/sqlite
not_above "$(glibc_needed $program)" 2.17 || fail "asks for $(glibc_needed $program)"
python3 -c 'import json; json.load(open("out/linux-amd64/findings.json"))
json.load(open("out/manifest.json"))' || fail "bad JSON in out/"
"$CROSSROOT" help schema findings >"$WORK/schema.json"
run python3 "$ROOT/tests/support/check_formats.py" schema out/linux-amd64/findings.json \
  "$WORK/schema.json"
[ "$code" -eq 3 ] || expect_exit 0 # 3: no jsonschema module is here
if [ "$(uname -m)" = x86_64 ]; then
  run "$program"
  expect_stdout '3 kinds of parts, 60 in all'
fi
# A second build runs nothing and says the same.
before=$(sha256sum out/manifest.json $program)
run "$CROSSROOT" build linux-amd64
expect_exit 0
expect_stdout '^out/linux-amd64/bin/sqlite$'
expect_no_stderr '^(build|std|fetch) '
[ "$before" = "$(sha256sum out/manifest.json $program)" ] || fail "out/ changed"
