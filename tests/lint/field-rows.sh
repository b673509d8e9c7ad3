#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Each row of tests/verify/field-rows.tsv names a test that is there: 29 rows that some
# checker has and 8 that none has.
cd "$(dirname "$0")/../.." || exit 1
source tests/support/rows.inc
table=tests/verify/field-rows.tsv
rows=$(grep -v '^#' "$table" | cut -f 1 | sort -u)
[ "$(grep -vc '^nobody has: ' <<<"$rows")" -eq 29 ] || complain "not the 29 rows of the field"
[ "$(grep -c '^nobody has: ' <<<"$rows")" -eq 8 ] || complain "not the 8 rows that nobody has"
check_rows
exit "$bad"
