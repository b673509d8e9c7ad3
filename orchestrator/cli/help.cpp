// SPDX-License-Identifier: Apache-2.0
#include "cli/help.hpp"

#include "base/text.hpp"
#include "cli/printer.hpp"
#include "cli/session.hpp"
#include "verify/formats.hpp"

namespace crossroot::cli {

namespace {

std::string signature(const Option& option)
{
  std::string text = option.letter.empty() ? "    " : option.letter + ", ";
  text += option.name;
  return option.value.empty() ? text : text + " " + option.value;
}

std::string render_options(std::span<const Option> options)
{
  std::vector<std::vector<std::string>> rows;
  for (const auto& option : options) {
    rows.push_back({"  " + signature(option),
                    option.help + (option.repeats ? " (repeatable)" : "")});
  }
  return render_table(rows);
}

/// `crossroot help TOPIC WORD`
Result<std::string> render_within(const std::string& topic, const std::string& word)
{
  if (topic == "symbol") {
    return render_symbol_help(word);
  }
  if (topic == "check") {
    return render_check_help(word);
  }
  if (topic == "policies") {
    return render_policy_help(word);
  }
  if (topic == "schema" && word == "findings") {
    return std::string(verify::findings_schema());
  }
  if (topic == "schema") {
    return Error(ErrorKind::usage, "usage", "there is no schema of \"" + word + "\"")
        .hint("crossroot help schema findings");
  }
  return Error(ErrorKind::usage, "usage", "help takes one command or topic")
      .hint("crossroot help " + topic);
}

Result<int> run(Session& session, const Invocation& invocation)
{
  if (invocation.operands.empty()) {
    session.printer.answer(render_overview());
    return 0;
  }
  const std::string& name = invocation.operands.front();
  if (invocation.operands.size() == 2) {
    CROSSROOT_TRY(const auto text, render_within(name, invocation.operands.back()));
    session.printer.answer(text);
    return 0;
  }
  if (const auto* const command = find_command(name)) {
    session.printer.answer(render_help(*command));
    return 0;
  }
  std::vector<std::string> names;
  for (const auto& topic : all_topics()) {
    if (topic.name == name) {
      session.printer.answer(wrapped(topic.text) + (name == "check" ? render_check_list()
                                                    : name == "policies"
                                                        ? render_policy_list()
                                                        : ""));
      return 0;
    }
    names.emplace_back(topic.name);
  }
  for (const auto& command : all_commands()) {
    names.push_back(command.name);
  }
  auto error = Error(ErrorKind::usage, "usage", "no help on \"" + name + "\"");
  if (const auto meant = nearest(name, names)) {
    return std::move(error).hint("crossroot help " + *meant);
  }
  return std::move(error).hint("crossroot help");
}

} // namespace

std::string wrapped(std::string_view text)
{
  constexpr std::size_t k_columns = 78;
  std::string out;
  std::size_t used = 0; // columns of the line that is being filled
  for (const auto line : split_lines(text)) {
    if (line.empty() || line.starts_with(' ')) {
      out += (used == 0 ? "" : "\n") + std::string(line) + '\n';
      used = 0;
      continue;
    }
    for (const auto word : split_words(line)) {
      const std::size_t width = display_width(word);
      const bool fits = used + 1 + width <= k_columns;
      if (used != 0) {
        out += fits ? ' ' : '\n';
        used = fits ? used + 1 : 0;
      }
      out += word;
      used += width;
    }
  }
  return out + (used == 0 ? "" : "\n");
}

std::string usage_line(const Command& command)
{
  std::string text = "crossroot " + command.name;
  if (!command.options.empty()) {
    text += " [options]";
  }
  if (!command.operand.name.empty()) {
    const bool optional = command.operand.least == 0;
    const bool many = command.operand.most > 1;
    const std::string name = command.operand.name + (many ? "…" : "");
    text += optional ? " [" + name + "]" : " " + name;
  }
  return text + (command.passes_rest ? " [--] [argument…]" : "");
}

std::string render_overview()
{
  std::string text =
      "crossroot builds Go programs that use cgo for any Linux target, and "
      "proves that\nthey run where they must.\n\n";
  std::vector<std::vector<std::string>> rows;
  for (const auto& command : all_commands()) {
    rows.push_back({"  " + command.name, command.summary});
  }
  text += render_table(rows);
  text += "\nOptions of every command:\n" + render_options(common_options());
  rows.clear();
  for (const auto& topic : all_topics()) {
    rows.push_back({"  " + std::string(topic.name), std::string(topic.summary)});
  }
  return text + "\nMore with `crossroot help NAME`, also on:\n" + render_table(rows);
}

std::string render_help(const Command& command)
{
  std::string text =
      usage_line(command) + "\n\n" + command.summary + ".\n" + wrapped(command.text);
  if (!command.options.empty()) {
    text += "\nOptions:\n" + render_options(command.options);
  }
  if (!command.examples.empty()) {
    text += "\nExamples:\n";
    for (const auto& example : command.examples) {
      text += "  " + example + '\n';
    }
  }
  return text;
}

Command help_command()
{
  return {.name = "help",
          .summary = "explains a command or a topic",
          .examples = {"crossroot help build", "crossroot help exit-codes",
                       "crossroot help check glibc-floor", "crossroot help policies el7",
                       "crossroot help symbol memfd_create"},
          .operand = {.name = "TOPIC", .most = 2, .words = Words::topic},
          .run = run};
}

} // namespace crossroot::cli
