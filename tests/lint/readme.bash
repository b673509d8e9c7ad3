#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The README's command table and exit codes are those of the program.
crossroot=$1
cd "$(dirname "$0")/../.." || exit 1
bad=0 rows=0
while read -r command rest; do
  rows=$((rows + 1))
  grep -qF "| \`$command\` | $rest |" README.md ||
    { echo "README.md lacks the row: | \`$command\` | $rest |"; bad=1; }
done < <("$crossroot" help | sed -n '4,/^$/p' | sed -n 's/^  \([a-z]\)/\1/p' | sed 's/  */ /')
while read -r code meaning; do
  rows=$((rows + 1))
  grep -qE "^\| $code \|" README.md || { echo "README.md lacks exit code $code ($meaning)"; bad=1; }
done < <("$crossroot" help exit-codes | sed -n 's/^  \([0-9][0-9]*\) */\1 /p')
[ "$rows" -gt 25 ] || { echo "the program's help lists only $rows rows"; bad=1; }
exit "$bad"
