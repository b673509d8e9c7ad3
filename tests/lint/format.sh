#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The layout of C++ is clang-format 14's by .clang-format. Other versions lay some lines
# out in another way, so only that one is asked.
cd "$(dirname "$0")/../.." || exit 1
if ! command -v clang-format-14 >/dev/null; then
  echo "clang-format-14 is not installed"
  exit 77
fi
mapfile -t sources < <(git ls-files -co --exclude-standard -- '*.cpp' '*.hpp')
[ "${#sources[@]}" -gt 50 ] || { echo "too few sources found"; exit 1; }
clang-format-14 --dry-run --Werror --ferror-limit=5 "${sources[@]}"
