#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# Each input flipped in turn: explain names exactly that one, old → new, and nothing but
# what waits behind it.
copy_example hello
build_or_relock linux-amd64
expect_exit 0
cp -r . "$WORK/pristine"

# try WHAT, then lines "action|reason" that must be all that is said beside waiting.
try() {
  local what=$1 line
  shift
  run "$CROSSROOT" explain linux-amd64
  expect_exit 0
  local said='' action=''
  while IFS= read -r line; do
    case $line in
    '  after '*) ;;
    '  '*) said+="$action|${line#  }"$'\n' ;;
    *) action=$line ;;
    esac
  done <<<"$out"
  local wanted
  wanted=$(printf '%s\n' "$@")
  # shellcheck disable=SC2053 # patterns
  [ "$(wc -l <<<"$wanted")" -eq "$(wc -l <<<"${said%$'\n'}")" ] &&
    [[ ${said%$'\n'} == $wanted ]] || fail "$what: said"$'\n'"$said"
  cp "$WORK"/pristine/* . 2>/dev/null
}

run "$CROSSROOT" explain linux-amd64
[ "$out" = 'nothing would run' ] || fail "something would run"

echo '// never built: only explain sees this line' >>main.go
try source 'go-build linux-amd64|source: main.go changed: * → *'
echo 'package main' >new.go
try 'new file' 'go-build linux-amd64|source: new.go added: * → *'
rm new.go
sed -i 's/^\[go\]/[cc]\ncflags = ["-O1"]\n[go]/' crossroot.toml
try cflags 'std*|env.CGO_CFLAGS: -O2 -g → -O1' 'std*|env.CGO_CXXFLAGS: -O2 -g → -O1' \
  'go-build*|env.CGO_CFLAGS: -O2 -g → -O1' 'go-build*|env.CGO_CXXFLAGS: -O2 -g → -O1'
sed -i 's/^sdk = .*/&\nldflags = ["-s"]/' crossroot.toml
try ldflags 'go-build linux-amd64|arguments: -ldflags=* → -ldflags=* -s*'
sed -i 's/^sdk = .*/&\nstamp = { "main.version" = "7" }/' crossroot.toml
try stamp 'go-build linux-amd64|arguments: -ldflags=* → -ldflags=*-X main.version=7*'
sed -i 's/^sdk = .*/&\nbuildmode = "pie"/' crossroot.toml
try buildmode 'std*|arguments: none → -buildmode=pie' \
  'go-build linux-amd64|arguments: -buildmode=exe → -buildmode=pie' \
  'verify linux-amd64|buildmode: exe → pie'
sed -i 's/2\.17/2.18/' crossroot.toml
try floor 'floor*|floor: libc 2.17 * → libc 2.18 *' 'compat*|floor: libc 2.17 * → libc 2.18 *' \
  'compat*|sources: * → *' 'std*|cc: floor 2.17 → floor 2.18' \
  'go-build linux-amd64|cc: floor 2.17 → floor 2.18' \
  'verify linux-amd64|floor.libc: 2.17 → 2.18'
sed -i 's/threads counted/threads/' crossroot.toml
try smoke 'smoke linux-amd64|stdout: threads counted to 8000 → threads to 8000'
printf '[abi]\nrelro = "full"\n' >>crossroot.toml
try abi 'verify linux-amd64|abi.relro: "" → "full"'
sed -i '/"sysroot x86_64.*name = "linux-libc-dev"/{s/version = "[^"]*"/version = "99"/
s/sha256 = "...../sha256 = "00000/}' crossroot.lock
try 'sysroot package' 'unpack debian-11 linux-libc-dev amd64|package: * → 00000*' \
  'unpack debian-11 linux-libc-dev amd64|version: * → 99'
sed -i 's/1\.25\.5/1.25.999/' crossroot.toml crossroot.lock
try sdk 'sdk go1.25.999 *|version: 1.25.5 → 1.25.999'
# What was tried is undone, and so nothing would run.
run "$CROSSROOT" explain linux-amd64
[ "$out" = 'nothing would run' ] || fail "something would run at the end"
