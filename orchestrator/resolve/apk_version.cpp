// SPDX-License-Identifier: Apache-2.0
#include "resolve/apk_version.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace crossroot::resolve {

namespace {

/// A version taken apart. Digits stay text: there may be any number of them.
struct ApkVersion {
  std::vector<std::string_view> numbers;
  char letter = '\0';
  struct Suffix {
    int rank = 0; ///< below 0 before the version itself, above 0 behind it
    std::string_view number;
  };
  std::vector<Suffix> suffixes;
  std::string_view revision;
  std::string_view rest; ///< what fits no rule
};

std::string_view take_digits(std::string_view& text)
{
  const auto end = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto digits = text.substr(0, end);
  text.remove_prefix(end);
  return digits;
}

int suffix_rank(std::string_view word)
{
  static constexpr std::array<std::pair<std::string_view, int>, 9> k_ranks{{{"alpha", -4},
                                                                            {"beta", -3},
                                                                            {"pre", -2},
                                                                            {"rc", -1},
                                                                            {"cvs", 1},
                                                                            {"svn", 2},
                                                                            {"git", 3},
                                                                            {"hg", 4},
                                                                            {"p", 5}}};
  const auto* const found = std::find_if(k_ranks.begin(), k_ranks.end(),
                                         [&](const auto& r) { return r.first == word; });
  return found == k_ranks.end() ? 0 : found->second;
}

ApkVersion parse(std::string_view text)
{
  ApkVersion version;
  version.numbers.push_back(take_digits(text));
  while (text.starts_with('.')) {
    text.remove_prefix(1);
    version.numbers.push_back(take_digits(text));
  }
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') {
    version.letter = text[0];
    text.remove_prefix(1);
  }
  while (text.starts_with('_')) {
    auto rest = text.substr(1);
    const auto end =
        std::min(rest.find_first_not_of("abcdefghijklmnopqrstuvwxyz"), rest.size());
    const int rank = suffix_rank(rest.substr(0, end));
    if (rank == 0) {
      break;
    }
    rest.remove_prefix(end);
    version.suffixes.push_back({.rank = rank, .number = take_digits(rest)});
    text = rest;
  }
  if (text.starts_with("-r")) {
    text.remove_prefix(2);
    version.revision = take_digits(text);
  }
  version.rest = text;
  return version;
}

int sign(int value)
{
  return value < 0 ? -1 : value > 0 ? 1 : 0;
}

int compare_numbers(std::string_view a, std::string_view b)
{
  a.remove_prefix(std::min(a.find_first_not_of('0'), a.size()));
  b.remove_prefix(std::min(b.find_first_not_of('0'), b.size()));
  return a.size() != b.size() ? (a.size() < b.size() ? -1 : 1) : sign(a.compare(b));
}

int compare_components(const ApkVersion& a, const ApkVersion& b)
{
  for (std::size_t i = 0; i < std::min(a.numbers.size(), b.numbers.size()); ++i) {
    // Behind the first point "05" is less than "1", as a fraction is.
    const bool fraction =
        i > 0 && (a.numbers[i].starts_with('0') || b.numbers[i].starts_with('0'));
    const int order = fraction ? sign(a.numbers[i].compare(b.numbers[i]))
                               : compare_numbers(a.numbers[i], b.numbers[i]);
    if (order != 0) {
      return order;
    }
  }
  return a.numbers.size() == b.numbers.size()  ? 0
         : a.numbers.size() < b.numbers.size() ? -1
                                               : 1;
}

int compare_suffixes(const ApkVersion& a, const ApkVersion& b)
{
  for (std::size_t i = 0; i < std::max(a.suffixes.size(), b.suffixes.size()); ++i) {
    const auto one = i < a.suffixes.size() ? a.suffixes[i] : ApkVersion::Suffix();
    const auto two = i < b.suffixes.size() ? b.suffixes[i] : ApkVersion::Suffix();
    const int order = one.rank != two.rank ? sign(one.rank - two.rank)
                                           : compare_numbers(one.number, two.number);
    if (order != 0) {
      return order;
    }
  }
  return 0;
}

} // namespace

int compare_apk_versions(std::string_view a, std::string_view b)
{
  const auto one = parse(a);
  const auto two = parse(b);
  for (const int order :
       {compare_components(one, two), sign(one.letter - two.letter),
        compare_suffixes(one, two),
        // 1.0 without a revision stands before 1.0-r0.
        sign(static_cast<int>(!one.revision.empty()) -
             static_cast<int>(!two.revision.empty())),
        compare_numbers(one.revision, two.revision), sign(one.rest.compare(two.rest))}) {
    if (order != 0) {
      return order;
    }
  }
  return 0;
}

bool apk_version_is_like(std::string_view version, std::string_view prefix)
{
  return version.starts_with(prefix) &&
         (version.size() == prefix.size() ||
          std::string_view("._-abcdefghijklmnopqrstuvwxyz")
                  .find(version[prefix.size()]) != std::string_view::npos);
}

ApkRanks::ApkRanks(std::vector<std::string> versions)
{
  std::sort(versions.begin(), versions.end(), [](const auto& a, const auto& b) {
    const int order = compare_apk_versions(a, b);
    return order != 0 ? order < 0 : a < b;
  });
  std::size_t rank = 0;
  for (std::size_t i = 0; i < versions.size(); ++i) {
    rank += i == 0 || compare_apk_versions(versions[i - 1], versions[i]) != 0 ? 1 : 0;
    ranks_.emplace(versions[i], rank);
  }
}

std::string ApkRanks::spelled(std::string_view version) const
{
  const auto found = ranks_.find(version);
  return found == ranks_.end() ? std::string(version)
                               : fmt::format("{}:{}", found->second, version);
}

std::vector<std::string> ApkRanks::like(std::string_view prefix) const
{
  std::vector<std::string> out;
  for (const auto& [version, rank] : ranks_) {
    if (apk_version_is_like(version, prefix)) {
      out.push_back(spelled(version));
    }
  }
  return out;
}

std::string ApkRanks::unranked(std::string text) const
{
  for (const auto& [version, rank] : ranks_) {
    const auto mark = " " + spelled(version);
    for (auto at = text.find(mark); at != std::string::npos;
         at = text.find(mark, at + 1)) {
      text.replace(at, mark.size(), " " + version);
    }
  }
  return text;
}

Result<ApkRanks> rank_apk_versions(const PackagesIndex& index, const CandidatePool& pool)
{
  std::set<std::string> versions;
  for (const auto& candidate : pool.candidates) {
    const auto& stanza = index.stanzas()[candidate.stanza];
    versions.emplace(stanza.version);
    auto clauses = candidate.depends;
    for (const auto field : {stanza.provides, stanza.conflicts}) {
      CROSSROOT_TRY(const auto more, parse_dependency(Dialect::apk, field));
      clauses.insert(clauses.end(), more.begin(), more.end());
    }
    for (const auto& clause : clauses) {
      for (const auto& relation : clause) {
        if (relation.op != Relation::Op::none && relation.op != Relation::Op::like) {
          versions.emplace(relation.version);
        }
      }
    }
  }
  return ApkRanks({versions.begin(), versions.end()});
}

} // namespace crossroot::resolve
