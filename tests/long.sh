#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Work too long for the ordinary run, in this order; prints what it did.
#   fuzz        every target of tests/fuzz, from its corpus, with clang's sanitizers
#   kill        kill -9 and Ctrl-C at hundreds of random instants of a build
#   compilers   crossroot built by gcc and by clang gives the same ids, keys and outputs
#   mutation    each condition of the verify module is removed in turn: a test must fail
#   floors      every floor with Go around the calls, every build mode for both CPUs, every
#               floor of every CPU against an independent list of glibc's symbols
#   init        what init writes for modules that people use cgo for, and whether it builds
#   triplets    hello and sqlite for every CPU and libc; hello by every minor release of Go
#   differential  our ELF reader against readelf, llvm-readelf and libelf over thousands of
#               files of many CPUs and the fixtures of elfutils
#   asan        unit and integration tests under gcc's address and undefined sanitizers
#   tsan        the tests with threads in them under the thread sanitizer
# sh tests/long.sh [-s SECONDS of each fuzz target] [-k KILLS] [-m SECONDS of mutants] [PART…]
set -eu
cd "$(dirname "$0")/.."
. tests/support/setup.sh
seconds=120 kills=300 mutating=3600
while getopts s:k:m: option; do
  case $option in
  s) seconds=$OPTARG ;;
  k) kills=$OPTARG ;;
  m) mutating=$OPTARG ;;
  *) exit 2 ;;
  esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || set -- fuzz kill compilers mutation floors triplets init differential asan tsan
failed=0 table=

# note TEXT: a row of the table at the end.
note() {
  say "$1"
  table="$table
$1"
}

# configure FOLDER CMAKE-ARGUMENT…
configure() {
  folder=$1
  shift
  log=$(cmake -B "$folder" "$@" 2>&1) || { say "$log"; return 1; }
}

part_fuzz() {
  if ! suffix=$(clang_suffix -fsanitize=fuzzer,address,undefined); then
    note "fuzz: skipped, no clang++ with libFuzzer here"
    return 0
  fi
  configure build/fuzz --preset fuzz "-DCMAKE_C_COMPILER=clang$suffix" \
    "-DCMAKE_CXX_COMPILER=clang++$suffix" || return 1
  bad=0
  for source in $(find tests/fuzz -name '*_fuzz.cpp' | sort); do
    target=$(basename "$source" .cpp)
    seeds=$(dirname "$source")/corpus/${target%_fuzz}
    found=build/fuzz/corpus/$target
    mkdir -p "$found"
    say "fuzz $target for $seconds s"
    if cmake --build build/fuzz --target "$target" >"$found.log" 2>&1 &&
      "build/fuzz/tests/$target" -max_total_time="$seconds" -rss_limit_mb=1024 \
        -timeout=10 -artifact_prefix="$found-" "$found" "$seeds" >"$found.log" 2>&1; then
      note "fuzz $target: $(tail -n 1 "$found.log")"
    else
      tail -n 30 "$found.log" >&2
      note "fuzz $target: FAILED, see $found.log"
      bad=1
    fi
  done
  return "$bad"
}

part_kill() {
  build_crossroot dev || return 1
  CROSSROOT=$PWD/build/dev/crossroot CROSSROOT_KILLS=$kills \
    bash tests/e2e/build-survives-kill.sh || return 1
  note "kill: $kills times"
}

# The optimised build by the host's compiler against the plain one by the other: both are
# there already after examples/run.sh and tests/run.sh.
part_compilers() {
  if ! clang_suffix -c >/dev/null || ! command -v g++ >/dev/null 2>&1; then
    note "compilers: skipped, needs g++ and clang++"
    return 0
  fi
  build_crossroot release crossroot || return 1
  build_by_other_compiler || return 1
  CROSSROOT=$PWD/build/release/crossroot CROSSROOT_OTHER=$PWD/build/other/crossroot \
    bash tests/e2e/build-is-the-same-by-another-compiler.sh || return 1
  note "compilers: gcc and clang agree"
}

part_mutation() {
  build_crossroot dev || return 1
  cmake --build build/dev --target test_verify >&2 || return 1
  python3 tests/support/mutate.py -m "$mutating" -r build/dev/mutants.txt build/dev >&2 ||
    return 1
  note "mutation: no condition of verify went unwatched, see build/dev/mutants.txt"
}

# A standard library is compiled for each floor and for two modes of each CPU: about 40 s
# of one CPU every time.
part_floors() {
  build_crossroot dev || return 1
  CROSSROOT=$PWD/build/dev/crossroot CROSSROOT_FLOORS=all \
    bash tests/e2e/floors-hold-on-every-base.sh || return 1
  answer=0
  CROSSROOT=$PWD/build/dev/crossroot CROSSROOT_FLOORS=all \
    bash tests/e2e/floors-agree-with-an-independent-list.sh || answer=$?
  [ "$answer" -eq 0 ] || [ "$answer" -eq 77 ] || return 1
  CROSSROOT=$PWD/build/dev/crossroot CROSSROOT_MODES=all \
    bash tests/e2e/build-modes-make-what-they-say.sh || return 1
  note "floors: all floors of both CPUs, and all build modes"
}

# About 18 standard libraries for the one, 14 for the other.
part_triplets() {
  build_crossroot dev || return 1
  CROSSROOT=$PWD/build/dev/crossroot CROSSROOT_TRIPLETS=all \
    bash tests/e2e/triplets-build-and-run.sh || return 1
  CROSSROOT=$PWD/build/dev/crossroot CROSSROOT_SDKS=all \
    bash tests/e2e/sdk-releases-build-hello.sh || return 1
  note "triplets: hello and sqlite for all targets, hello by all releases of Go"
}

# Two libcs' worth of standard libraries, and packages by the hundred megabytes.
part_init() {
  build_crossroot dev crossroot || return 1
  answer=0
  rows=$(CROSSROOT=$PWD/build/dev/crossroot bash tests/support/init_modules.sh) || answer=$?
  say "$rows"
  note "init: $(printf '%s\n' "$rows" | grep -c .) modules, see tests/init/modules.tsv"
  return "$answer"
}

part_differential() {
  install_readers
  build_crossroot dev elf_lines || return 1
  files=$(mktemp -d /var/tmp/crossroot-readers.XXXXXX) || return 1
  answer=0
  sh tests/support/foreign_files.sh "$files" >&2 || answer=$?
  if [ "$answer" -eq 77 ]; then
    note "differential: skipped, no packages of other CPUs to be had"
    answer=0
  elif [ "$answer" -eq 0 ]; then
    python3 -B tests/support/compare_readers.py build/dev/tests/elf_lines --least 2000 \
      --cpus 8 "$files/files" "$files/elfutils" >"$files/log" || answer=1
    cat "$files/log" >&2
    note "differential: $(tail -n 1 "$files/log")"
  fi
  rm -rf "$files"
  return "$answer"
}

# under_sanitizer PRESET "TARGET…" CTEST-ARGUMENT…
under_sanitizer() {
  preset=$1 targets=$2
  shift 2
  configure "build/$preset" --preset "$preset" || return 1
  # shellcheck disable=SC2086 # one word per target
  cmake --build "build/$preset" --target $targets >&2 || return 1
  ASAN_OPTIONS=detect_stack_use_after_return=1 UBSAN_OPTIONS=halt_on_error=1 \
    ctest --test-dir "build/$preset" --output-on-failure "$@" </dev/null >&2 || return 1
}

part_asan() {
  under_sanitizer asan all -L 'unit|integration|sandbox' || return 1
  note "asan: unit, integration and sandbox tests passed"
}

part_tsan() {
  under_sanitizer tsan \
    'test_exec test_fetch test_store test_resolve test_os test_verify' \
    -R '^unit\.(exec|fetch|store|resolve|os|verify)$' || return 1
  note "tsan: exec, fetch, store, resolve, os and verify passed"
}

install_missing
install_clang
for part in "$@"; do
  say "== $part"
  began=$(date +%s)
  "part_$part" || { failed=$((failed + 1)); note "$part: FAILED"; }
  note "$part took $(minutes $(($(date +%s) - began))) min"
done
say "$table"
say "$failed parts failed"
[ "$failed" -eq 0 ]
