// SPDX-License-Identifier: Apache-2.0
#include "archive/entry_path.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace crossroot::archive {

namespace {

bool has_control_character(std::string_view text)
{
  return std::any_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  });
}

/// Applies `path`'s components to `stack`; false if it climbs above the root.
bool walk(std::vector<std::string_view>& stack, std::string_view path)
{
  for (const auto piece : split(path, '/')) {
    if (piece.empty() || piece == ".") {
      continue;
    }
    if (piece != "..") {
      stack.push_back(piece);
    } else if (stack.empty()) {
      return false;
    } else {
      stack.pop_back();
    }
  }
  return true;
}

std::string join_pieces(const std::vector<std::string_view>& pieces,
                        std::size_t first = 0)
{
  std::string out;
  for (std::size_t i = first; i < pieces.size(); ++i) {
    if (!out.empty()) {
      out += '/';
    }
    out += pieces[i];
  }
  return out;
}

} // namespace

std::optional<std::string> clean_entry_path(std::string_view name)
{
  if (name.empty() || name.front() == '/' || has_control_character(name)) {
    return std::nullopt;
  }
  std::vector<std::string_view> pieces;
  for (const auto piece : split(name, '/')) {
    if (piece == "..") {
      return std::nullopt;
    }
    if (!piece.empty() && piece != ".") {
      pieces.push_back(piece);
    }
  }
  return join_pieces(pieces);
}

std::string merge_usr(std::string_view path)
{
  static constexpr std::array<std::string_view, 6> k_moved{"bin",   "sbin",  "lib",
                                                           "lib32", "lib64", "libx32"};
  const auto first = path.substr(0, path.find('/'));
  if (std::find(k_moved.begin(), k_moved.end(), first) == k_moved.end()) {
    return std::string(path);
  }
  return "usr/" + std::string(path);
}

std::optional<std::string> link_destination(std::string_view from,
                                            std::string_view target)
{
  if (target.empty() || has_control_character(target)) {
    return std::nullopt;
  }
  std::vector<std::string_view> stack;
  if (target.front() != '/') {
    walk(stack, from);
    if (!stack.empty()) {
      stack.pop_back(); // the link's own name
    }
  }
  if (!walk(stack, target)) {
    return std::nullopt;
  }
  return join_pieces(stack);
}

std::string relative_target(std::string_view from, std::string_view to)
{
  std::vector<std::string_view> source;
  std::vector<std::string_view> destination;
  walk(source, from);
  walk(destination, to);
  if (!source.empty()) {
    source.pop_back();
  }
  std::size_t shared = 0;
  while (shared < source.size() && shared < destination.size() &&
         source[shared] == destination[shared]) {
    ++shared;
  }
  std::string out;
  for (std::size_t i = shared; i < source.size(); ++i) {
    out += i + 1 == source.size() && shared == destination.size() ? ".." : "../";
  }
  out += join_pieces(destination, shared);
  return out.empty() ? "." : out;
}

std::string fold_case(std::string_view path)
{
  std::string out(path);
  for (auto& c : out) {
    if (c >= 'A' && c <= 'Z') {
      c = static_cast<char>(c - 'A' + 'a');
    }
  }
  return out;
}

} // namespace crossroot::archive
