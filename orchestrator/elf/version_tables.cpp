// SPDX-License-Identifier: Apache-2.0
#include "elf/image.hpp"

#include <fmt/format.h>

#include <map>

namespace crossroot::elf {

namespace {

// glibc has some forty nodes, the largest library seen (libstdc++) some eighty.
constexpr std::uint64_t k_most_records = 16384;

/// Follows a chain of records linked by distances. Distances are unsigned, so a chain
/// only moves forward; with the cap it ends.
class Chain {
public:
  Chain(Image& image, std::uint64_t address) : image_(image), address_(address) {}
  bool advance(std::uint64_t distance)
  {
    const auto next = address_ + distance;
    const bool forward = distance != 0 && next > address_;
    address_ = next;
    return forward;
  }
  std::optional<std::uint64_t> at(std::uint64_t size) const
  {
    return image_.offset_of(address_, size);
  }
  std::uint64_t address() const { return address_; }

private:
  Image& image_;
  std::uint64_t address_;
};

Result<std::vector<NeededVersion>>
read_needed_versions(Image& image, Chain chain, std::uint16_t count)
{
  std::vector<NeededVersion> versions;
  auto& source = image.source;
  for (std::uint16_t i = 0; i < count; ++i) {
    const auto at = chain.at(16);
    if (!at) {
      return malformed("a needed version lies outside the loaded segments");
    }
    const auto hash = source.u32(*at);
    const auto flags = source.u16(*at + 4);
    const auto index = source.u16(*at + 6);
    const auto name_at = source.u32(*at + 8);
    const auto next = source.u32(*at + 12);
    if (!hash || !flags || !index || !name_at || !next) {
      return malformed("a needed version lies outside the file");
    }
    auto name = image.string(*name_at);
    if (!name) {
      return image.unnamed("the name of a needed version");
    }
    versions.push_back({std::move(*name), *hash, *flags,
                        static_cast<std::uint16_t>(*index & 0x7fff), *at});
    if (i + 1 < count && !chain.advance(*next)) {
      return malformed("the chain of needed versions is broken");
    }
  }
  return versions;
}

Result<void> read_needs(Image& image)
{
  auto& file = image.file;
  const auto start = file.dynamic_value(k_dt_verneed);
  if (!start) {
    return {};
  }
  const auto count = file.dynamic_value(k_dt_verneednum).value_or(0);
  if (count > k_most_records) {
    return malformed(fmt::format("{} libraries with needed versions", count));
  }
  Chain chain(image, *start);
  std::uint64_t records = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto at = chain.at(16);
    if (!at) {
      return malformed("needed versions outside the loaded segments");
    }
    const auto versions = image.source.u16(*at + 2);
    const auto name_at = image.source.u32(*at + 4);
    const auto first = image.source.u32(*at + 8);
    const auto next = image.source.u32(*at + 12);
    if (!versions || !name_at || !first || !next) {
      return malformed("needed versions outside the file");
    }
    auto library = image.string(*name_at);
    records += *versions;
    if (!library) {
      return image.unnamed("the name of a library with needed versions");
    }
    if (records > k_most_records) {
      return malformed("needed versions without end");
    }
    Chain inner = chain;
    if (*versions != 0 && !inner.advance(*first)) {
      return malformed("the chain of needed versions is broken");
    }
    CROSSROOT_TRY(auto list, read_needed_versions(image, inner, *versions));
    file.version_needs.push_back({std::move(*library), std::move(list), *at});
    if (i + 1 < count && !chain.advance(*next)) {
      return malformed("the chain of needed versions is broken");
    }
  }
  return {};
}

Result<void> read_definitions(Image& image)
{
  auto& file = image.file;
  const auto start = file.dynamic_value(k_dt_verdef);
  if (!start) {
    return {};
  }
  const auto count = file.dynamic_value(k_dt_verdefnum).value_or(0);
  if (count > k_most_records) {
    return malformed(fmt::format("{} defined versions", count));
  }
  Chain chain(image, *start);
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto at = chain.at(20);
    const auto flags = at ? image.source.u16(*at + 2) : std::nullopt;
    const auto index = at ? image.source.u16(*at + 4) : std::nullopt;
    const auto first = at ? image.source.u32(*at + 12) : std::nullopt;
    const auto next = at ? image.source.u32(*at + 16) : std::nullopt;
    if (!flags || !index || !first || !next) {
      return malformed("defined versions outside the loaded segments");
    }
    Chain inner = chain;
    const auto name_entry = inner.advance(*first) ? inner.at(8) : std::nullopt;
    const auto name_at = name_entry ? image.source.u32(*name_entry) : std::nullopt;
    auto name = name_at ? image.string(*name_at) : std::nullopt;
    if (!name) {
      return image.unnamed("the name of a defined version");
    }
    file.version_definitions.push_back(
        {std::move(*name), static_cast<std::uint16_t>(*index & 0x7fff), *flags});
    if (i + 1 < count && !chain.advance(*next)) {
      return malformed("the chain of defined versions is broken");
    }
  }
  return {};
}

struct NamedVersion {
  std::string name, file;
};

/// Gives each symbol its version by the index table.
Result<void> assign_versions(Image& image)
{
  auto& file = image.file;
  const auto table = file.dynamic_value(k_dt_versym);
  if (!table || file.symbols.empty()) {
    return {};
  }
  const auto size = (file.symbols.size() + 1) * 2;
  const auto offset = image.offset_of(*table, size);
  const auto bytes = offset ? image.source.read(*offset, size) : std::nullopt;
  if (!bytes) {
    return malformed("the version index table lies outside the loaded segments");
  }
  file.version_symbols_offset = *offset;
  std::map<std::uint16_t, NamedVersion> needed;
  std::map<std::uint16_t, NamedVersion> defined;
  for (const auto& need : file.version_needs) {
    for (const auto& version : need.versions) {
      needed[version.index] = {version.name, need.library};
    }
  }
  for (const auto& definition : file.version_definitions) {
    defined[definition.index] = {definition.name, ""};
  }
  const ByteView view(*bytes, file.endian);
  for (auto& symbol : file.symbols) {
    const auto value = *view.u16(std::uint64_t{symbol.index} * 2);
    symbol.version_index = value & 0x7fff;
    symbol.hidden = (value & 0x8000) != 0;
    if (symbol.version_index < 2) {
      continue;
    }
    // A symbol that a copy relocation brought in is defined here and versioned there.
    const auto own = defined.find(symbol.version_index);
    const auto foreign = needed.find(symbol.version_index);
    if (symbol.defined() && own != defined.end()) {
      symbol.version = own->second.name;
    } else if (foreign != needed.end()) {
      symbol.version = foreign->second.name;
      symbol.version_file = foreign->second.file;
    } else {
      return malformed(
          fmt::format("symbol {} has version index {}, which nothing defines",
                      symbol.name, symbol.version_index));
    }
    if (!image.take_name_bytes(symbol.version.size() + symbol.version_file.size())) {
      return image.unnamed("");
    }
  }
  return {};
}

} // namespace

Result<void> read_versions(Image& image)
{
  CROSSROOT_CHECK(read_needs(image));
  CROSSROOT_CHECK(read_definitions(image));
  return assign_versions(image);
}

} // namespace crossroot::elf
