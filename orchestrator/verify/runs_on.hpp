// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.hpp"
#include "verify/demand.hpp"
#include "verify/verify.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace crossroot::verify {

/// What happened when a file was loaded with the real loader and libraries of a system.
struct Proof {
  enum class Outcome : std::uint8_t {
    loads,
    refuses,
    partly, ///< libc and gcc's libraries suffice; others are not there to be loaded
    skipped
  };
  std::string system; ///< "Debian 12, glibc 2.36-9"
  Outcome outcome = Outcome::skipped;
  std::string reason; ///< the loader's first complaint, or why nothing was loaded
  /// What the table says of that system; nothing if it has no such row.
  std::optional<catalog::Verdict> expected;
};
std::string_view outcome_name(Proof::Outcome outcome);
/// Where table and proof disagree, in words; "" where they do not, or cannot: a skipped
/// proof, a system without a row, kernel and CPU, which are this host's, and relocations
/// that a loader passes over without a word.
std::string difference_of(const Proof& proof);

/// One file against all systems asked about.
struct FileReach {
  FileDemand demand;
  std::vector<catalog::Verdict> verdicts; ///< in the order of RunsOn::systems
  std::vector<Proof> proofs;
};

/// The answer of `crossroot runs-on`: systems × files. A value; rendering is a function
/// of it.
struct RunsOn {
  TomlDate as_of;
  std::size_t left_out = 0; ///< systems without support on that day, not among `systems`
  std::vector<catalog::Distribution> systems;
  std::vector<FileReach> files;
  std::vector<Unread> unread;
  /// No file with a problem, every system loads every file, and no proof says otherwise.
  bool all_load() const;
};

enum class Life : std::uint8_t { all, supported };

/// The systems of the table to ask about: by their names (all if none is given), and on
/// the day `as_of` still supported if so wished. Error (usage) for an unknown name.
Result<RunsOn> choose_systems(const std::vector<catalog::Distribution>& table,
                              const std::vector<std::string>& names,
                              Life life,
                              const TomlDate& as_of);
/// Judges one file and adds it.
void add_file(RunsOn& reach, FileDemand demand);

/// What one or several systems would take: the nodes that the file had to do without.
struct Obstruction {
  std::vector<std::string> systems;
  std::vector<std::size_t> nodes;   ///< indexes into FileDemand::nodes
  std::vector<std::string> reasons; ///< beyond nodes: kernel, CPU, markers
};
/// Systems that refuse the file and need not, newest demand first; those with another
/// libc, another loader or no edition for the CPU are beyond mending and left out.
std::vector<Obstruction> obstructions_of(const RunsOn& reach, const FileReach& file);

/// How text may be drawn.
struct ReachStyle {
  bool color = false;
};
std::string render_reach(const RunsOn& reach, const ReachStyle& style);
/// `runs-on --oldest`: the floor that each file meets, what stands in the way of older
/// ones symbol by symbol, and what each older system would take.
std::string render_oldest(const RunsOn& reach, const ReachStyle& style);
/// Schema 1: as_of, systems, files.
Json reach_json(const RunsOn& reach);

/// Days as people read them: "until 2032-05-31", "long-term until 2028-06-30",
/// "ended 2024-06-30", "rolling".
std::string support_words(const catalog::Distribution& system, const TomlDate& as_of);

} // namespace crossroot::verify
