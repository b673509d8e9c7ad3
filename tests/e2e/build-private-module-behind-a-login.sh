#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# A module that only a proxy with a login has: the login from netrc or from GOPROXY itself
# serves to lock and to fetch, and afterwards stands nowhere. Without it nobody further
# down GOPROXY is asked for a private name.
secret=tr0ub4dor-$$-secret
[ -n "$GOPROXY" ] || skip "this host names no module proxy to fetch the SDK from"
mkdir proxy app
python3 "$ROOT/tests/support/module_proxy.py" "$WORK/proxy" alice "$secret" &
for _ in {1..100}; do
  [ -f proxy/port ] && break
  sleep 0.1
done
host=127.0.0.1:$(cat proxy/port)
rest=http://$host/public,$GOPROXY
export no_proxy=127.0.0.1
cd app || exit 1
cat >crossroot.toml <<EOF
schema = 1
name = "app"
[modules]
private = ["corp.example/*"]
[go]
sdk = "1.25.5"
[target.linux-amd64]
triplet = "x86_64-linux-gnu"
floor = { glibc = "2.17" }
[smoke]
command = ["app"]
stdout = "hello from private code"
EOF
printf 'module app\n\ngo 1.21\n\nrequire corp.example/Greet v1.0.0\n' >go.mod
cp ../proxy/go.sum go.sum
cat >main.go <<EOF
package main

// #include <stdio.h>
// static void say(const char *text) { puts(text); fflush(stdout); }
import "C"
import greet "corp.example/Greet"

func main() { C.say(C.CString(greet.Text())) }
EOF

run env "GOPROXY=http://$host/private,$rest" "$CROSSROOT" lock
expect_exit 10
expect_stderr '401'
expect_stderr 'netrc'
! grep -q /public/ ../proxy/log || fail "a proxy behind the comma was asked"

printf 'machine 127.0.0.1 login alice password %s\n' "$secret" >../netrc
run env NETRC="$WORK/netrc" "GOPROXY=http://$host/private,$rest" "$CROSSROOT" lock
expect_exit 0
grep -qF 'corp.example/Greet' crossroot.lock || fail "the lock does not have the module"
first=$(sha256sum <crossroot.lock)
said=$out$err
rm ../netrc crossroot.lock

run env "GOPROXY=http://alice:$secret@$host/private,$rest" "$CROSSROOT" build linux-amd64
expect_exit 0
expect_stderr '^linux-amd64 .* pass +ok'
[ "$first" = "$(sha256sum <crossroot.lock)" ] || fail "the lock depends on the login"

# The audit follows the module to go.sum and each package to the signed index.
run env GOPROXY=off "$CROSSROOT" lock --audit
expect_exit 0
cp crossroot.lock whole.lock
sed -i '/linux-libc-dev/s/[0-9a-f]\{64\}/'"$(printf '0%.0s' {1..64})/" crossroot.lock
run env GOPROXY=off "$CROSSROOT" lock --audit
expect_exit 5
expect_stderr '^error\[audit\]: linux-libc-dev '
mv whole.lock crossroot.lock
sed -i '/^corp/d' go.sum
run env GOPROXY=off "$CROSSROOT" lock --check
expect_exit 4
run env NETRC=/dev/null "GOPROXY=http://alice:$secret@$host/private,$rest" \
  "$CROSSROOT" lock
expect_exit 3
expect_stderr 'missing from go.sum'
expect_stderr 'go mod tidy'

login=$(printf 'alice:%s' "$secret" | base64)
said=$said$out$err
! grep -qF -e "$secret" -e "$login" <<<"$said" || fail "the secret was printed"
mapfile -t found < <(find . "$CROSSROOT_STORE" -type f -cnewer "$WORK/proxy/port" -print0 \
  2>/dev/null |
  xargs -0 -r grep -slF -e "$secret" -e "$login" --)
[ ${#found[@]} -eq 0 ] || fail "the secret stands in ${found[*]}"
