// SPDX-License-Identifier: Apache-2.0
#include "exec/prebuilt.hpp"

#include <fmt/format.h>

#include <map>

namespace crossroot::exec {
namespace {

using Answer = PrebuiltNeed::Answer;

std::string_view answer_words(const PrebuiltNeed& need)
{
  switch (need.answer) {
  case Answer::replaced: return "in the compat archive";
  case Answer::missing:
    return need.linked ? "nothing here has it"
                       : "nothing here has it; an error if the program uses the object";
  case Answer::fixed: return "fixed in a shared library: bundle another build of it";
  case Answer::looked_up: break;
  }
  return "by name at run time: a null pointer on an older glibc, which verify cannot see";
}

} // namespace

std::string prebuilt_lines(const PrebuiltSurvey& survey, const TargetSpec& target)
{
  std::string lines;
  for (const auto& need : survey.needs) {
    lines += fmt::format("{}: {}: {}, glibc {}: {}\n", need.file, need.object,
                         need.symbol, need.since.render(), answer_words(need));
  }
  return lines.empty() ? lines
                       : fmt::format("prebuilt objects need above glibc {}:\n{}",
                                     target.floor.libc.render(), lines);
}

std::string prebuilt_summary(const PrebuiltSurvey& survey,
                             const TargetSpec& target,
                             const std::string& file)
{
  std::map<Answer, std::set<std::string>> names;
  std::set<std::string> all;
  for (const auto& need : survey.needs) {
    if (need.file == file) {
      names[need.answer].insert(need.symbol);
      all.insert(need.symbol);
    }
  }
  if (all.empty()) {
    return {};
  }
  auto words =
      fmt::format("{} {} above glibc {}", all.size(), all.size() == 1 ? "name" : "names",
                  target.floor.libc.render());
  const auto add = [&](Answer answer, std::string_view text) {
    if (const auto& found = names[answer]; !found.empty()) {
      words += fmt::format(", {} {}", found.size(), text);
    }
  };
  add(Answer::replaced, "in the compat archive");
  add(Answer::missing, "in nothing here");
  add(Answer::fixed, "fixed");
  add(Answer::looked_up, "by dlsym");
  return words;
}

} // namespace crossroot::exec
