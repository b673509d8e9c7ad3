// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "base/toml.hpp"
#include "base/version.hpp"
#include "target/triplet.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crossroot::catalog {

/// One release of a distribution and the versions that decide what loads on it. An
/// empty version is not known.
struct Distribution {
  std::string family;  ///< "RHEL", which stands for its rebuilds
  std::string release; ///< "7", "18.04"
  Libc libc = Libc::glibc;
  Version libc_version, libstdcxx, libgcc, kernel;
  TomlDate end_of_support;
  std::optional<TomlDate> long_support;
  std::string source; ///< where the numbers are from
};

/// sysroots/tables/distributions.toml: families together, releases oldest first.
Result<std::vector<Distribution>> parse_distributions(std::string_view toml,
                                                      const std::string& file);
/// The embedded table.
const std::vector<Distribution>& distributions();

/// What a file asks of the system it is loaded on; an empty version asks nothing.
struct Requirement {
  Libc libc = Libc::glibc;
  Version libc_version, libstdcxx, libgcc;
};

/// Where it loads and where not, in words for people, one family an entry.
struct Reach {
  std::vector<std::string> loads_on;   ///< "RHEL 7+", "Ubuntu 18.04+"
  std::vector<std::string> refused_by; ///< "RHEL 7–8", "Debian 8"
};
Reach reach_of(const Requirement& requirement, const std::vector<Distribution>& table);
Reach reach_of(const Requirement& requirement);

} // namespace crossroot::catalog
