// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crossroot::cli {

struct Session;

/// What a word on the command line may stand for; completion offers these.
enum class Words : std::uint8_t {
  none,
  target,
  file,
  folder,
  topic,
  shell,
  command,
  policy
};

/// One option of a command. Without `value` it is a flag.
struct Option {
  std::string name;   ///< "--update"
  std::string letter; ///< "-j", or ""
  std::string value;  ///< what messages call its value: "NAME"
  std::string help;   ///< one line
  bool repeats = false;
  Words words = Words::none;
};

/// Words after the command that are no options.
struct Operand {
  std::string name; ///< "TARGET"; "" if the command takes none
  unsigned least = 0;
  unsigned most = 0;
  Words words = Words::none;
};

/// What the command line said, checked against the command's record.
struct Invocation {
  std::map<std::string, std::vector<std::string>> options; ///< by name, flags hold ""
  std::vector<std::string> operands;
  std::vector<std::string> rest; ///< what `run`, `cc`, `shell`, `test` pass on

  bool has(std::string_view option) const;
  /// The last value given, "" if none.
  std::string value(std::string_view option) const;
  std::vector<std::string> values(std::string_view option) const;
};

/// A command as help, completion and the README know it. Everything that a person reads
/// about it stands here, so that no two places can disagree.
struct Command {
  std::string name;
  std::string summary;               ///< one line without a full stop
  std::string text;                  ///< paragraphs of `help NAME`, below the usage
  std::vector<std::string> examples; ///< each a command line that works
  std::vector<Option> options;
  Operand operand;
  /// Everything after the first operand belongs to another program and is not looked at.
  bool passes_rest = false;
  /// The exit code is the program's own; ours is then 125.
  bool speaks_for_program = false;
  Result<int> (*run)(Session&, const Invocation&) = nullptr;
};

/// All commands in the order of `help`.
std::span<const Command> all_commands();
const Command* find_command(std::string_view name);
/// Options that every command takes, before or after its name.
std::span<const Option> common_options();

/// A page of help that is no command: "exit-codes", "recipe" …
struct Topic {
  std::string_view name;
  std::string_view summary;
  std::string_view text;
};
std::span<const Topic> all_topics();

/// One per cmd_<verb>.cpp.
Command init_command();
Command lock_command();
Command fetch_command();
Command vendor_command();
Command plan_command();
Command explain_command();
Command build_command();
Command test_command();
Command verify_command();
Command runs_on_command();
Command repair_command();
Command env_command();
Command cc_command();
Command shell_command();
Command run_command();
Command doctor_command();
Command gc_command();
Command store_command();
Command completion_command();
Command help_command();
Command version_command();

} // namespace crossroot::cli
