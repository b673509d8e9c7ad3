// SPDX-License-Identifier: Apache-2.0
#include "elf/object_archive.hpp"

#include "base/text.hpp"

#include <charconv>
#include <optional>

namespace crossroot::elf {

namespace {

constexpr std::size_t k_header_bytes = 60;
constexpr std::size_t k_name_bytes = 16;
constexpr std::size_t k_size_at = 48;
constexpr std::size_t k_size_bytes = 10;

std::optional<std::size_t> number(std::string_view text)
{
  const auto digits = trim(text);
  std::size_t value = 0;
  const auto* const end = digits.data() + digits.size();
  const auto [stopped, failed] = std::from_chars(digits.data(), end, value);
  return failed == std::errc() && stopped == end ? std::optional(value) : std::nullopt;
}

/// "/12" is the name at 12 in the table of long names.
std::string long_name(std::string_view table, std::size_t at)
{
  if (at >= table.size()) {
    return {};
  }
  const auto rest = table.substr(at);
  return std::string(rest.substr(0, rest.find_first_of("/\n")));
}

/// The member's name; takes a BSD name off the front of its bytes.
std::string
name_of(std::string_view field, std::string_view long_names, std::string_view& bytes)
{
  constexpr std::string_view k_bsd = "#1/";
  const auto name = trim(field);
  if (name.starts_with(k_bsd)) {
    const auto length = number(name.substr(k_bsd.size())).value_or(0);
    const auto inside = bytes.substr(0, length);
    bytes.remove_prefix(inside.size());
    return std::string(inside.substr(0, inside.find('\0')));
  }
  if (name.starts_with('/') && name.size() > 1) {
    const auto at = number(name.substr(1));
    return at ? long_name(long_names, *at) : std::string(name);
  }
  return std::string(name.substr(0, name.find('/')));
}

bool is_index(std::string_view name)
{
  return name == "/" || name == "/SYM64/" || name.starts_with("__.SYMDEF");
}

} // namespace

std::vector<ArchiveMember> read_archive_members(std::string_view archive)
{
  constexpr std::string_view k_magic = "!<arch>\n";
  std::vector<ArchiveMember> members;
  if (!archive.starts_with(k_magic)) {
    return members;
  }
  std::string_view long_names;
  archive.remove_prefix(k_magic.size());
  while (archive.size() >= k_header_bytes) {
    const auto field = archive.substr(0, k_name_bytes);
    const auto size = number(archive.substr(k_size_at, k_size_bytes));
    archive.remove_prefix(k_header_bytes);
    if (!size || *size > archive.size()) {
      break;
    }
    auto bytes = archive.substr(0, *size);
    archive.remove_prefix(std::min(archive.size(), *size + *size % 2));
    const auto kind = trim(field);
    if (kind == "//") {
      long_names = bytes;
    } else if (!is_index(kind)) {
      auto name = name_of(field, long_names, bytes);
      members.push_back({std::move(name), bytes});
    }
  }
  return members;
}

} // namespace crossroot::elf
