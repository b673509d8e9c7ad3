#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# What a source makes compilers, linkers and its own smoke command say reaches the terminal
# as text: escape sequences and carriage returns are spelled out.
copy_example hello
rm -f ./*.go
expect_harmless() {
  ! grep -q $'[\e\r]' "$WORK/.err" || fail "a control character reached the terminal"
}

printf 'package main\n\n// #error "a \e[2J b\rc"\nimport "C"\n\nfunc main() {}\n' >main.go
build_or_relock linux-amd64
expect_exit 6
expect_stderr 'main\.go:3:.*error: "a .*\[2J b'
expect_harmless

# A symbol's name, which the linker repeats as it is.
cat >main.go <<'END'
package main

// int hidden(void) __asm__("gone\033[2J");
// static int call(void) { return hidden(); }
import "C"

func main() { println(C.call()) }
END
run "$CROSSROOT" build linux-amd64
expect_exit 6
expect_stderr 'gone\\x1b\[2J'
expect_harmless

# A program that writes to standard error and says nothing of what the recipe expects.
cat >main.go <<'END'
package main

// #include <unistd.h>
// static int say(void) { return write(2, "said \033[2J\r", 10); }
import "C"

func main() { C.say() }
END
run "$CROSSROOT" build linux-amd64
expect_exit 7
expect_stderr 'said \\x1b\[2J\\x0d'
expect_harmless
