// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace crossroot::resolve {

/// How an index writes dependencies, and with it how versions compare.
enum class Dialect : std::uint8_t {
  deb, ///< "libc6 (>= 2.29), a | b"
  apk, ///< "so:libc.so=1 foo>=1.2 bar~3 !baz", words
  rpm, ///< a line each: name, tab, sign, tab, version; what starts with "(" is rich
};

/// "libc6:any (>= 2.29)": one alternative of a dependency. Views into the field.
struct Relation {
  enum class Op : std::uint8_t {
    none,
    less,
    less_equal,
    equal,
    greater_equal,
    greater,
    like ///< apk's ~: any version that begins so
  };
  std::string_view name;
  std::string_view qualifier; ///< "any", "native", "amd64" or ""
  Op op = Op::none;
  std::string_view version;

  std::string render() const;
};

/// Alternatives of which one must hold.
using Clause = std::vector<Relation>;

/// A dependency field of Debian: clauses joined by commas, alternatives by bars. Blanks
/// and line ends count alike. Total on any bytes; Error (digest_mismatch, id "index") if
/// malformed.
Result<std::vector<Clause>> parse_dependency(std::string_view field);
/// The same in any dialect.
Result<std::vector<Clause>> parse_dependency(Dialect dialect, std::string_view field);

/// Whether it is one of rpm's rich dependencies, "(a if b)": see rich_dependency.hpp.
bool is_rich(const Relation& relation);

} // namespace crossroot::resolve
