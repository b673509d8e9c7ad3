// SPDX-License-Identifier: Apache-2.0
//
// A setting may be long: all arguments of go, the whole configuration of CC, all of
// [abi]. Printed whole, old and new, two screens differ in one word that the reader has
// to find. So what both have in common is left out.
#include "exec/value_difference.hpp"

#include "base/json.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <set>

namespace crossroot::exec {
namespace {

using Words = std::vector<std::string>;

/// Those of `words` that `others` lacks, in their order.
Words missing_from(const Words& words, const Words& others)
{
  std::multiset<std::string> rest(others.begin(), others.end());
  Words missing;
  for (const auto& word : words) {
    if (const auto found = rest.find(word); found != rest.end()) {
      rest.erase(found);
    } else {
      missing.push_back(word);
    }
  }
  return missing;
}

std::optional<Words> words_of(const Json& json)
{
  if (json.array() == nullptr) {
    return std::nullopt;
  }
  Words words;
  for (const auto& each : *json.array()) {
    words.push_back(each.string() != nullptr ? *each.string() : each.render_compact());
  }
  return words;
}

Words lines_of(const std::string& text)
{
  Words lines;
  for (const auto line : split_lines(text)) {
    // CC's digest is made of the other lines, so it moves with each and explains none.
    if (!line.empty() && !line.starts_with("digest ")) {
      lines.emplace_back(line);
    }
  }
  return lines;
}

std::optional<Reason>
between(const std::string& name, const Words& before, const Words& after)
{
  const auto gone = missing_from(before, after);
  const auto come = missing_from(after, before);
  if (gone.empty() && come.empty()) {
    return std::nullopt; // another order only
  }
  return Reason{name, join(gone, " "), join(come, " ")};
}

std::vector<Reason>
between(const std::string& name, const Json::Object& before, const Json::Object& after)
{
  std::set<std::string> names;
  for (const auto* side : {&before, &after}) {
    for (const auto& [member, value] : *side) {
      names.insert(member);
    }
  }
  const auto text_of = [](const Json::Object& object, const std::string& member) {
    const auto found = object.find(member);
    return found == object.end() ? std::string() : found->second.render_compact();
  };
  std::vector<Reason> reasons;
  for (const auto& member : names) {
    auto old_text = text_of(before, member);
    auto new_text = text_of(after, member);
    if (old_text != new_text) {
      reasons.push_back({name + "." + member, std::move(old_text), std::move(new_text)});
    }
  }
  return reasons;
}

} // namespace

std::vector<Reason> value_difference(const std::string& name,
                                     const std::string& before,
                                     const std::string& after)
{
  const auto old_json = Json::parse(before);
  const auto new_json = Json::parse(after);
  std::optional<Reason> words;
  if (old_json && new_json) {
    if (old_json->object() != nullptr && new_json->object() != nullptr) {
      auto members = between(name, *old_json->object(), *new_json->object());
      if (!members.empty()) {
        return members;
      }
    }
    const auto old_words = words_of(*old_json);
    const auto new_words = words_of(*new_json);
    if (old_words && new_words) {
      words = between(name, *old_words, *new_words);
    }
  } else if (before.find('\n') != std::string::npos ||
             after.find('\n') != std::string::npos) {
    words = between(name, lines_of(before), lines_of(after));
  }
  return {words.value_or(Reason{name, before, after})};
}

} // namespace crossroot::exec
