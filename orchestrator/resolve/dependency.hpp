// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace crossroot::resolve {

/// "libc6:any (>= 2.29)": one alternative of a dependency. Views into the field.
struct Relation {
  enum class Op : std::uint8_t { none, less, less_equal, equal, greater_equal, greater };
  std::string_view name;
  std::string_view qualifier; ///< "any", "native", "amd64" or ""
  Op op = Op::none;
  std::string_view version;

  std::string render() const;
};

/// Alternatives of which one must hold.
using Clause = std::vector<Relation>;

/// A dependency field: clauses joined by commas, alternatives by bars. Blanks and line
/// ends count alike. Total on any bytes; Error (digest_mismatch, id "index") if
/// malformed.
Result<std::vector<Clause>> parse_dependency(std::string_view field);

} // namespace crossroot::resolve
