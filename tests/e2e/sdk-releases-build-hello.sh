#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# Each minor release of Go links in its own way; the floor holds with all of them. The oldest
# and the newest here, for one CPU each; CROSSROOT_SDKS=all is every one for two CPUs (a
# standard library is compiled each time), other values are releases to try.
releases=("1.20.14 linux-amd64" "1.26.8 linux-arm64")
case ${CROSSROOT_SDKS:-} in
'') ;;
all) releases=(1.20.14 1.21.13 1.22.12 1.23.12 1.24.11 1.25.5 1.26.8) ;;
*) read -ra releases <<<"$CROSSROOT_SDKS" ;;
esac
copy_example hello
rm crossroot.lock
for one in "${releases[@]}"; do
  read -r sdk targets <<<"$one linux-amd64 linux-arm64"
  [ "$one" = "$sdk" ] || targets=${one#* }
  sed "s/^sdk = .*/sdk = \"$sdk\"/" "$ROOT/examples/hello/crossroot.toml" >"go$sdk.toml"
  # shellcheck disable=SC2086 # one word per target
  run "$CROSSROOT" --recipe "go$sdk.toml" build $targets
  expect_exit 0
  for target in $targets; do
    expect_stderr "^$target .* 2\\.17 / 2\\.17 .* ok \\(in glibc"
    grep -aq "go$sdk" "out/go$sdk/$target/bin/hello" || fail "not built by $sdk"
    not_above "$(glibc_needed "out/go$sdk/$target/bin/hello")" 2.17 || fail "$target asks for more"
  done
done

# Left out, it is the one that go.mod asks for: its toolchain line, else its go line.
expect_sdk() { # RELEASE
  sed '/^sdk = /d' "$ROOT/examples/hello/crossroot.toml" >crossroot.toml
  run "$CROSSROOT" lock
  expect_exit 0
  grep -q "^sdk = { version = \"$1\"" crossroot.lock || fail "the lock has another SDK than $1"
}
printf 'module crossroot.example/hello\n\ngo 1.21\n\ntoolchain go1.26.8\n' >go.mod
expect_sdk 1.26.8
printf 'module crossroot.example/hello\n\ngo 1.20\n' >go.mod
expect_sdk 1.20
printf 'module crossroot.example/hello\n\ngo 1.25.5\n' >go.mod
expect_sdk 1.25.5
