// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "base/version.hpp"
#include "target/triplet.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crossroot::catalog {

/// One symbol at one version node in one library. The text belongs to the embedded
/// table.
struct SymbolRow {
  std::string_view symbol;
  std::string_view library; ///< "libc.so.6"
  std::string_view node;    ///< "GLIBC_2.17"
  Version since; ///< first release whose library has it, where the node does not say so
  Version gone;  ///< first release whose library lacks it; empty if none
};

/// Rows of one CPU, sorted by symbol, library, node.
using SymbolRows = std::vector<SymbolRow>;

/// The text format of sysroots/tables/symbols; the rows point into `text`.
Result<SymbolRows> parse_symbol_rows(std::string_view text, const Triplet& triplet);

/// glibc's libraries; libstdc++ and libgcc; musl's one, whose nodes (MUSL_1.2.3) are the
/// table's own: musl versions no symbol.
enum class Runtime : std::uint8_t { glibc, gcc, musl };

/// The embedded rows; empty for a triplet that the tables do not cover.
const SymbolRows& symbol_rows(Runtime runtime, const Triplet& triplet);

/// Where a symbol first came to be.
struct Introduction {
  Version release; ///< 2.28; for gcc the node's number (3.4.29); for musl 1.2.3
  std::string library;
  std::string node;
};
/// The oldest node under which any library of the runtime has the symbol.
std::optional<Introduction>
introduction_of(Runtime runtime, const Triplet& triplet, std::string_view symbol);

/// Whether the table knows this version node of the library; `not_covered` where it knows
/// nothing of the library.
enum class Presence : std::uint8_t { present, absent, not_covered };
Presence
node_known(Runtime, const Triplet&, std::string_view library, std::string_view node);

/// What the table knows of (symbol, node, library) in a release of glibc.
Presence presence_in_glibc(const Triplet& triplet,
                           const Version& release,
                           std::string_view symbol,
                           std::string_view node,
                           std::string_view library);

/// What a linker binds to in a release of glibc: of each (symbol, library) the row with
/// the newest node not above it.
SymbolRows defaults_in_glibc(const Triplet& triplet, const Version& release);

} // namespace crossroot::catalog
