#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# The checkout lies under a home of mode 0700. Builds of root run as another uid, which
# cannot enter it; they see a snapshot in the store.
copy_example hello
build_or_relock linux-amd64
expect_exit 0
mkdir -m 700 "$WORK/home"
mv "$WORK/hello" "$WORK/home/a checkout"
cd "$WORK/home/a checkout" || exit 1
stamp=$(date +%s%N) # the shared store must not hold it yet
printf '// changed %s\n' "$stamp" >>main.go
rm -rf out
umask 077
HOME=$WORK/home run "$CROSSROOT" build -v linux-amd64
expect_exit 0
expect_stderr '^build +linux-amd64 '
[ -x out/linux-amd64/bin/hello ] || fail "no program"
# Two builds of one store at the same time, of different and of equal work.
cp -r . "$WORK/home/other"
printf '// and again %s\n' "$stamp" >>main.go
cp main.go "$WORK/home/other/main.go"
"$CROSSROOT" -C "$WORK/home/other" build linux-amd64 >/dev/null 2>"$WORK/.other" &
other=$!
run "$CROSSROOT" build linux-amd64
expect_exit 0
wait "$other" || fail "the other build: $(cat "$WORK/.other")"
cmp out/linux-amd64/bin/hello "$WORK/home/other/out/linux-amd64/bin/hello" ||
  fail "bytes differ"
# Two builds in one folder at the same time: the manifest is right.
printf '// both %s\n' "$stamp" >>main.go
"$CROSSROOT" build linux-amd64 >/dev/null 2>"$WORK/.other" &
other=$!
run "$CROSSROOT" build linux-amd64
expect_exit 0
wait "$other" || fail "the other build: $(cat "$WORK/.other")"
python3 - <<'P' || fail "the manifest does not describe out/"
import hashlib, json
files = json.load(open("out/manifest.json"))["targets"]["linux-amd64"]["files"]
for name, facts in files.items():
    data = open("out/linux-amd64/" + name, "rb").read()
    assert hashlib.sha256(data).hexdigest() == facts["sha256"], name
P
