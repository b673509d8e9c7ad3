// SPDX-License-Identifier: Apache-2.0
#include "resolve/go_sum.hpp"

#include "base/digest.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>

namespace crossroot::resolve {

Result<GoSum> parse_go_sum(std::string_view text, const std::string& file)
{
  GoSum sums;
  std::uint32_t number = 0;
  for (const auto line : split_lines(text)) {
    ++number;
    const auto words = split_words(line);
    if (words.empty()) {
      continue;
    }
    if (words.size() != 3) {
      return Error(ErrorKind::definition, "modules",
                   "the line is no module, version and hash")
          .at({file, number, 1})
          .hint("go mod tidy");
    }
    if (words[2].starts_with("h1:")) {
      sums.emplace(fmt::format("{} {}", words[0], words[1]), words[2]);
    }
  }
  return sums;
}

std::string go_mod_hash(std::string_view go_mod)
{
  const auto line = Digest::of(go_mod).render() + "  go.mod\n";
  return "h1:" + encode_base64(Digest::of(line).bytes());
}

std::string sdk_of_go_mod(std::string_view go_mod)
{
  std::string go_line;
  for (const auto line : split_lines(go_mod)) {
    const auto words = split_words(line.substr(0, line.find("//")));
    if (words.size() != 2) {
      continue;
    }
    if (words[0] == "toolchain" && words[1].starts_with("go")) {
      return std::string(words[1].substr(2));
    }
    if (words[0] == "go" && go_line.empty()) {
      go_line = words[1];
    }
  }
  // Since 1.21 a release is named 1.21.0, and "go 1.21" the language.
  const auto parts = split(go_line, '.');
  const auto minor = parts.size() == 2 ? parse_number(parts[1]) : std::nullopt;
  return minor && *minor >= 21 ? go_line + ".0" : go_line;
}

} // namespace crossroot::resolve
