// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <string>
#include <vector>

namespace crossroot::cli {

/// What follows `crossroot test TARGET`, sorted by who reads it.
struct TestArguments {
  std::vector<std::string> packages; ///< "./..." if none is named
  std::vector<std::string> build;    ///< of go list and go test -c
  std::vector<std::string> program;  ///< of each test program: "-test.run=X"
};

/// Flags and packages as go test takes them (go help testflag), in any order; one "--"
/// may stand anywhere, and what follows -args is the program's. Error (usage): a flag
/// that has no meaning where compiling and running are two steps.
Result<TestArguments> read_test_arguments(const std::vector<std::string>& words);

} // namespace crossroot::cli
