#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# eval "$(crossroot env TARGET)" makes this host's shell build for the target: go and its
# vet and list, and a Makefile's compiler; as root and as another user.
copy_example sqlite
[ -f crossroot.lock ] || "$CROSSROOT" lock || exit 1
for pair in linux-amd64:x86_64-linux-gnu linux-arm64:aarch64-linux-gnu; do
  target=${pair%:*} triplet=${pair#*:}
  run "$CROSSROOT" env "$target"
  expect_exit 0
  expect_stdout "^export CC='.*/bin/$triplet-cc'$"
  settings=$out
  (
    eval "$settings"
    go version | grep -q "$(sed -n 's/^sdk = "\(.*\)"/go\1/p' crossroot.toml)" &&
      go build -o "$WORK/$target" . && go vet . && go list -deps . >"$WORK/deps"
  ) || fail "go does not work in the environment of $target"
  grep -q sqlite3 "$WORK/deps" || fail "go list names no dependency"
  run "$CROSSROOT" verify --target "$triplet.2.17" "$WORK/$target"
  expect_exit 0
  not_above "$(glibc_needed "$WORK/$target")" 2.17 || fail "$(glibc_needed "$WORK/$target")"
  # A Makefile's way: a space in a name, any form of -o, the current folder.
  mkdir -p "$WORK/a folder" && cd "$WORK/a folder" || exit 1
  printf 'int main(void) { return 0; }\n' >'a file.c'
  (
    eval "$settings"
    # shellcheck disable=SC2154 # the environment sets it
    "$CC" -O2 -c 'a file.c' && "$CC" -o"$target program" 'a file.o'
  ) || fail "the compiler does not work"
  run "$CROSSROOT" verify --target "$triplet.2.17" "$target program"
  expect_exit 0
  cd "$WORK/sqlite" || exit 1
done
[ "$(uname -m)" != x86_64 ] || "$WORK/linux-amd64" | grep -q '60 in all' || fail "output"

# crossroot cc is that compiler, exit code and all.
run "$CROSSROOT" cc linux-arm64 -- -c "$WORK/a folder/a file.c"
expect_exit 0
[ -s 'a file.o' ] || fail "no object in the current folder"
run "$CROSSROOT" cc linux-arm64 -- -c missing.c
expect_exit 1
expect_stderr "no such file or directory: 'missing.c'"
run "$CROSSROOT" cc linux-arm64 --version
expect_stdout '^clang version .*crossroot cfg'

# What the compiler cannot see is said, not read from the sysroot instead.
if [ -w /usr/local/src ]; then
  hidden=$(mktemp -d /usr/local/src/crossroot-e2e.XXXXXX)
  printf 'int x;\n' >"$hidden/x.c"
  eval "$("$CROSSROOT" env linux-amd64 | grep '^export CC=')"
  # shellcheck disable=SC2153 # the environment sets it
  run "$CC" -c "$hidden/x.c" -o "$WORK/x.o"
  rm -r "$hidden"
  expect_exit 1
  expect_stderr "^error: crossroot: $hidden/x.c is hidden by the toolchain"
fi

# The same twice; JSON; the inside view.
first=$("$CROSSROOT" env linux-arm64)
[ "$first" = "$("$CROSSROOT" env linux-arm64)" ] || fail "two answers"
run "$CROSSROOT" env linux-arm64 --json
python3 -c 'import json, sys
env = json.load(sys.stdin)["environment"]
assert env["GOARCH"] == "arm64" and env["PATH"].startswith(env["GOROOT"] + "/bin:")' \
  <<<"$out" || fail "JSON"
run "$CROSSROOT" env linux-arm64 --sandbox
expect_stdout "^CC='/cc/bin/aarch64-linux-gnu-cc'$"

[ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null || exit 0
# Another user with a store of his own, which holds the fetched bytes only.
mkdir "$WORK/user" "$WORK/user/store" && cp "$CROSSROOT" "$WORK/crossroot"
cp -al "$CROSSROOT_STORE/blobs" "$WORK/user/store/" 2>/dev/null ||
  cp -r "$CROSSROOT_STORE/blobs" "$WORK/user/store/"
cp -r "$ROOT/examples/hello" "$WORK/user/" && rm -rf "$WORK/user/hello/out"
find "$WORK/user" -type d -exec chown 54321:54321 {} +
cd "$WORK/user/hello" || exit 1
run setpriv --reuid 54321 --regid 54321 --clear-groups env GOPROXY=off \
  CROSSROOT_STORE="$WORK/user/store" sh -c '
  settings=$("$1" env linux-arm64) && eval "$settings" &&
  go build -o program . && go vet .' sh "$WORK/crossroot"
expect_exit 0
run "$CROSSROOT" verify --target aarch64-linux-gnu.2.17 program
expect_exit 0
