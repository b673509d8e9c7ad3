#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# With lock and store filled, a build of changed source works in a network namespace
# that has not even a loopback device that is up.
namespace=(unshare -n)
[ "$(id -u)" -eq 0 ] || namespace=(unshare -rn)
"${namespace[@]}" true 2>/dev/null || skip "this host allows no network namespace"
copy_example sqlite
build_or_relock linux-amd64
expect_exit 0
sed -i 's/kinds of parts/sorts of parts/' main.go
printf '// %s\n' "$(date +%s%N)" >>main.go # the shared store must not hold it yet
run "${namespace[@]}" "$CROSSROOT" build linux-amd64
grep -q 'smoke' <<<"$err" || fail "the smoke command still passes"
sed -i 's/3 kinds of parts/3 sorts of parts/' crossroot.toml
run "${namespace[@]}" "$CROSSROOT" build linux-amd64
expect_exit 0
