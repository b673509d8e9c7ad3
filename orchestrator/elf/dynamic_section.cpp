// SPDX-License-Identifier: Apache-2.0
#include "elf/image.hpp"

#include <fmt/format.h>

namespace crossroot::elf {

namespace {

constexpr std::uint64_t k_most_entries = 65536;
constexpr std::uint64_t k_largest_strings = std::uint64_t{1} << 27;

Result<void> read_entries(Image& image, const Segment& segment)
{
  auto& file = image.file;
  const std::uint64_t word_size = file.bits / 8;
  const auto count = segment.file_size / (2 * word_size);
  if (count > k_most_entries) {
    return malformed(fmt::format("{} dynamic entries", count));
  }
  const auto bytes = image.source.read(segment.offset, segment.file_size);
  if (!bytes) {
    return malformed("the dynamic section lies outside the file");
  }
  const ByteView view(*bytes, file.endian);
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto at = i * 2 * word_size;
    const DynamicEntry entry{file.bits == 64 ? *view.u64(at) : *view.u32(at),
                             file.bits == 64 ? *view.u64(at + 8) : *view.u32(at + 4)};
    if (entry.tag == 0) {
      return {};
    }
    file.dynamic.push_back(entry);
  }
  return malformed("the dynamic section has no end");
}

Result<void> read_strings(Image& image)
{
  const auto table = image.file.dynamic_value(k_dt_strtab);
  const auto size = image.file.dynamic_value(k_dt_strsz);
  if (!table || !size) {
    return {};
  }
  if (*size > k_largest_strings) {
    return malformed(fmt::format("a string table of {} bytes", *size));
  }
  auto strings = image.read_address(*table, *size);
  if (!strings) {
    return malformed("the dynamic string table lies outside the loaded segments");
  }
  image.use_strings(std::move(*strings));
  return {};
}

} // namespace

Result<void> read_dynamic(Image& image)
{
  auto& file = image.file;
  const auto* const segment = file.segment(SegmentType::dynamic);
  // Separate debug files keep the program headers and none of the bytes.
  if (segment == nullptr || segment->file_size == 0) {
    return {};
  }
  CROSSROOT_CHECK(read_entries(image, *segment));
  CROSSROOT_CHECK(read_strings(image));
  for (const auto& entry : file.dynamic) {
    if (entry.tag != k_dt_needed && entry.tag != k_dt_soname && entry.tag != k_dt_rpath &&
        entry.tag != k_dt_runpath) {
      continue;
    }
    auto name = image.string(entry.value);
    if (!name) {
      return image.unnamed(fmt::format("the name of dynamic entry {:#x}", entry.tag));
    }
    switch (entry.tag) {
    case k_dt_needed: file.needed.push_back(std::move(*name)); break;
    case k_dt_soname: file.soname = std::move(*name); break;
    case k_dt_rpath: file.rpath = std::move(*name); break;
    default: file.runpath = std::move(*name); break;
    }
  }
  return {};
}

} // namespace crossroot::elf
