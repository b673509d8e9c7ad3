#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# What the host lacks is exit 9 with cause and remedy, what the network lacks exit 10;
# nothing is half-written.
copy_example hello
build_or_relock linux-amd64
expect_exit 0
rm -rf out
printf '// changed\n' >>main.go
untouched() { [ ! -e out ] || fail "out/ was written"; }

# No bwrap.
mkdir "$WORK/empty"
run env PATH="$WORK/empty" "$CROSSROOT" build linux-amd64
expect_exit 9
expect_stderr '^error\[sandbox\]: bwrap is not installed$'
expect_stderr 'apt-get install bubblewrap'
expect_stderr 'no file was changed +exit 9$'
untouched

# A store that cannot be made, and one that has its folders but no right to write.
printf 'no folder\n' >"$WORK/file"
run env CROSSROOT_STORE="$WORK/file/store" "$CROSSROOT" build linux-amd64
[ "$code" -eq 9 ] || [ "$code" -eq 10 ] || fail "exit $code"
expect_stderr "$WORK/file"
untouched

# No network and no lock.
if unshare -rn true 2>/dev/null; then
  mv crossroot.lock "$WORK/lock"
  run unshare -rn env CROSSROOT_STORE="$WORK/fresh" "$CROSSROOT" build
  [ "$code" -eq 9 ] || expect_exit 10
  expect_stderr '^  fix'
  expect_stderr 'no file was changed'
  [ ! -e crossroot.lock ] || fail "half a lock"
  mv "$WORK/lock" crossroot.lock
  untouched
fi

if [ "$(id -u)" -ne 0 ] || ! command -v setpriv >/dev/null; then
  echo "not root: mounts and other users were not tried" >&2
  exit 0
fi

# A namespace that knows root alone.
run unshare -r "$CROSSROOT" build linux-amd64
expect_exit 9
expect_stderr 'does not map it'
untouched

# No user namespaces: the limit of a new namespace set to 0, then an ordinary user in it.
chmod 755 . && cp "$CROSSROOT" "$WORK/crossroot" && chmod 755 "$WORK/crossroot"
mkdir -m 777 "$WORK/users"
run setpriv --reuid 12345 --regid 12345 --clear-groups unshare -U --map-current-user \
  --keep-caps sh -c "echo 0 >/proc/sys/user/max_user_namespaces &&
    CROSSROOT_STORE='$WORK/users/store' exec setpriv --inh-caps=-all --ambient-caps=-all \
    '$WORK/crossroot' doctor"
if ! grep -q 'write error\|ermission denied\|unshare failed' <<<"$err"; then
  expect_exit 9
  expect_stdout '^LACKS +sandbox +this host forbids user namespaces to uid 12345'
  expect_stdout 'sysctl user.max_user_namespaces'
fi

# A mount can be read-only or full where root's permissions cannot.
mkdir "$WORK/disk"
if ! mount -t tmpfs -o size=24m none "$WORK/disk" 2>/dev/null; then
  echo "no right to mount: full and read-only disks were not tried" >&2
  exit 0
fi
at_exit 'umount "$WORK/disk"'
run env CROSSROOT_STORE="$WORK/disk/a store" "$CROSSROOT" build linux-amd64
expect_exit 9
expect_stderr '^error\[disk-full\]: '
expect_stderr '^  fix +crossroot gc'
untouched
run env CROSSROOT_STORE="$WORK/disk/a store" "$CROSSROOT" store verify
expect_exit 0
mount -o remount,ro "$WORK/disk"
run env CROSSROOT_STORE="$WORK/disk/a store" "$CROSSROOT" build linux-amd64
expect_exit 9
expect_stderr '^error\[[a-z-]*read-only\]: '
expect_stderr '^  fix'
untouched
run env CROSSROOT_STORE="$WORK/disk/a store" "$CROSSROOT" store usage
expect_exit 0
