#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The main job on the examples: installs what is missing (Debian 12 or newer, Ubuntu; as
# root or with sudo), builds crossroot, and runs `crossroot build` in each example.
#   sh examples/run.sh [EXAMPLE…]
set -eu
cd "$(dirname "$0")/.."
. tests/support/setup.sh

install_missing
build_crossroot release crossroot
crossroot=$PWD/build/release/crossroot

# A lock names files that a distribution deletes when it replaces them. When they are
# gone from every source (exit 10) the example is locked afresh, aloud; if it was the
# network that failed, locking says so.
build_example() {
  code=0
  "$crossroot" -C "examples/$1" build || code=$?
  if [ "$code" -eq 10 ]; then
    say "$1: files of its lock cannot be had; locking afresh"
    code=0
    "$crossroot" -C "examples/$1" lock && "$crossroot" -C "examples/$1" build || code=$?
  fi
  return "$code"
}

worst=0
[ $# -gt 0 ] || set -- hello sqlite kafka cxx pcap journal
for example in "$@"; do
  say
  say "== examples/$example"
  began=$(date +%s)
  code=0
  [ -f "examples/$example/crossroot.lock" ] || "$crossroot" -C "examples/$example" lock || code=$?
  [ "$code" -ne 0 ] || build_example "$example" || code=$?
  say "$example: $(minutes $(($(date +%s) - began))) min, exit $code"
  [ "$code" -eq 0 ] || worst=$code
done
exit "$worst"
