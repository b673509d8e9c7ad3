// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "cli/command.hpp"
#include "cli/help.hpp"
#include "cli/parse.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace crossroot;

TEST_SUITE_BEGIN("cli.command_table");

TEST_CASE("every command has a summary and an example and a way to run")
{
  CHECK(cli::all_commands().size() >= 19);
  std::set<std::string> names;
  for (const auto& command : cli::all_commands()) {
    CAPTURE(command.name);
    CHECK(names.insert(command.name).second);
    CHECK_FALSE(command.summary.empty());
    CHECK(command.summary.size() <= 68);
    CHECK(command.summary.back() != '.');
    CHECK_FALSE(command.examples.empty());
    CHECK((command.run != nullptr)); // doctest cannot print a function
    CHECK(cli::find_command(command.name) == &command);
  }
}

TEST_CASE("every documented example is a command line that parses")
{
  for (const auto& command : cli::all_commands()) {
    for (const auto& example : command.examples) {
      CAPTURE(example);
      std::vector<std::string> words;
      const std::string line_only = example.substr(0, example.find(" > "));
      for (const auto word : split_words(line_only)) {
        words.emplace_back(word);
      }
      REQUIRE(words.size() >= 2);
      CHECK(words.front() == "crossroot");
      words.erase(words.begin());
      const auto line = cli::parse_line(words);
      REQUIRE(line);
      CHECK(line->command == &command);
    }
  }
}

TEST_CASE("option names and letters are unique within a command")
{
  for (const auto& command : cli::all_commands()) {
    std::set<std::string> seen;
    std::vector<cli::Option> options = command.options;
    const auto common = cli::common_options();
    options.insert(options.end(), common.begin(), common.end());
    for (const auto& option : options) {
      CAPTURE(command.name + " " + option.name);
      CHECK(option.name.starts_with("--"));
      CHECK(seen.insert(option.name).second);
      CHECK((option.letter.empty() || seen.insert(option.letter).second));
      CHECK_FALSE(option.help.empty());
    }
  }
}

TEST_CASE("the overview names every command and no line is wider than a terminal")
{
  const std::string text = cli::render_overview();
  for (const auto& command : cli::all_commands()) {
    CHECK(text.find("\n  " + command.name + " ") != std::string::npos);
  }
  for (const auto line : split_lines(text)) {
    CAPTURE(line);
    CHECK(line.size() <= 90);
  }
}

TEST_CASE("paragraphs of help are filled and indented lines are kept")
{
  const std::string word(40, 'x');
  CHECK(cli::wrapped(word + ' ' + word + "\nend\n\n  kept   as is\nnext\n") ==
        word + '\n' + word + " end\n\n  kept   as is\nnext\n");
  CHECK(cli::wrapped("") == "");
  for (const auto& topic : cli::all_topics()) {
    const auto text = cli::wrapped(topic.text);
    CHECK(cli::wrapped(text) == text);
    for (const auto line : split_lines(text)) {
      CAPTURE(line);
      CHECK(line.size() <= 80);
    }
  }
}
