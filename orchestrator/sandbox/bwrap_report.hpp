// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crossroot::sandbox {

/// What inner told over its report pipe (inner/wire.hpp).
struct InnerReport {
  enum class Ending { none, exited, signalled, timed_out, stopped };
  struct Failure {
    std::string step;
    int error_number = 0;
  };
  bool ready = false; ///< the program was started
  Ending ending = Ending::none;
  int code = 0;
  std::optional<Failure> failure;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> calls; ///< architecture, number
};

/// Total: lines that make no sense are skipped.
InnerReport parse_report(std::string_view text);

} // namespace crossroot::sandbox
