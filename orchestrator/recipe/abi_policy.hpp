// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/toml.hpp"
#include "base/version.hpp"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crossroot {

struct Waiver {
  std::string check, reason, owner;
  TomlDate until; ///< the last day on which it holds
};

/// The ids that a waiver may name: verify's checks, which a test there compares.
std::span<const std::string_view> waivable_checks();

/// A version node such as ZLIB_1.2.9 as the newest of its prefix.
struct NodeCeiling {
  std::string prefix; ///< "ZLIB_"
  Version version;
};

/// The newest versions that a file may ask for; an empty one: not asked.
struct Ceiling {
  Version glibc, musl, libstdcxx, libgcc, kernel;
  std::map<std::string, NodeCeiling> nodes; ///< by library: "libz.so.1"
  std::string cpu_level; ///< of one triplet's CPUs: "v2", "power9"; "" is not asked
};

/// The [ceiling] of one shared policy.
struct CeilingRule {
  std::string policy;                ///< whose it is
  Ceiling everywhere;                ///< for all CPUs
  std::map<std::string, Ceiling> of; ///< by triplet, key by key instead of the former
  Ceiling at(std::string_view triplet) const;
};

/// The libraries that one shared policy lets a file need; each rule must let it.
struct NeededRule {
  std::string policy;
  bool system = false;            ///< the libc's own libraries only
  std::vector<std::string> names; ///< else these; sorted
};

/// Names of symbols or version nodes by library: "libz.so.1" → z_errmsg …; sorted.
using NamesByLibrary = std::map<std::string, std::vector<std::string>>;

/// [abi]: what verify holds the output to beyond the floors. A value: of a recipe, of a
/// policy file, or of several merged by `tighten`.
struct AbiPolicy {
  std::vector<std::string> policies; ///< shared ones, by name or path, as written
  Position policies_at;              ///< where they are written
  bool needed_said = false;        ///< `needed` is written: otherwise the policies decide
  bool needed_system = true;       ///< the libc's own libraries only
  std::vector<std::string> needed; ///< else this list
  std::vector<NeededRule> needed_rules; ///< of policies, beside the two above
  std::optional<bool> pie;
  std::optional<bool> build_id; ///< whether a GNU build id must be there
  std::optional<bool> bind_now; ///< whether all symbols must be bound at start
  std::optional<bool>
      is_static;     ///< whether a program may have neither loader nor library
  std::string relro; ///< "", none | partial | full
  std::optional<std::vector<std::string>> interpreters; ///< one of these loaders
  std::vector<std::string> forbid_symbols;
  NamesByLibrary forbid_from;     ///< symbols that must not be asked of that library
  NamesByLibrary forbid_versions; ///< nodes that must not be asked of that library
  std::optional<std::vector<std::string>> exports;
  std::vector<Waiver> waive;
  std::vector<CeilingRule> ceilings;
};

} // namespace crossroot
