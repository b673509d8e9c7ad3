#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# A damaged blob, tree, log or record is found, moved away and made anew; the outputs are
# the same bytes as before. gc keeps what is in use.
copy_example hello
build_or_relock linux-amd64
expect_exit 0
# A store of its own: links to the shared one's files, none of which is written to.
shared=$CROSSROOT_STORE
export CROSSROOT_STORE=$WORK/store
mkdir "$CROSSROOT_STORE"
for part in blobs trees; do
  cp -al "$shared/$part" "$CROSSROOT_STORE/" || fail "cannot copy the store"
done
cp -r "$shared/actions" "$CROSSROOT_STORE/"
record() { grep -l "\"name\":\"$1\"" "$CROSSROOT_STORE"/actions/*/*; }
find "$CROSSROOT_STORE/actions" -type f -exec touch -d '9 days ago' {} +
# Made anew here, whichever version filled the shared store.
record 'smoke linux-amd64' | xargs -r rm -f
run "$CROSSROOT" build linux-amd64
expect_exit 0
expect_no_stderr '^(build|std|fetch|sysroot) '
before=$(sha256sum out/manifest.json out/linux-amd64/*/*)
run "$CROSSROOT" gc --days 1
expect_exit 0
run "$CROSSROOT" store verify
expect_exit 0
run "$CROSSROOT" build linux-amd64
expect_no_stderr '^(build|std|fetch|sysroot) '

output() { sed 's/.*"outputs":{"[a-z]*":"\([0-9a-f]*\)".*/\1/' "$(record "$1")"; }
replace() { # FILE COMMAND…: another file in its place
  cp "$1" "$WORK/new" && chmod u+w "$WORK/new" && "${@:2}" "$WORK/new" &&
    chmod 444 "$WORK/new" && mv -f "$WORK/new" "$1" || fail "cannot damage $1"
}
large() { find "$CROSSROOT_STORE/blobs" -type f -size +20k | sort | sed -n "$1p"; }
damage() {
  replace "$(large 2)" sh -c 'printf x >>"$0"'
  replace "$(large 4)" truncate -s 100
  header=$(find "$CROSSROOT_STORE/trees/$(output 'sysroot x86_64.*')" -name stdio.h | head -n 1)
  chmod u+w "${header%/*}" && rm -f "$header" || fail "no header"
  replace "$(record 'verify linux-amd64')" truncate -s 40
  # Reads well and names another tree.
  replace "$(record 'smoke linux-amd64')" sed -i "s/$(output 'smoke linux-amd64')/$(output modules)/"
}
damage
run "$CROSSROOT" store verify
expect_exit 5
[ "$(grep -c '^damaged blob ' <<<"$out")" -eq 2 ] || fail "blobs"
[ "$(grep -c '^damaged tree ' <<<"$out")" -eq 1 ] || fail "trees"
[ "$(grep -c '^damaged action ' <<<"$out")" -eq 2 ] || fail "records"
expect_stderr '^next +crossroot build'
run "$CROSSROOT" build linux-amd64
expect_exit 0
expect_stderr '^fetch '
expect_stderr '^sysroot '
[ "$before" = "$(sha256sum out/manifest.json out/linux-amd64/*/*)" ] || fail "out/ differs"

damage
run "$CROSSROOT" store repair
expect_exit 0
expect_stdout '^damaged tree '
run "$CROSSROOT" store verify
expect_exit 0
# A log that is gone is no reason to fail.
rm -f "$(sed 's/.*"log":"\(..\)\([0-9a-f]*\)".*/\1\/\1\2/' "$(record 'go-build linux-amd64')" |
  sed "s|^|$CROSSROOT_STORE/blobs/|")"
rm -r out
run "$CROSSROOT" build linux-amd64
expect_exit 0
[ "$before" = "$(sha256sum out/manifest.json out/linux-amd64/*/*)" ] || fail "out/ differs"
