#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Each row of tests/floors/rows.tsv names a test that is there: 36 things that were tried of
# floors before there was a design.
cd "$(dirname "$0")/../.." || exit 1
source tests/support/rows.inc
table=tests/floors/rows.tsv
[ "$(grep -v '^#' "$table" | cut -f 1 | sort -u | wc -l)" -eq 36 ] || complain "not 36 rows"
check_rows
exit "$bad"
