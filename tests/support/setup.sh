# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# Sourced by examples/run.sh and tests/run.sh (POSIX sh): installs what is missing from
# the distribution's packages and builds crossroot. Safe to run again; when nothing is
# missing and nothing changed it costs a second.

crossroot_packages='cmake ninja-build g++ pkg-config git ca-certificates python3
  bubblewrap gpgv qemu-user-static
  libarchive-dev libboost-dev libboost-filesystem-dev libcli11-dev
  libcurl4-openssl-dev libfmt-dev libgit2-dev liblzma-dev libseccomp-dev libsolv-dev
  libsolvext-dev libssl-dev libtomlplusplus-dev nlohmann-json3-dev doctest-dev
  gpg gpg-agent'

say() { printf '%s\n' "$*" >&2; }

missing_packages() {
  missing=
  for package in $crossroot_packages; do
    case $(dpkg-query -W -f '${Status}' "$package" 2>/dev/null) in
    *' installed') ;;
    *) missing="$missing $package" ;;
    esac
  done
  # Where Go modules come from is the host's affair: the variable, or a go that knows.
  if [ -z "${GOPROXY:-}" ] && ! command -v go >/dev/null 2>&1; then
    missing="$missing golang-go"
  fi
  printf '%s' "$missing"
}

install_missing() {
  if ! command -v dpkg-query >/dev/null 2>&1 || ! command -v apt-get >/dev/null 2>&1; then
    say "This is no Debian or Ubuntu. Install what these Debian packages hold, then build with"
    say "  cmake --preset release && cmake --build --preset release"
    # shellcheck disable=SC2086 # one word per package
    say "  "$crossroot_packages
    for tool in cmake ninja c++ bwrap gpgv; do
      command -v "$tool" >/dev/null 2>&1 || return 9
    done
    return 0
  fi
  missing=$(missing_packages)
  [ -n "$missing" ] || return 0
  if [ "$(id -u)" -eq 0 ]; then
    as_root=
  elif command -v sudo >/dev/null 2>&1; then
    as_root=sudo
  else
    say "Missing, and neither root nor sudo is here. As root:"
    say "  apt-get install --no-install-recommends$missing"
    return 9
  fi
  say "installing$missing"
  export DEBIAN_FRONTEND=noninteractive
  # The second attempt is for package lists that are absent or older than the mirror.
  # shellcheck disable=SC2086
  $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null 2>&1 </dev/null ||
    { $as_root apt-get update -qq </dev/null &&
      $as_root apt-get install -y -qq --no-install-recommends $missing </dev/null >/dev/null; }
}

# What only checks the sources: a distribution may lack it, and a user needs it not. The
# tests that want it are skipped aloud then.
install_linters() {
  for linter in shellcheck clang-format-14; do
    command -v "$linter" >/dev/null 2>&1 && continue
    if ! command -v apt-get >/dev/null 2>&1 || [ "$(id -u)" -ne 0 ] ||
      ! apt-get install -y -qq --no-install-recommends "$linter" >/dev/null 2>&1 </dev/null; then
      say "$linter is not here: its test will be skipped"
    fi
  done
}

# build_crossroot PRESET [TARGET…]: build/PRESET/crossroot, and the tests if no target is
# named. Warnings are errors only for the compiler that the sources were written with: a
# newer one must not stop a newcomer.
build_crossroot() {
  strict=OFF
  [ "$1" = release ] || case $(c++ -dumpversion 2>/dev/null) in 12*) strict=ON ;; esac
  configured=$(cmake --preset "$1" -DCROSSROOT_WERROR=$strict 2>&1) || {
    say "$configured"
    return 6
  }
  say "building crossroot (build/$1)"
  folder=build/$1
  shift
  cmake --build "$folder" ${1:+--target "$@"} >&2
}

# minutes SECONDS: "1.5".
minutes() { awk -v seconds="$1" 'BEGIN { printf "%.1f", seconds / 60 }'; }
