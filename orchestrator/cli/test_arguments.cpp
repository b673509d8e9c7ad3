// SPDX-License-Identifier: Apache-2.0
// go test compiles and runs in one step and sorts its flags itself. Here the two steps
// are apart, so the flags are sorted by the same rules: go's own to the compiler, those
// of package testing to the program under its name for them (-run is -test.run there),
// and what neither knows to the program as it is (go help test).
#include "cli/test_arguments.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>

namespace crossroot::cli {

namespace {

enum class Reader : std::uint8_t { build, program, refused, unknown };

struct Flag {
  std::string_view name;
  Reader reader = Reader::unknown;
  bool has_value = false;
};

constexpr Flag k_flags[] = {
    {"asan", Reader::build},
    {"asmflags", Reader::build, true},
    {"bench", Reader::program, true},
    {"benchmem", Reader::program},
    {"benchtime", Reader::program, true},
    {"blockprofile", Reader::program, true},
    {"blockprofilerate", Reader::program, true},
    {"c", Reader::refused},
    {"count", Reader::program, true},
    {"cover", Reader::build},
    {"covermode", Reader::build, true},
    {"coverpkg", Reader::build, true},
    {"coverprofile", Reader::program, true},
    {"cpu", Reader::program, true},
    {"cpuprofile", Reader::program, true},
    {"exec", Reader::refused},
    {"failfast", Reader::program},
    {"fullpath", Reader::program},
    {"fuzz", Reader::refused},
    {"gcflags", Reader::build, true},
    {"i", Reader::refused},
    {"json", Reader::refused},
    {"ldflags", Reader::build, true},
    {"list", Reader::program, true},
    {"memprofile", Reader::program, true},
    {"memprofilerate", Reader::program, true},
    {"mod", Reader::build, true},
    {"modfile", Reader::build, true},
    {"msan", Reader::build},
    {"mutexprofile", Reader::program, true},
    {"mutexprofilefraction", Reader::program, true},
    {"n", Reader::refused},
    {"o", Reader::refused},
    {"outputdir", Reader::program, true},
    {"overlay", Reader::build, true},
    {"parallel", Reader::program, true},
    {"race", Reader::build},
    {"run", Reader::program, true},
    {"short", Reader::program},
    {"shuffle", Reader::program, true},
    {"skip", Reader::program, true},
    {"tags", Reader::build, true},
    {"timeout", Reader::program, true},
    {"trace", Reader::program, true},
    {"v", Reader::program},
    {"vet", Reader::refused},
    {"x", Reader::refused},
};

Flag flag_named(std::string_view name)
{
  const auto* const found =
      std::find_if(std::begin(k_flags), std::end(k_flags),
                   [name](const Flag& flag) { return flag.name == name; });
  return found == std::end(k_flags) ? Flag{.name = name} : *found;
}

/// "run" of "-run=X", "--run", "-test.run".
std::string_view name_in(std::string_view word)
{
  word.remove_prefix(word.starts_with("--") ? 2 : 1);
  word = word.substr(0, word.find('='));
  constexpr std::string_view k_long = "test.";
  return word.starts_with(k_long) ? word.substr(k_long.size()) : word;
}

Error usage(std::string message, std::string cause)
{
  auto error = Error(ErrorKind::usage, "usage", std::move(message));
  return std::move(error).note("cause", std::move(cause)).hint("crossroot help test");
}

/// Sorts the flag at words[i]; moves i on if its value is the next word.
Result<void>
take_flag(const std::vector<std::string>& words, std::size_t& i, TestArguments& sorted)
{
  const std::string& word = words[i];
  const std::string name(name_in(word));
  const Flag flag = flag_named(name);
  const auto equals = word.find('=');
  std::string value = equals == std::string::npos ? "" : word.substr(equals);
  if (flag.has_value && equals == std::string::npos) {
    if (i + 1 == words.size()) {
      return usage("crossroot test: -" + name + " needs a value", "nothing follows it");
    }
    value = "=" + words[++i];
  }
  switch (flag.reader) {
  case Reader::build: sorted.build.push_back("-" + name + value); break;
  case Reader::program: sorted.program.push_back("-test." + name + value); break;
  case Reader::unknown: sorted.program.push_back(word); break;
  case Reader::refused:
    return usage("crossroot test does not take -" + name,
                 "tests are compiled here and then run in the target's libraries");
  }
  return {};
}

} // namespace

Result<TestArguments> read_test_arguments(const std::vector<std::string>& words)
{
  TestArguments sorted;
  bool separated = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word == "--" && !separated) {
      separated = true;
    } else if (word == "-args" || word == "--args") {
      sorted.program.insert(sorted.program.end(),
                            words.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                            words.end());
      break;
    } else if (word.size() > 1 && word.front() == '-') {
      CROSSROOT_CHECK(take_flag(words, i, sorted));
    } else {
      sorted.packages.push_back(word);
    }
  }
  if (sorted.packages.empty()) {
    sorted.packages = {"./..."};
  }
  // go's own default; the program's is none. A later one wins.
  sorted.program.insert(sorted.program.begin(), "-test.timeout=10m0s");
  return sorted;
}

} // namespace crossroot::cli
