// SPDX-License-Identifier: Apache-2.0
// Go hands a c-archive's objects to an archiver. LLVM's would make every toolchain root a
// quarter larger for one call, and by default notes when and by whom it ran. What is
// wanted of it is little: a header per member and an index of the names that objects
// define, which is the table that linkers search. ar(5), System V form.
#include "inner/cc_archive.hpp"

#include "inner/cc_process.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>

namespace crossroot::inner {
namespace {

constexpr std::size_t k_header_bytes = 60;
constexpr std::size_t k_short_name_bytes = 15;
constexpr std::size_t k_most_bytes = std::size_t{0xffffffff}; ///< offsets have 32 bits

/// Numbers of an object in its own byte order; 0 outside, and `bad` then.
struct Reader {
  std::string_view bytes;
  bool big_endian = false;
  bool bad = false;

  std::uint64_t number(std::uint64_t at, unsigned size)
  {
    if (at > bytes.size() || size > bytes.size() - at) {
      bad = true;
      return 0;
    }
    std::uint64_t value = 0;
    for (unsigned i = 0; i < size; ++i) {
      const auto place = at + (big_endian ? i : size - 1 - i);
      value = value << 8 | static_cast<unsigned char>(bytes[place]);
    }
    return value;
  }
  std::string_view piece(std::uint64_t at, std::uint64_t size)
  {
    if (at > bytes.size() || size > bytes.size() - at) {
      bad = true;
      return {};
    }
    return bytes.substr(at, size);
  }
};

struct Section {
  std::uint64_t type = 0, offset = 0, size = 0, link = 0;
};

Section read_section(Reader& reader, std::uint64_t at, unsigned word)
{
  return {reader.number(at + 4, 4), reader.number(at + 8 + 2 * word, word),
          reader.number(at + 8 + 3 * word, word), reader.number(at + 8 + 4 * word, 4)};
}

std::string_view string_at(std::string_view table, std::uint64_t at)
{
  const auto rest = table.substr(std::min<std::uint64_t>(at, table.size()));
  const auto end = rest.find('\0');
  return end == std::string_view::npos ? std::string_view() : rest.substr(0, end);
}

/// Appends the global names of one symbol table that are defined here.
void read_names(Reader& reader,
                const Section& table,
                std::string_view strings,
                bool wide,
                std::vector<std::string>& names)
{
  const std::uint64_t entry = wide ? 24 : 16;
  const auto rows = reader.piece(table.offset, table.size).size() / entry;
  for (std::uint64_t i = 1; i < rows && !reader.bad; ++i) {
    const auto at = table.offset + i * entry;
    const auto binding = reader.number(at + (wide ? 4 : 12), 1) >> 4;
    const auto section = reader.number(at + (wide ? 6 : 14), 2);
    const auto name = string_at(strings, reader.number(at, 4));
    if (binding != 0 && section != 0 && !name.empty()) {
      names.emplace_back(name);
    }
  }
}

std::string header(const std::string& name, std::size_t size)
{
  std::string text(k_header_bytes + 1, '\0');
  std::snprintf(text.data(), text.size(), "%-16s%-12d%-6d%-6d%-8d%-10zu`\n", name.c_str(),
                0, 0, 0, 644, size);
  text.resize(k_header_bytes);
  return text;
}

void append_padded(std::string& archive, std::string_view bytes)
{
  archive += bytes;
  archive.append(bytes.size() % 2, '\n');
}

std::size_t member_bytes(std::size_t size)
{
  return k_header_bytes + size + size % 2;
}

void append_number(std::string& index, std::size_t value)
{
  for (int shift = 24; shift >= 0; shift -= 8) {
    index += static_cast<char>(value >> shift & 255);
  }
}

int fail(const std::string& message)
{
  write_all(STDERR_FILENO, "error: crossroot: ar: " + message + "\n");
  return 1;
}

bool is_letters(std::string_view word)
{
  return !word.empty() && word.find_first_not_of("qrcsDuvS") == std::string_view::npos;
}

} // namespace

std::optional<std::vector<std::string>> defined_names(std::string_view object)
{
  if (object.size() < 52 || object.substr(0, 4) != "\177ELF") {
    return std::nullopt;
  }
  Reader reader{object, object[5] == 2};
  const bool wide = object[4] == 2;
  const unsigned word = wide ? 8 : 4;
  constexpr std::uint64_t k_relocatable = 1;
  constexpr std::uint64_t k_symbol_table = 2;
  const auto sections = reader.number(wide ? 40 : 32, word);
  const auto count = reader.number(wide ? 60 : 48, 2);
  const std::uint64_t entry = wide ? 64 : 40;
  if (reader.number(16, 2) != k_relocatable || sections > object.size()) {
    return std::nullopt;
  }
  std::vector<std::string> names;
  for (std::uint64_t i = 0; i < count && !reader.bad; ++i) {
    const auto table = read_section(reader, sections + i * entry, word);
    if (table.type == k_symbol_table && table.link < count) {
      const auto strings = read_section(reader, sections + table.link * entry, word);
      read_names(reader, table, reader.piece(strings.offset, strings.size), wide, names);
      break; // the gABI allows one such table
    }
  }
  if (reader.bad) {
    return std::nullopt;
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::optional<std::string> make_archive(const std::vector<ArchiveInput>& inputs,
                                        std::string& problem)
{
  std::string long_names;
  std::string index_names;
  std::vector<std::string> titles;
  std::vector<std::size_t> counts; ///< names in the index, by member
  std::size_t names = 0;
  for (const auto& input : inputs) {
    const bool fits = input.name.size() <= k_short_name_bytes;
    titles.push_back(fits ? input.name + "/" : "/" + std::to_string(long_names.size()));
    long_names += fits ? "" : input.name + "/\n";
    const auto defined = defined_names(input.bytes).value_or(std::vector<std::string>());
    for (const auto& name : defined) {
      index_names += name + '\0';
    }
    counts.push_back(defined.size());
    names += defined.size();
  }
  const auto index_bytes = 4 + 4 * names + index_names.size();
  std::size_t offset = 8 + member_bytes(index_bytes);
  offset += long_names.empty() ? 0 : member_bytes(long_names.size());
  std::string index;
  append_number(index, names);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    for (std::size_t name = 0; name < counts[i]; ++name) {
      append_number(index, offset);
    }
    offset += member_bytes(inputs[i].bytes.size());
  }
  if (offset > k_most_bytes) {
    problem = "the archive would have more than 4 GiB";
    return std::nullopt;
  }
  std::string archive = "!<arch>\n";
  archive += header("/", index_bytes);
  append_padded(archive, index + index_names);
  if (!long_names.empty()) {
    archive += header("//", long_names.size());
    append_padded(archive, long_names);
  }
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    archive += header(titles[i], inputs[i].bytes.size());
    append_padded(archive, inputs[i].bytes);
  }
  return archive;
}

int archive_main(const std::vector<std::string>& arguments)
{
  std::vector<std::string> files;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view word = arguments[i];
    const bool dash = word.starts_with("-");
    if (dash ? is_letters(word.substr(1)) : i == 0 && is_letters(word)) {
      continue;
    }
    if (dash) {
      return fail("\"" + arguments[i] + "\" is none of the options -q -r -c -s -D");
    }
    files.push_back(arguments[i]);
  }
  if (files.empty()) {
    return fail("no archive is named");
  }
  std::vector<ArchiveInput> inputs;
  for (std::size_t i = 1; i < files.size(); ++i) {
    std::ifstream file(files[i], std::ios::binary);
    if (!file) {
      return fail("cannot read " + files[i] + ": " + std::strerror(errno));
    }
    inputs.push_back({files[i].substr(files[i].rfind('/') + 1),
                      std::string{std::istreambuf_iterator<char>(file), {}}});
  }
  std::string problem;
  const auto archive = make_archive(inputs, problem);
  if (!archive) {
    return fail(problem);
  }
  std::ofstream out(files.front(), std::ios::binary | std::ios::trunc);
  out.write(archive->data(), static_cast<std::streamsize>(archive->size()));
  out.close();
  return out ? 0 : fail("cannot write " + files.front() + ": " + std::strerror(errno));
}

} // namespace crossroot::inner
