// SPDX-License-Identifier: Apache-2.0
#include "git/netrc.hpp"

#include "base/text.hpp"

#include <string>

// Words in any layout: "machine H login U password P", "default login …". A macdef runs
// to the next empty line and is skipped; quotes and comments are not part of the format
// that ftp's manual describes, but quotes are common and understood.
namespace crossroot::git {

namespace {

std::string without_macros(std::string_view text)
{
  std::string out;
  bool in_macro = false;
  for (const auto line : split_lines(text)) {
    if (trim(line).empty()) {
      in_macro = false;
    }
    if (!in_macro && trim(line).starts_with("macdef")) {
      in_macro = true;
    }
    if (!in_macro && !trim(line).starts_with('#')) {
      out += line;
      out += '\n';
    }
  }
  return out;
}

std::string unquoted(std::string_view word)
{
  return std::string(word.size() >= 2 && word.front() == '"' && word.back() == '"'
                         ? word.substr(1, word.size() - 2)
                         : word);
}

} // namespace

std::optional<Login> find_login(std::string_view netrc, std::string_view host)
{
  const auto text = without_macros(netrc);
  std::optional<Login> fallback;
  std::optional<Login> found;
  Login* current = nullptr;
  const auto words = split_words(text);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto value = i + 1 < words.size() ? words[i + 1] : std::string_view();
    if (words[i] == "machine") {
      current = value == host && !found ? &found.emplace() : nullptr;
      ++i;
    } else if (words[i] == "default") {
      current = fallback ? nullptr : &fallback.emplace();
    } else if (words[i] == "login") {
      if (current != nullptr) {
        current->user = unquoted(value);
      }
      ++i;
    } else if (words[i] == "password") {
      if (current != nullptr) {
        current->password = unquoted(value);
      }
      ++i;
    }
  }
  return found ? found : fallback;
}

} // namespace crossroot::git
