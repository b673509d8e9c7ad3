// SPDX-License-Identifier: Apache-2.0
#include "inner/cc_response.hpp"

#include <fstream>
#include <iterator>

namespace crossroot::inner {
namespace {

constexpr int k_deepest = 16; ///< a file that names itself must end somewhere

bool is_blank(char c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

void expand(const std::vector<std::string>& from,
            int depth,
            std::vector<std::string>& into)
{
  for (const auto& argument : from) {
    if (argument.size() < 2 || argument[0] != '@' || depth == k_deepest) {
      into.push_back(argument);
      continue;
    }
    std::ifstream file(argument.substr(1), std::ios::binary);
    if (!file) {
      into.push_back(argument);
      continue;
    }
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    expand(split_response(text), depth + 1, into);
  }
}

} // namespace

std::vector<std::string> split_response(std::string_view text)
{
  std::vector<std::string> pieces;
  std::string piece;
  bool inside = false; // of a piece, which may be empty if it was quoted
  char quote = '\0';
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\' && i + 1 < text.size()) {
      piece.push_back(text[++i]);
      inside = true;
    } else if (quote != '\0') {
      if (c == quote) {
        quote = '\0';
      } else {
        piece.push_back(c);
      }
    } else if (c == '"' || c == '\'') {
      quote = c;
      inside = true;
    } else if (is_blank(c)) {
      if (inside) {
        pieces.push_back(std::move(piece));
        piece.clear();
        inside = false;
      }
    } else {
      piece.push_back(c);
      inside = true;
    }
  }
  if (inside) {
    pieces.push_back(std::move(piece));
  }
  return pieces;
}

std::vector<std::string> expand_responses(const std::vector<std::string>& arguments)
{
  std::vector<std::string> expanded;
  expand(arguments, 0, expanded);
  return expanded;
}

} // namespace crossroot::inner
