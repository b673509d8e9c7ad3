#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The README's command table and exit codes are those of the program.
crossroot=$1
cd "$(dirname "$0")/../.." || exit 1
bad=0
while read -r command rest; do
  grep -qF "| \`$command\` | $rest |" README.md ||
    { echo "README.md lacks the row: | \`$command\` | $rest |"; bad=1; }
done < <("$crossroot" help | sed -n '4,/^$/p' | sed -n 's/^  \([a-z]\)/\1/p' | sed 's/  */ /')
while read -r code meaning; do
  grep -qE "^\| $code \|" README.md || { echo "README.md lacks exit code $code ($meaning)"; bad=1; }
done < <("$crossroot" help exit-codes | sed -n 's/^  \([0-9][0-9]*\) */\1 /p')
exit "$bad"
