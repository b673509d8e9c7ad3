#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# A program for i386 that an output starts lives under an older kernel, and misses the calls
# that are younger by its own numbers: a filter that knows one mode of the CPU kills it.
[ "$(uname -m)" = x86_64 ] || skip "needs a CPU that runs i386 programs"
cat >crossroot.toml <<'EOF'
schema = 1
[go]
sdk = "1.25.5"
[target.linux-amd64]
triplet = "x86_64-linux-gnu"
floor = { glibc = "2.17" }
[target.i386]
triplet = "i686-linux-gnu"
floor = { glibc = "2.17" }
[smoke]
command = ["starts"]
EOF
printf 'module example.org/starts\n\ngo 1.25\n' >go.mod
cat >small.c.txt <<'EOF'
#include <errno.h>
#include <stdio.h>
#include <unistd.h>
int main(void)
{
  char c;
  const long got = syscall(355, &c, 1, 0); /* getrandom of i386, since Linux 3.17 */
  printf("%d bits, getrandom: %s\n", (int)sizeof(void*) * 8,
         got == 1 ? "there" : errno == ENOSYS ? "ENOSYS" : "other");
  return 0;
}
EOF
cat >main.go <<'EOF'
package main

import "C"

import (
	_ "embed"
	"fmt"
	"os"
	"os/exec"
)

//go:embed small
var small []byte

func main() {
	if err := os.WriteFile("/tmp/small", small, 0o755); err != nil {
		panic(err)
	}
	out, err := exec.Command("/tmp/small").CombinedOutput()
	fmt.Print(string(out))
	fmt.Println("ended:", err)
}
EOF
touch small
run "$CROSSROOT" lock
expect_exit 0
run "$CROSSROOT" -q cc i386 -- -x c -static -O1 -o small small.c.txt
expect_exit 0
case $(./small 2>&1) in
*bits*) ;;
*) skip "this kernel runs no i386 programs" ;;
esac
run "$CROSSROOT" run linux-amd64
expect_stdout '^32 bits, getrandom: there$'
run "$CROSSROOT" run --kernel 3.10 linux-amd64
expect_exit 0
expect_stdout '^32 bits, getrandom: ENOSYS$'
expect_stdout '^ended: <nil>$'
