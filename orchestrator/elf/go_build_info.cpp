// SPDX-License-Identifier: Apache-2.0
// The record stands 16-aligned in a writable segment and begins with 14 magic bytes
// (Go's debug/buildinfo). Since 1.18 two length-prefixed strings follow 32 bytes in;
// before, two pointers to Go string headers at 16. It is a record, not code: a program
// without it runs, so its absence says that something rewrote the file.
#include "elf/go_build_info.hpp"

#include "base/text.hpp"
#include "elf/image.hpp"

#include <algorithm>

namespace crossroot::elf {

namespace {

constexpr std::string_view k_magic = "\xff Go buildinf:";
constexpr std::uint64_t k_longest_text = std::uint64_t{1} << 20;
constexpr std::uint64_t k_window = std::uint64_t{1} << 16;
constexpr std::uint64_t k_most_searched = std::uint64_t{1} << 28;

/// Place of the magic bytes among addresses that 16 divides; `first` is the first of
/// them.
std::optional<std::size_t> find_magic(std::string_view text, std::size_t first)
{
  for (auto at = first; at + k_magic.size() <= text.size(); at += 16) {
    if (text[at] == k_magic[0] && text.substr(at, k_magic.size()) == k_magic) {
      return at;
    }
  }
  return std::nullopt;
}

/// Go's own linker puts the record first in the data segment; other linkers put it
/// anywhere, so all writable segments are searched, in order.
std::optional<std::uint64_t> find_record(ByteSource& source, const ElfFile& file)
{
  std::vector<std::byte> window(k_window + 16);
  std::uint64_t left = k_most_searched;
  for (const auto& segment : file.segments) {
    if (segment.type != SegmentType::load || !segment.writable() ||
        segment.offset > source.size()) {
      continue;
    }
    const auto available = std::min(segment.file_size, source.size() - segment.offset);
    const auto first = (16 - segment.address % 16) % 16;
    for (std::uint64_t at = 0; at < available && left != 0;) {
      // The last places of a window are seen whole, as the next one begins behind them.
      const auto bytes =
          std::span(window).first(std::min<std::uint64_t>(window.size(), available - at));
      if (!source.read_into(segment.offset + at, bytes)) {
        return std::nullopt;
      }
      if (const auto found = find_magic(ByteView(bytes).text(), first)) {
        return segment.offset + at + *found;
      }
      at += k_window;
      left -= std::min(left, k_window);
    }
  }
  return std::nullopt;
}

struct Texts {
  std::string version, modules;
};

/// A uvarint length and that many bytes; moves `at` behind them.
std::optional<std::string> inline_string(ByteSource& source, std::uint64_t& at)
{
  std::uint64_t length = 0;
  for (unsigned shift = 0; shift < 35; shift += 7) {
    const auto byte = source.u8(at);
    if (!byte) {
      return std::nullopt;
    }
    ++at;
    length |= std::uint64_t{*byte & 0x7fu} << shift;
    if ((*byte & 0x80) == 0) {
      break;
    }
  }
  const auto bytes = length <= k_longest_text ? source.read(at, length) : std::nullopt;
  if (!bytes) {
    return std::nullopt;
  }
  at += length;
  return std::string(ByteView(*bytes).text());
}

std::optional<std::string> pointed_string(Image& image, std::uint64_t header_address)
{
  const std::uint64_t w = image.file.bits / 8;
  const auto header = image.offset_of(header_address, 2 * w);
  const auto address =
      header ? image.source.word(*header, image.file.bits) : std::nullopt;
  const auto length =
      header ? image.source.word(*header + w, image.file.bits) : std::nullopt;
  if (!address || !length || *length > k_longest_text) {
    return std::nullopt;
  }
  const auto bytes = image.read_address(*address, *length);
  return bytes ? std::optional(std::string(ByteView(*bytes).text())) : std::nullopt;
}

std::optional<Texts> read_texts(Image& image, std::uint64_t record)
{
  const auto flags = image.source.u8(record + 15);
  if (!flags) {
    return std::nullopt;
  }
  std::optional<std::string> version;
  std::optional<std::string> modules;
  if ((*flags & 2) != 0) {
    auto at = record + 32;
    version = inline_string(image.source, at);
    modules = version ? inline_string(image.source, at) : std::nullopt;
  } else {
    const auto first = image.source.word(record + 16, image.file.bits);
    const auto second =
        image.source.word(record + 16 + image.file.bits / 8, image.file.bits);
    version = first ? pointed_string(image, *first) : std::nullopt;
    modules = second ? pointed_string(image, *second) : std::nullopt;
  }
  if (!version || !modules) {
    return std::nullopt;
  }
  return Texts{std::move(*version), std::move(*modules)};
}

std::string module_and_version(std::string_view fields)
{
  const auto parts = split(fields, '\t');
  return std::string(parts[0]) + (parts.size() > 1 ? " " + std::string(parts[1]) : "");
}

GoBuildInfo parse_texts(const Texts& texts)
{
  GoBuildInfo build;
  build.go_version = texts.version;
  std::string_view modules = texts.modules;
  // Sixteen bytes on each side let runtime debuggers find the text.
  modules = modules.size() >= 33 ? modules.substr(16, modules.size() - 32) : "";
  for (const auto line : split_lines(modules)) {
    const auto tab = line.find('\t');
    if (tab == std::string_view::npos) {
      continue;
    }
    const auto key = line.substr(0, tab);
    const auto rest = line.substr(tab + 1);
    if (key == "path") {
      build.path = rest;
    } else if (key == "mod") {
      build.main_module = module_and_version(rest);
    } else if (key == "dep") {
      build.dependencies.push_back(module_and_version(rest));
    } else if (key == "=>" && !build.dependencies.empty()) {
      build.dependencies.back() += " => " + module_and_version(rest);
    } else if (key == "build") {
      const auto equal = rest.find('=');
      if (equal != std::string_view::npos) {
        build.settings[std::string(rest.substr(0, equal))] = rest.substr(equal + 1);
      }
    }
  }
  return build;
}

} // namespace

Result<std::optional<GoBuildInfo>> read_go_build_info(ByteSource& source,
                                                      const ElfFile& file)
{
  const auto record = find_record(source, file);
  if (!record) {
    return std::optional<GoBuildInfo>();
  }
  ElfFile segments; // the image wants one to write to
  segments.bits = file.bits;
  segments.segments = file.segments;
  Image image{source, segments};
  const auto texts = read_texts(image, *record);
  if (!texts) {
    return malformed("the Go build record points outside the file");
  }
  return std::optional(parse_texts(*texts));
}

} // namespace crossroot::elf
