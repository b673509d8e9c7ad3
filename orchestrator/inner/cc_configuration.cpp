// SPDX-License-Identifier: Apache-2.0
#include "inner/cc_configuration.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>

namespace crossroot::inner {
namespace {

using Member = std::string CcConfiguration::*;

struct Word {
  std::string_view name;
  Member member;
  bool needed;
};

constexpr std::array k_words{
    Word{"digest", &CcConfiguration::digest, true},
    Word{"triplet", &CcConfiguration::triplet, true},
    Word{"target", &CcConfiguration::target, true},
    Word{"clang", &CcConfiguration::clang, true},
    Word{"linker", &CcConfiguration::linker, true},
    Word{"ar", &CcConfiguration::ar, false},
    Word{"sysroot", &CcConfiguration::sysroot, true},
    Word{"loader", &CcConfiguration::loader, false},
    Word{"libc", &CcConfiguration::libc, true},
    Word{"floor", &CcConfiguration::floor, false},
    Word{"runtime", &CcConfiguration::runtime, true},
    Word{"libc-link", &CcConfiguration::libc_link, true},
    Word{"report", &CcConfiguration::report, false},
};

const Word* find_word(std::string_view name)
{
  for (const auto& word : k_words) {
    if (word.name == name) {
      return &word;
    }
  }
  return nullptr;
}

/// Takes the leading number and its dot off `text`.
unsigned long take_number(std::string_view& text)
{
  unsigned long number = 0;
  std::size_t i = 0;
  while (i < text.size() && text[i] >= '0' && text[i] <= '9' && number < 100000000) {
    number = number * 10 + static_cast<unsigned long>(text[i++] - '0');
  }
  text.remove_prefix(i < text.size() ? i + 1 : i);
  return number;
}

} // namespace

std::optional<CcConfiguration> parse_configuration(std::string_view text,
                                                   std::string& problem)
{
  CcConfiguration configuration;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.empty() || line[0] == '#') {
      continue;
    }
    const auto blank = line.find(' ');
    const auto* word = find_word(line.substr(0, blank));
    if (word == nullptr || blank == std::string_view::npos) {
      problem = "the line \"" + std::string(line) + "\" makes no sense";
      return std::nullopt;
    }
    configuration.*(word->member) = std::string(line.substr(blank + 1));
  }
  for (const auto& word : k_words) {
    if (word.needed && (configuration.*(word.member)).empty()) {
      problem = "the line \"" + std::string(word.name) + "\" is missing";
      return std::nullopt;
    }
  }
  return configuration;
}

std::string own_path(const std::string& argv0, const std::string& path)
{
  if (argv0.find('/') != std::string::npos) {
    return argv0;
  }
  for (std::size_t start = 0; start <= path.size();) {
    const auto end = std::min(path.find(':', start), path.size());
    const auto folder = path.substr(start, end - start);
    const auto candidate = (folder.empty() ? "." : folder) + "/" + argv0;
    if (access(candidate.c_str(), X_OK) == 0) {
      return candidate;
    }
    start = end + 1;
  }
  return argv0;
}

bool version_below(std::string_view a, std::string_view b)
{
  while (!a.empty() || !b.empty()) {
    const auto x = take_number(a);
    const auto y = take_number(b);
    if (x != y) {
      return x < y;
    }
  }
  return false;
}

} // namespace crossroot::inner
