#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Each row of tests/verify/field-rows.tsv names a test that is there: 29 rows that some
# checker has and 8 that none has. ctest runs what is there, so a row without a passing
# test fails either here or there.
cd "$(dirname "$0")/../.." || exit 1
table=tests/verify/field-rows.tsv
bad=0
complain() { echo "$table: $1"; bad=1; }
rows=$(grep -v '^#' "$table" | cut -f 1 | sort -u)
[ "$(grep -vc '^nobody has: ' <<<"$rows")" -eq 29 ] || complain "not the 29 rows of the field"
[ "$(grep -c '^nobody has: ' <<<"$rows")" -eq 8 ] || complain "not the 8 rows that nobody has"
declare -A suites
for file in tests/unit/*/*_test.cpp; do
  suite=$(sed -n 's/^TEST_SUITE_BEGIN("\(.*\)").*/\1/p' "$file" | head -n 1)
  suites[${suite:-none}]=$file
done
while IFS=$'\t' read -r row kind test rest; do
  case $row in '' | '#'*) continue ;; esac
  [ -z "$rest" ] || complain "too many columns: $row"
  case $kind in
  unit)
    file=${suites[${test%%: *}]:-}
    [ -n "$file" ] && grep -qF "TEST_CASE(\"${test#*: }\")" "$file" ||
      complain "no such test case of '$row': $test"
    ;;
  e2e) [ -f "tests/e2e/$test.sh" ] || complain "no such script of '$row': $test" ;;
  *) complain "'$row' has no test" ;;
  esac
done <"$table"
exit "$bad"
