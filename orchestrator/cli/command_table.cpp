// SPDX-License-Identifier: Apache-2.0
#include "cli/command.hpp"

#include <algorithm>

namespace crossroot::cli {

bool Invocation::has(std::string_view option) const
{
  return options.count(std::string(option)) != 0;
}

std::string Invocation::value(std::string_view option) const
{
  const auto found = options.find(std::string(option));
  return found == options.end() || found->second.empty() ? "" : found->second.back();
}

std::vector<std::string> Invocation::values(std::string_view option) const
{
  const auto found = options.find(std::string(option));
  return found == options.end() ? std::vector<std::string>{} : found->second;
}

std::span<const Command> all_commands()
{
  static const std::vector<Command> k_commands{
      init_command(),    lock_command(),    fetch_command(),      vendor_command(),
      plan_command(),    explain_command(), build_command(),      test_command(),
      verify_command(),  runs_on_command(), repair_command(),     env_command(),
      cc_command(),      shell_command(),   run_command(),        doctor_command(),
      gc_command(),      store_command(),   completion_command(), help_command(),
      version_command(),
  };
  return k_commands;
}

const Command* find_command(std::string_view name)
{
  const auto commands = all_commands();
  const auto found = std::find_if(commands.begin(), commands.end(),
                                  [name](const Command& c) { return c.name == name; });
  return found == commands.end() ? nullptr : &*found;
}

std::span<const Option> common_options()
{
  static const std::vector<Option> k_options{
      {.name = "--recipe",
       .letter = "-f",
       .value = "FILE",
       .help = "the recipe (default: crossroot.toml here)",
       .words = Words::file},
      {.name = "--directory",
       .letter = "-C",
       .value = "DIR",
       .help = "work as if started in DIR",
       .words = Words::folder},
      {.name = "--store",
       .value = "DIR",
       .help = "where blobs, trees and results are kept",
       .words = Words::folder},
      {.name = "--definitions",
       .value = "DIR",
       .help = "more definitions beside those shipped",
       .repeats = true,
       .words = Words::folder},
      {.name = "--mirror",
       .value = "NAME=URL",
       .help = "asked first for archive NAME; or a folder of vendor",
       .repeats = true},
      {.name = "--quiet", .letter = "-q", .help = "no progress, no notes; errors only"},
      {.name = "--verbose", .letter = "-v", .help = "every action, every check"},
      {.name = "--help", .letter = "-h", .help = "this help"},
  };
  return k_options;
}

} // namespace crossroot::cli
