#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# doctest filters and CMake lists trip over these characters: a test named with a
# semicolon becomes two that match nothing and pass.
cd "$(dirname "$0")/../.." || exit 1
count=$(grep -rhoE '^TEST_CASE\(' tests/unit tests/integration --include='*.cpp' | wc -l)
[ "$count" -gt 0 ] || { echo "no test case found"; exit 1; }
if grep -rnE '^TEST_CASE\("[^"]*[],;[][^"]*"' tests --include='*.cpp'; then
  echo 'the names above hold a comma, a semicolon or a bracket'
  exit 1
fi
if grep -rLE '^TEST_SUITE_BEGIN\("[a-z_]+\.[a-z0-9_]+"\)' tests/unit --include='*_test.cpp' | grep .; then
  echo 'the files above open no TEST_SUITE_BEGIN("module.file")'
  exit 1
fi
echo "$count names"
