// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crossroot {

/// Why an operation failed, in the terms a user can act on.
///
/// Every kind maps to exactly one process exit code (exit_code_of), so a new kind is
/// a change of the command-line interface, not a detail.
enum class ErrorKind : std::uint8_t {
  usage,            ///< the command line makes no sense
  definition,       ///< a recipe or definition is malformed or contradicts another
  lock_stale,       ///< the lock does not match the recipe or definitions it pins
  digest_mismatch,  ///< bytes or signatures are not what was pinned
  build,            ///< a compiler, linker or go command said no
  verify,           ///< an artifact breaks the recipe's policy
  not_reproducible, ///< two builds of the same inputs differ
  environment,      ///< the host lacks something (user namespaces, disk, a tool)
  io,               ///< the operating system or the network said no
  bug,              ///< ours; never caused by input
  interrupted,      ///< the user pressed Ctrl-C
};

/// The process exit code of a kind (0 is never among them).
int exit_code_of(ErrorKind kind);

/// The worse of two exit codes, in the order 70, 130, 9, 10, 5, 4, 3, 6, 7, 8, others, 0.
int worse_exit_code(int a, int b);

/// A place in a text file. Line and column count from 1, columns in code points; 0
/// means unknown.
struct Position {
  std::string file;
  std::uint32_t line = 0;
  std::uint32_t column = 0;

  std::string render() const;
  bool operator==(const Position&) const = default;
};

/// An expected failure: what happened, where, why, and what mends it.
/// A value type; build it with the chained setters and return it through Result.
class Error {
public:
  /// One labelled line under the message: "tried", "cause", "from", "more", …
  struct Note {
    std::string label;
    std::string text;
  };

  /// `id` is the stable word printed in brackets (error[fetch]); lower case.
  Error(ErrorKind kind, std::string id, std::string message);

  [[nodiscard]] Error at(Position position) &&;
  [[nodiscard]] Error during(std::string activity) &&; ///< outer contexts are added later
  [[nodiscard]] Error note(std::string label, std::string text) &&;
  [[nodiscard]] Error hint(std::string remedy) &&; ///< shown as "fix"

  ErrorKind kind() const { return kind_; }
  const std::string& id() const { return id_; }
  const std::string& message() const { return message_; }
  const std::optional<Position>& position() const { return position_; }
  const std::vector<Note>& notes() const { return notes_; }
  const std::vector<std::string>& hints() const { return hints_; }
  const std::vector<std::string>& activities() const { return activities_; }

  /// The whole text without colour, ending without a newline:
  ///   error[id]: place: message
  ///     label  text
  ///     while  activity
  ///     fix    remedy
  ///     more   where to read on
  std::string render() const;

private:
  ErrorKind kind_;
  std::string id_;
  std::string message_;
  std::optional<Position> position_;
  std::vector<Note> notes_;
  std::vector<std::string> hints_;
  std::vector<std::string> activities_;
};

} // namespace crossroot
