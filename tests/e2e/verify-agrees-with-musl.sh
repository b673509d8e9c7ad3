#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# What verify says of programs for musl is what this host's musl does with them.
[ "$(uname -m)" = x86_64 ] || skip "written for x86-64"
command -v musl-gcc >/dev/null || skip "no musl-gcc on this host"
release=$(/lib/ld-musl-x86_64.so.1 2>&1 | sed -n 's/^Version //p')
[ -n "$release" ] || skip "no loader of musl on this host"

# verdict STATUS FILE CHECK FLOOR [REGEX]
verdict() {
  out=$("$CROSSROOT" verify --json --target "x86_64-linux-musl.$4" "$2" |
    python3 -c 'import json, sys
for finding in json.load(sys.stdin)["files"][0]["findings"]:
    if finding["check"] == sys.argv[1]:
        print(finding["status"], finding["found"], *finding["evidence"])' "$3")
  last="verify $2 at $4"
  grep -q "^$1 " <<<"$out" || fail "$3 is not $1"
  [ -z "${5:-}" ] || expect_stdout "$5"
}

printf '#include <stdio.h>\nint main(void) { puts("alive"); return 0; }\n' >main.c
musl-gcc -fPIE -pie -o main main.c || skip "musl-gcc does not link"
run ./main
expect_exit 0
verdict pass main musl-floor 1.1.24
verdict pass main interpreter 1.1.24
verdict pass main relr 1.1.24

cat >opens.c <<'END'
#include <dlfcn.h>
#include <stdio.h>
int main(int argc, char **argv)
{
  if (argc == 2 && dlopen(argv[1], RTLD_NOW))
    return puts("alive") < 0;
  fprintf(stderr, "%s\n", dlerror());
  return 1;
}
END
musl-gcc -o opens opens.c

# A name of 1.2.5: older releases refuse it by name.
printf 'int statx();\nint later(void) { return statx(); }\n' >new.c
musl-gcc -w -shared -fPIC -o new.so new.c
verdict fail new.so musl-floor 1.2.4 'statx, first in musl 1.2.5'
verdict pass new.so musl-floor 1.2.5
run ./opens ./new.so
if not_above 1.2.5 "$release"; then
  expect_exit 0
else
  expect_stderr 'statx: symbol not found'
fi

# Packed relocations: 1.2.4 applies them, older ones leave pointers as they are.
if musl-gcc -fPIE -pie -Wl,-z,pack-relative-relocs -o packed main.c 2>/dev/null &&
  readelf -d packed | grep -q RELR; then
  verdict fail packed relr 1.2.3
  verdict pass packed relr 1.2.4
  run ./packed
  if not_above 1.2.4 "$release"; then
    expect_exit 0
  else
    [ "$code" -ne 0 ] || fail "musl $release runs packed relocations"
  fi
fi

# A library with initial-exec TLS: no dlopen in any release.
printf 'static __thread int own;\nint *there(void) { return &own; }\n' >tls.c
for model in initial-exec global-dynamic; do
  musl-gcc -shared -fPIC "-ftls-model=$model" -o "$model.so" tls.c
done
run ./opens ./global-dynamic.so
expect_exit 0
verdict pass global-dynamic.so dlopen-tls 1.2.2
run ./opens ./initial-exec.so
expect_exit 1
expect_stderr 'initial-exec TLS resolves to dynamic definition'
verdict fail initial-exec.so dlopen-tls 1.2.2
