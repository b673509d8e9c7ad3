// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "base/toml.hpp"
#include "base/version.hpp"
#include "target/triplet.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crossroot::catalog {

/// One release of a distribution and what decides what loads on it. An empty version, an
/// absent list or level is not known, which is another thing than "none".
struct Distribution {
  std::string family;  ///< "RHEL", which stands for its rebuilds
  std::string release; ///< "7", "18.04"
  Libc libc = Libc::glibc;
  Version libc_version, libstdcxx, libgcc, kernel;
  bool at_least = false;                               ///< all versions are lower bounds
  bool kernel_at_least = false;                        ///< the kernel's is one
  std::optional<std::vector<std::string>> abi_markers; ///< "GLIBC_ABI_DT_RELR"
  std::vector<std::string> architectures; ///< "x86_64": a triplet's first part
  /// The oldest CPU supported, by architecture: n of x86-64-vn, n of POWERn.
  std::map<std::string, unsigned> cpu_level;
  std::optional<TomlDate> end_of_support; ///< nothing: rolls
  std::optional<TomlDate> long_support;
  std::string source; ///< where the numbers are from

  std::string name() const { return family + " " + release; }
  /// The last day on which somebody mends it, paid for or not.
  std::optional<TomlDate> last_day() const;
  bool dead(const TomlDate& as_of) const;
};

/// sysroots/tables/distributions.toml: families together, releases oldest first.
Result<std::vector<Distribution>> parse_distributions(std::string_view toml,
                                                      const std::string& file);
/// The embedded table.
const std::vector<Distribution>& distributions();

/// A version node without symbols that a loader must know (GLIBC_ABI_DT_RELR).
struct AbiMarker {
  std::string name;
  Version release; ///< first upstream release with it; empty: not known
};

/// Packed relocations (DT_RELR): a loader that does not know them passes over them, and
/// the program crashes. The marker makes such a loader of glibc refuse.
enum class PackedRelocations : std::uint8_t { none, marked, unmarked };

/// What a file asks of the system it is loaded on; an empty version asks nothing.
struct Requirement {
  Libc libc = Libc::glibc;
  Version libc_version, libstdcxx, libgcc;
  std::optional<Triplet> triplet = std::nullopt; ///< nothing: of no CPU in particular
  bool is_static = false;                        ///< no loader, no library
  bool is_library = false;      ///< loaded by a loader, not by the kernel
  std::string interpreter = ""; ///< PT_INTERP, "" without
  Version kernel = {};          ///< below it the program itself fails
  /// NT_GNU_ABI_TAG. glibc before 2.36 insists on that of libraries (measured with 2.31:
  /// it passes them over), nothing on that of a program.
  Version kernel_note = {};
  unsigned cpu_level = 0; ///< as Distribution::cpu_level; 0 asks nothing
  std::vector<AbiMarker> markers = {};
  bool private_symbols = false; ///< GLIBC_PRIVATE: made for one build of glibc
  PackedRelocations packed = PackedRelocations::none;
};

/// What decided a verdict, in the order in which it is looked for.
enum class Obstacle : std::uint8_t {
  none,
  architecture,
  libc_kind, ///< glibc against musl
  loader,
  libc,
  abi_marker,
  relocations,
  private_symbol,
  libstdcxx,
  libgcc,
  kernel,
  cpu
};
std::string_view obstacle_name(Obstacle obstacle); ///< "libc-kind", as in JSON

enum class Answer : std::uint8_t { loads, refuses, unknown };
std::string_view answer_name(Answer answer);

/// Whether one system loads a file, and the first thing in the way. A fact that is not
/// known never counts for either side: then the answer is unknown.
struct Verdict {
  Answer answer = Answer::loads;
  Obstacle obstacle = Obstacle::none;
  std::string reason; ///< "needs glibc 2.34, has 2.17"; "" if it loads
  bool operator==(const Verdict&) const = default;
};
Verdict verdict_of(const Distribution& system, const Requirement& requirement);

/// Where it loads and where not, in words for people, one family an entry: a summary of
/// the verdicts. Systems with another libc or without an edition for the CPU are left
/// out.
struct Reach {
  std::vector<std::string> loads_on;   ///< "RHEL 7+", "Ubuntu 18.04+"
  std::vector<std::string> refused_by; ///< "RHEL 7–8", "Debian 8"
};
Reach reach_of(const Requirement& requirement, const std::vector<Distribution>& table);
Reach reach_of(const Requirement& requirement);

} // namespace crossroot::catalog
