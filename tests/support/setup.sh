# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# Sourced by examples/run.sh and tests/run.sh (POSIX sh): installs what is missing from
# the distribution's packages and builds crossroot. Safe to run again; when nothing is
# missing and nothing changed it costs a second.

crossroot_packages='cmake ninja-build g++ pkg-config git ca-certificates python3
  bubblewrap gpgv qemu-user-static
  libarchive-dev libboost-dev libboost-filesystem-dev libcli11-dev
  libcurl4-openssl-dev libfmt-dev libgit2-dev liblzma-dev libseccomp-dev
  libsolv-dev libssl-dev libtomlplusplus-dev libxml2-dev nlohmann-json3-dev
  doctest-dev libzstd-dev musl-tools zlib1g-dev
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

# install_optional PACKAGE…: 1 if this distribution, or this user, cannot.
install_optional() {
  command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" -eq 0 ] &&
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" \
      >/dev/null 2>&1 </dev/null
}

# What only checks the sources or looks at a page: a distribution may lack it, and a user
# needs it not. The tests that want it are skipped aloud then.
install_linters() {
  for linter in shellcheck clang-format-14 chromium; do
    command -v "$linter" >/dev/null 2>&1 || install_optional "$linter" ||
      say "$linter is not here: its test will be skipped"
  done
}

# The ELF readers that ours is compared with.
install_readers() {
  for reader in eu-readelf:elfutils llvm-readelf:llvm; do
    command -v "${reader%:*}" >/dev/null 2>&1 || install_optional "${reader#*:}" ||
      say "${reader%:*} is not here: nothing will be compared with it"
  done
}

# What makes the rpm repositories that tests lock and build from.
install_rpm_tools() {
  for tool in rpmbuild:rpm createrepo_c:createrepo-c; do
    command -v "${tool%:*}" >/dev/null 2>&1 || install_optional "${tool#*:}" ||
      say "${tool%:*} is not here: its tests will be skipped"
  done
}

# clang_suffix [FLAG…]: "" or "-14": what stands behind "clang++" in the name of one that
# can make a program with these flags. 1 if there is none.
clang_suffix() {
  for suffix in '' -19 -18 -17 -16 -15 -14; do
    if command -v "clang++$suffix" >/dev/null 2>&1 && printf '%s\n' '#include <cstddef>' \
      'extern "C" int LLVMFuzzerTestOneInput(const unsigned char*, std::size_t)' \
      '{ return 0; }' | "clang++$suffix" "$@" -xc++ - -o /dev/null 2>/dev/null; then
      printf '%s' "$suffix"
      return 0
    fi
  done
  return 1
}

# The second compiler, and what its fuzzer and sanitizers need at run time.
install_clang() {
  clang_suffix -fsanitize=fuzzer,address,undefined >/dev/null ||
    install_optional clang-14 libclang-rt-14-dev || install_optional clang libclang-rt-dev ||
    say "clang with its sanitizers is not here: what needs it will be skipped"
}

# build_by_other_compiler: build/other/crossroot, by clang if c++ is g++, else by g++, and
# quickly rather than well. 1 if there is no other compiler.
build_by_other_compiler() {
  if c++ --version 2>/dev/null | grep -q clang; then
    command -v g++ >/dev/null 2>&1 || return 1
    other_c=gcc other_cxx=g++
  else
    other=$(clang_suffix -c) || return 1
    other_c=clang$other other_cxx=clang++$other
  fi
  say "building crossroot by $other_cxx (build/other)"
  cmake -G Ninja -B build/other -DCMAKE_BUILD_TYPE=None "-DCMAKE_C_COMPILER=$other_c" \
    "-DCMAKE_CXX_COMPILER=$other_cxx" >/dev/null && cmake --build build/other --target crossroot >&2
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
