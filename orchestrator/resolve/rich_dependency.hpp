// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "resolve/dependency.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace crossroot::resolve {

/// rpm's boolean dependencies, "(a >= 1 and (b if c else d))", as a tree. Source: rpm's
/// reference manual, "Boolean Dependencies".
///
/// Read here and not by libsolvext, which has a function for it: that library brings
/// librpm and librpm brings SQLite, Lua and thirty others, whose relocation would be a
/// third of the start of every command.
struct RichDependency {
  enum class Op : std::uint8_t {
    leaf,    ///< `relation`
    both,    ///< "and", any number
    either,  ///< "or", any number
    with,    ///< any number, in one package
    without, ///< two, in one package
    when,    ///< "a if b", "a if b else c": two or three
    unless,  ///< likewise
  };
  Op op = Op::leaf;
  Relation relation;
  std::vector<RichDependency> operands; ///< as written
};

/// Views into `text`, which is all of one dependency with its parentheses. nullopt if it
/// is malformed or nested deeper than any that was ever meant. Total on any bytes.
std::optional<RichDependency> parse_rich(std::string_view text);

/// The names of packages and files in it, as written; none if it is malformed.
std::vector<std::string_view> names_in_rich(std::string_view text);

} // namespace crossroot::resolve
