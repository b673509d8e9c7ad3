// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace crossroot::resolve {

/// The fields of one package that matter here, as they stand in the index.
struct PackageStanza {
  std::string_view name, version, arch;
  std::string_view depends, pre_depends, provides, conflicts, breaks;
  std::string_view path, size, sha256;
};

/// A Debian Packages file. Owns its text; stanzas are views into it.
class PackagesIndex {
public:
  /// Total on any bytes. Error (digest_mismatch, id "index") with the line for a stanza
  /// without Package, Version or Architecture. A stanza that says the same package again
  /// is dropped.
  static Result<PackagesIndex> parse(std::string text);

  std::span<const PackageStanza> stanzas() const { return stanzas_; }
  /// Indexes into stanzas() of the packages of that name, in the file's order.
  std::span<const std::uint32_t> named(std::string_view name) const;
  /// Indexes of the packages that provide it under Provides.
  std::span<const std::uint32_t> providing(std::string_view name) const;

private:
  using Postings = std::unordered_map<std::string_view, std::vector<std::uint32_t>>;

  Result<void> add(const PackageStanza& stanza, std::size_t line);

  std::unique_ptr<const std::string> text_; // views stay valid when the index moves
  std::vector<PackageStanza> stanzas_;
  Postings by_name_;
  Postings providers_;
};

} // namespace crossroot::resolve
