// SPDX-License-Identifier: Apache-2.0
// CLI11 parses the options of one command at a time and knows nothing of the others: its
// own subcommands answer an unknown name with "A subcommand is required", and let the
// parent swallow the -h and --version that were meant for the program behind `run` or
// `cc`. So the command is found here, the words that belong to another program are cut
// off first, and only what is left meets CLI11.
#include "cli/parse.hpp"

#include "base/text.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <algorithm>
#include <memory>

namespace crossroot::cli {

namespace {

using Arguments = std::vector<std::string>;

Error usage(std::string message)
{
  return Error(ErrorKind::usage, "usage", std::move(message));
}

/// Whether the word is an option whose value is the next word.
bool wants_value(std::string_view word, std::span<const Option> options)
{
  return std::any_of(options.begin(), options.end(), [word](const Option& option) {
    return !option.value.empty() && (word == option.name || word == option.letter);
  });
}

bool is_option(std::string_view word)
{
  return word.size() > 1 && word.front() == '-';
}

/// Index of the first word that is neither an option nor an option's value.
std::size_t
first_operand(const Arguments& words, std::size_t from, std::span<const Option> options)
{
  std::size_t i = from;
  while (i < words.size() && is_option(words[i]) && words[i] != "--") {
    i += wants_value(words[i], options) ? 2 : 1;
  }
  return std::min(i, words.size());
}

std::vector<Option> options_of(const Command& command)
{
  std::vector<Option> options = command.options;
  const auto common = common_options();
  options.insert(options.end(), common.begin(), common.end());
  return options;
}

Error unknown_command(const std::string& name)
{
  std::vector<std::string> names;
  for (const auto& command : all_commands()) {
    names.push_back(command.name);
  }
  auto error = usage("unknown command \"" + name + "\"");
  if (const auto meant = nearest(name, names)) {
    return std::move(error).hint("crossroot " + *meant);
  }
  return std::move(error).hint("crossroot help");
}

Error unknown_option(const std::string& word, const Command& command)
{
  std::vector<std::string> names;
  for (const auto& option : options_of(command)) {
    names.push_back(option.name);
  }
  const std::string name = word.substr(0, word.find('='));
  auto error = usage("crossroot " + command.name + " has no option \"" + name + "\"");
  if (const auto meant = nearest(name, names)) {
    return std::move(error).hint("did you mean " + *meant + "?");
  }
  return std::move(error).hint("crossroot help " + command.name);
}

/// The values that CLI11 fills in; addresses must stay, hence the pointers.
struct Slots {
  std::map<std::string, std::unique_ptr<Arguments>> values;
  std::map<std::string, std::unique_ptr<bool>> flags;
  Arguments operands;
};

void declare(CLI::App& app, const Command& command, Slots& slots)
{
  app.set_help_flag();
  app.allow_extras();
  for (const auto& option : options_of(command)) {
    const std::string names =
        option.letter.empty() ? option.name : option.letter + "," + option.name;
    if (option.value.empty()) {
      auto& slot = slots.flags[option.name] = std::make_unique<bool>(false);
      app.add_flag(names, *slot);
      continue;
    }
    auto& slot = slots.values[option.name] = std::make_unique<Arguments>();
    app.add_option(names, *slot)
        ->expected(1)
        ->allow_extra_args(false)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  }
}

Result<void> check_operands(const Command& command, const Arguments& operands)
{
  const auto& wanted = command.operand;
  if (operands.size() > wanted.most) {
    return usage("crossroot " + command.name + " does not know what to do with \"" +
                 operands[wanted.most] + "\"")
        .hint("crossroot help " + command.name);
  }
  if (operands.size() < wanted.least) {
    return usage("crossroot " + command.name + " needs " + wanted.name)
        .hint("crossroot help " + command.name);
  }
  return {};
}

Result<Invocation> parse_words(const Command& command, Arguments words)
{
  CLI::App app;
  Slots slots;
  declare(app, command, slots);
  std::reverse(words.begin(), words.end()); // CLI11 takes them last first
  try {
    app.parse(words);
  } catch (const CLI::ParseError& failure) {
    return usage("crossroot " + command.name + ": " + failure.what())
        .hint("crossroot help " + command.name);
  }
  Invocation invocation;
  bool only_operands = false;
  for (const auto& word : app.remaining()) {
    if (word == "--" && !only_operands) {
      only_operands = true;
    } else if (is_option(word) && !only_operands) {
      return unknown_option(word, command);
    } else {
      invocation.operands.push_back(word);
    }
  }
  for (const auto& [name, slot] : slots.values) {
    if (!slot->empty()) {
      invocation.options[name] = *slot;
    }
  }
  for (const auto& [name, slot] : slots.flags) {
    if (*slot) {
      invocation.options[name] = {""};
    }
  }
  return invocation;
}

/// Cuts off what follows the first operand of a command that passes it on.
Arguments take_rest(const Command& command, std::size_t name_at, Arguments& words)
{
  if (!command.passes_rest) {
    return {};
  }
  const auto options = options_of(command);
  const std::size_t operand = first_operand(words, name_at, options);
  const std::size_t end =
      std::min(words.size(), operand + std::max(command.operand.most, 1U));
  Arguments rest(words.begin() + static_cast<std::ptrdiff_t>(end), words.end());
  words.resize(end);
  if (!rest.empty() && rest.front() == "--") {
    rest.erase(rest.begin());
  }
  return rest;
}

} // namespace

Result<ParsedLine> parse_line(const std::vector<std::string>& arguments)
{
  Arguments words = arguments;
  const std::size_t name_at = first_operand(words, 0, common_options());
  ParsedLine line;
  if (name_at == words.size() || words[name_at] == "--") {
    const bool version =
        std::find(words.begin(), words.end(), "--version") != words.end();
    line.command = find_command(version ? "version" : "help");
    if (!version && !words.empty() && words.front() != "--help" &&
        words.front() != "-h") {
      return usage("no command given").hint("crossroot help");
    }
    return line;
  }
  line.command = find_command(words[name_at]);
  if (line.command == nullptr) {
    return unknown_command(words[name_at]);
  }
  words.erase(words.begin() + static_cast<std::ptrdiff_t>(name_at));
  Arguments rest = take_rest(*line.command, name_at, words);
  CROSSROOT_TRY(line.invocation, parse_words(*line.command, std::move(words)));
  line.invocation.rest = std::move(rest);
  if (line.invocation.has("--help")) {
    const std::string topic = line.command->name;
    line.command = find_command("help");
    line.invocation = {.operands = {topic}};
    return line;
  }
  CROSSROOT_CHECK(check_operands(*line.command, line.invocation.operands));
  return line;
}

} // namespace crossroot::cli
