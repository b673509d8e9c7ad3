#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What `crossroot init` makes of modules that people use cgo for, and whether it builds.
#   CROSSROOT=build/release/crossroot tests/support/init_modules.sh [NAME…]
# Rows of tests/init/modules.tsv are: name, package to import, version of its module, build
# tags, packages that init is to name, link, verdict of linux-amd64, of linux-arm64, and
# why where it is no "ok". Prints a row as it came out, and exits 1 if any differs.
source "$(dirname "${BASH_SOURCE[0]}")/e2e.inc"
table=$ROOT/tests/init/modules.tsv
command -v go >/dev/null || skip 'no go on this host, which writes go.mod and go.sum'
export GOPATH=${INIT_GOPATH:-/var/tmp/crossroot-test-gopath-$(id -u)}
worst=0

module_of() { # the module that has the package, at the version
  local path=$1
  while ! GOFLAGS=-mod=mod go get "$path@$2" >>"$WORK/.go" 2>&1; do
    case $path in
    */*) path=${path%/*} ;;
    *) return 1 ;;
    esac
  done
}

# "ok", or the first line of what the build says of the target.
verdict() {
  if ! grep -q "^\[target.$1\]" crossroot.toml; then
    echo 'left out'
    return
  fi
  if "$CROSSROOT" build "$1" >"$WORK/.out" 2>"$WORK/.err"; then
    echo ok
  else
    grep -E '^error\[[a-z-]+\]' "$WORK/.err" | head -n 1 | sed 's/^error\[\([a-z-]*\)\].*/\1/'
  fi
}

while IFS=$'\t' read -r name package version tags packages link amd64 arm64 why; do
  case $name in '' | \#*) continue ;; esac
  [ $# -eq 0 ] || [[ " $* " == *" $name "* ]] || continue
  mkdir -p "$WORK/$name" && cd "$WORK/$name" || exit 1
  printf 'module example.com/%s\n\ngo 1.21\n' "$name" >go.mod
  printf 'package main\n\nimport _ "%s"\n\nfunc main() {}\n' "$package" >main.go
  module_of "$package" "$version" && GOFLAGS=-mod=mod go mod tidy >>"$WORK/.go" 2>&1 ||
    { tail -n 3 "$WORK/.go" >&2 && fail "go cannot fetch $package@$version"; }
  arguments=()
  [ "$tags" = - ] || arguments=(--tag "$tags")
  run "$CROSSROOT" init "${arguments[@]}"
  [ "$code" -eq 0 ] || fail "init of $name"
  wrote=$(sed -n 's/^  "\([^"]*\)", #.*/\1/p' crossroot.toml | paste -sd,)
  linked=$(sed -n 's/^link = "\([a-z]*\)".*/\1/p' crossroot.toml)
  row=("$name" "$package" "$version" "$tags" "${wrote:--}" "${linked:--}"
    "$(verdict linux-amd64)" "$(verdict linux-arm64)" "$why")
  (IFS=$'\t' && printf '%s\n' "${row[*]}")
  if [ "${row[*]}" != "$name $package $version $tags $packages $link $amd64 $arm64 $why" ]; then
    worst=1
    [ -z "${INIT_VERBOSE:-}" ] || { cat crossroot.toml "$WORK/.err"; }
  fi
done <"$table"
exit "$worst"
