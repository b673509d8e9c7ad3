#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
run "$CROSSROOT" completion bash
expect_exit 0
printf '%s\n' "$out" >completion.bash
# shellcheck disable=SC2034
complete_words() { # WORD… → what bash would offer for the last
  bash -c 'source ./completion.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
           _crossroot; printf "%s\n" "${COMPREPLY[@]}"' - "$@"
}
run complete_words crossroot bui
expect_stdout '^build$'
run complete_words crossroot build --lo
expect_stdout '^--locked$'
run complete_words crossroot verify --policy manylinux_2_3
expect_stdout '^manylinux_2_34$'
cp "$ROOT/examples/hello/crossroot.toml" .
PATH=$(dirname "$CROSSROOT"):$PATH
run complete_words crossroot build linux-a
expect_stdout '^linux-amd64$'
run "$CROSSROOT" completion fish
expect_stdout '^complete -c crossroot .*-a build '
run "$CROSSROOT" completion tcsh
expect_exit 2
