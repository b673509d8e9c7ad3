#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Work too long for the ordinary run; prints what it did.
#   sh tests/long.sh [SECONDS per fuzz target, default 120] [KILLS, default 300]
set -eu
cd "$(dirname "$0")/.."
. tests/support/setup.sh
seconds=${1:-120} kills=${2:-300} failed=0

install_missing
if command -v clang++ >/dev/null 2>&1; then
  cmake --preset fuzz >/dev/null
  targets=$(find tests/fuzz -name '*_fuzz.cpp' | sort)
  for source in $targets; do
    name=$(basename "$source" .cpp)
    cmake --build build/fuzz --target "$name" >/dev/null
    corpus=build/fuzz/corpus/$name
    mkdir -p "$corpus"
    say "fuzz $name for $seconds s"
    find build/fuzz -name "$name" -type f -perm -u+x | head -n 1 |
      { read -r program && "$program" -max_total_time="$seconds" -rss_limit_mb=1024 \
        -artifact_prefix="$corpus-" "$corpus" 2>&1 | tail -n 2; } || failed=$((failed + 1))
  done
else
  say "no clang++: no fuzzing"
fi

build_crossroot dev
say "kill -9 at $kills random instants"
CROSSROOT=$PWD/build/dev/crossroot CROSSROOT_KILLS=$kills \
  bash tests/e2e/build-survives-kill.sh || failed=$((failed + 1))
say "$failed failed"
[ "$failed" -eq 0 ]
