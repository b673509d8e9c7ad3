#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# A folder that vendor wrote is mirror enough for an empty store without a network. One
# pinned file gone from every source: exit 10 with package, version, what each source
# said, and the remedy. Other bytes in its place: exit 5. One good source is enough.
copy_example sqlite
build_or_relock linux-amd64
expect_exit 0
run "$CROSSROOT" vendor "$WORK/vendored"
expect_exit 0
(cd "$WORK/vendored" && sha256sum --quiet -c SHA256SUMS) || fail "SHA256SUMS is wrong"
deb=$(find "$WORK/vendored" -name 'linux-libc-dev_*amd64.deb' | head -n 1)
[ -n "$deb" ] || fail "no linux-libc-dev in the vendored folder"
mv "$deb" "$WORK/good.deb"
namespace=(unshare -n)
[ "$(id -u)" -eq 0 ] || namespace=(unshare -rn)
"${namespace[@]}" true 2>/dev/null || skip "this host allows no network namespace"
mirrors=()
for folder in "$WORK"/vendored/*/; do
  mirrors+=(--mirror "$(basename "$folder")=$folder")
done
offline() {
  run env GOPROXY=off CROSSROOT_STORE="$WORK/store" "${namespace[@]}" \
    "$CROSSROOT" "$@" "${mirrors[@]}"
}

rm -rf out
offline build linux-amd64
expect_exit 10
expect_stderr '^error\[fetch\]: linux-libc-dev '
expect_stderr 'lock --update linux-libc-dev'
expect_stderr 'no file was changed'

bytes=$(stat -c %s "$WORK/good.deb")
head -c "$bytes" /dev/zero >"$deb"
offline fetch
expect_exit 5
expect_stderr 'linux-libc-dev .* does not have the pinned bytes on any source'
printf '<!DOCTYPE html><title>please log in</title>' >"$deb"
offline fetch
expect_exit 5
expect_stderr 'an HTML page in place of the file'
head -c $((bytes / 2)) "$WORK/good.deb" >"$deb"
offline fetch
expect_exit 5

second=$WORK/second/${deb#"$WORK"/vendored/debian/}
mkdir -p "$(dirname "$second")"
mv "$WORK/good.deb" "$second"
mirrors+=(--mirror "debian=$WORK/second")
offline fetch
expect_exit 0
expect_stderr '^complete'
run env CROSSROOT_STORE="$WORK/store" "$CROSSROOT" store verify
expect_exit 0
