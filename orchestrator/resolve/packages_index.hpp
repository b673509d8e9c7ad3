// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "resolve/dependency.hpp"

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
  std::string_view obsoletes; ///< rpm's
  std::string_view path, size, sha256;
  std::string_view control_sha1; ///< apk's only digest: "Q1" and base64
};

/// Whether packages of this architecture fit every CPU.
bool fits_every_cpu(std::string_view arch);

/// The packages of one archive for one CPU: a Debian Packages file, or what another
/// kind's index was brought to. Owns its text; stanzas are views into it.
class PackagesIndex {
public:
  /// Total on any bytes. Error (digest_mismatch, id "index") with the line for a stanza
  /// without Package, Version or Architecture. A stanza that says the same package again
  /// is dropped.
  static Result<PackagesIndex> parse(std::string text);
  /// Of stanzas that are views into `text`, with fields as the dialect writes them.
  static Result<PackagesIndex> of(Dialect dialect,
                                  std::unique_ptr<const std::string> text,
                                  const std::vector<PackageStanza>& stanzas);

  Dialect dialect() const { return dialect_; }
  std::span<const PackageStanza> stanzas() const { return stanzas_; }
  /// Indexes into stanzas() of the packages of that name, in the file's order.
  std::span<const std::uint32_t> named(std::string_view name) const;
  /// Indexes of the packages that provide it under Provides.
  std::span<const std::uint32_t> providing(std::string_view name) const;

private:
  using Postings = std::unordered_map<std::string_view, std::vector<std::uint32_t>>;

  Result<void> add(const PackageStanza& stanza, std::size_t line);

  Dialect dialect_ = Dialect::deb;
  std::unique_ptr<const std::string> text_; // views stay valid when the index moves
  std::vector<PackageStanza> stanzas_;
  Postings by_name_;
  Postings providers_;
};

} // namespace crossroot::resolve
