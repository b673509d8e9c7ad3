// SPDX-License-Identifier: Apache-2.0
// Completion scripts are printed from the command table, so that a new option is known
// to the shell without a second list. Target names come from the recipe at the moment of
// asking: `crossroot plan --targets` prints them.
#include "base/text.hpp"
#include "cli/session.hpp"
#include "recipe/policy_files.hpp"

namespace crossroot::cli {

namespace {

std::string names_of_commands()
{
  std::vector<std::string> names;
  for (const auto& command : all_commands()) {
    names.push_back(command.name);
  }
  return join(names, " ");
}

std::string names_of_topics()
{
  std::string names = names_of_commands();
  for (const auto& topic : all_topics()) {
    names += " " + std::string(topic.name);
  }
  return names;
}

std::string options_of(const Command& command)
{
  std::vector<std::string> names;
  for (const auto& option : command.options) {
    names.push_back(option.name);
  }
  for (const auto& option : common_options()) {
    names.push_back(option.name);
  }
  return join(names, " ");
}

std::string names_of_policies()
{
  std::vector<std::string> names;
  for (const auto& [name, summary] : shipped_policies()) {
    names.push_back(name);
  }
  return join(names, " ");
}

/// The shell words that offer what an operand may be; both bash and zsh run them.
std::string offer(Words words)
{
  switch (words) {
  case Words::target: return "$(crossroot plan --targets 2>/dev/null)";
  case Words::topic: return names_of_topics();
  case Words::shell: return "bash zsh fish";
  case Words::policy: return names_of_policies();
  case Words::command: return "usage verify repair";
  case Words::file:
  case Words::folder:
  case Words::none: return "";
  }
  return "";
}

std::string bash_script()
{
  std::string text =
      "# crossroot completion for bash: source this file\n"
      "_crossroot() {\n"
      "  local word=\"${COMP_WORDS[COMP_CWORD]}\" command=\"${COMP_WORDS[1]}\"\n"
      "  local options= operands=\n"
      "  COMPREPLY=()\n"
      "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
      "    mapfile -t COMPREPLY < <(compgen -W '" +
      names_of_commands() +
      "' -- \"$word\")\n"
      "    return\n"
      "  fi\n"
      "  case \"$command\" in\n";
  for (const auto& command : all_commands()) {
    text += "  " + command.name + ") options='" + options_of(command) + "'";
    if (const auto words = offer(command.operand.words); !words.empty()) {
      text += "; operands=\"" + words + "\"";
    }
    text += " ;;\n";
  }
  return text +
         "  esac\n"
         "  if [ \"${COMP_WORDS[COMP_CWORD - 1]}\" = --policy ]; then\n"
         "    mapfile -t COMPREPLY < <(compgen -f -W '" +
         offer(Words::policy) +
         "' -- \"$word\")\n"
         "    return\n"
         "  fi\n"
         "  case \"$word\" in\n"
         "  -*) mapfile -t COMPREPLY < <(compgen -W \"$options\" -- \"$word\") ;;\n"
         "  *)\n"
         "    if [ -n \"$operands\" ]; then\n"
         "      mapfile -t COMPREPLY < <(compgen -W \"$operands\" -- \"$word\")\n"
         "    else\n"
         "      mapfile -t COMPREPLY < <(compgen -f -- \"$word\")\n"
         "    fi ;;\n"
         "  esac\n"
         "}\n"
         "complete -F _crossroot crossroot\n";
}

std::string zsh_script()
{
  return "# crossroot completion for zsh: source this file after compinit\n"
         "autoload -U +X bashcompinit && bashcompinit\n"
         "mapfile() { local line; COMPREPLY=(); while IFS= read -r line; do "
         "COMPREPLY+=(\"$line\"); done; }\n" +
         bash_script();
}

/// Text between single quotes as fish reads it.
std::string fish_quoted(std::string_view text)
{
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') {
      out += '\\';
    }
    out += c;
  }
  return out + "'";
}

std::string fish_option(const Option& option)
{
  std::string text = " -l " + option.name.substr(2);
  if (!option.letter.empty()) {
    text += " -s " + option.letter.substr(1);
  }
  if (option.words == Words::policy) {
    text += " -a " + fish_quoted(offer(option.words));
  }
  return text + (option.value.empty() ? "" : " -r") + " -d " + fish_quoted(option.help) +
         "\n";
}

std::string fish_script()
{
  std::string text = "# crossroot completion for fish: source this file\n";
  for (const auto& command : all_commands()) {
    text += "complete -c crossroot -n __fish_use_subcommand -f -a " + command.name +
            " -d " + fish_quoted(command.summary) + "\n";
    const std::string here =
        "complete -c crossroot -n '__fish_seen_subcommand_from " + command.name + "'";
    for (const auto& option : command.options) {
      text += here + fish_option(option);
    }
    if (command.operand.words == Words::target) {
      text += here + " -f -a '(crossroot plan --targets 2>/dev/null)'\n";
    } else if (const auto words = offer(command.operand.words); !words.empty()) {
      text += here + " -f -a '" + words + "'\n";
    }
  }
  for (const auto& option : common_options()) {
    text += "complete -c crossroot" + fish_option(option);
  }
  return text;
}

Result<int> run(Session& session, const Invocation& invocation)
{
  const std::string& shell = invocation.operands.front();
  if (shell == "bash") {
    session.printer.answer(bash_script());
  } else if (shell == "zsh") {
    session.printer.answer(zsh_script());
  } else if (shell == "fish") {
    session.printer.answer(fish_script());
  } else {
    return Error(ErrorKind::usage, "usage", "no completion for \"" + shell + "\"")
        .hint("bash, zsh or fish");
  }
  return 0;
}

} // namespace

Command completion_command()
{
  return {.name = "completion",
          .summary = "prints completion for bash, zsh or fish",
          .examples = {"crossroot completion bash > ~/.local/share/bash-completion/"
                       "completions/crossroot"},
          .operand = {.name = "SHELL", .least = 1, .most = 1, .words = Words::shell},
          .run = run};
}

} // namespace crossroot::cli
