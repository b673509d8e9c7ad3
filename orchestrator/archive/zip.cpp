// SPDX-License-Identifier: Apache-2.0
#include "archive/zip.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <array>
#include <fstream>

namespace crossroot::archive {

namespace {

constexpr std::uint64_t k_member_limit_bytes = std::uint64_t{64} << 20;

} // namespace

Result<Reader> open_zip(const fs::path& blob)
{
  Reader reader(archive_read_new());
  archive_read_support_format_zip_seekable(reader.get());
  if (archive_read_open_filename(reader.get(), blob.c_str(), 1 << 16) != ARCHIVE_OK) {
    return archive_error(reader.get(), blob.filename().string());
  }
  return reader;
}

Result<void> unpack_zip(const fs::path& blob,
                        const fs::path& into,
                        const UnpackPolicy& policy,
                        const CancelToken& cancel)
{
  const Utf8Names utf8;
  const auto name = blob.filename().string();
  CROSSROOT_TRY(const auto reader, open_zip(blob));
  TreeWriter writer(into, policy, name);
  return write_entries(reader.get(), writer, name, cancel);
}

Result<std::optional<std::string>> read_zip_member(const fs::path& zip,
                                                   std::string_view name)
{
  const Utf8Names utf8;
  const CancelToken never;
  const auto source = zip.filename().string();
  CROSSROOT_TRY(const auto reader, open_zip(zip));
  while (true) {
    CROSSROOT_TRY(auto* const entry, next_entry(reader.get(), source, never));
    if (entry == nullptr) {
      return std::optional<std::string>();
    }
    if (entry_name(entry) == name) {
      CROSSROOT_TRY(auto content,
                    read_content(reader.get(), source, k_member_limit_bytes));
      return std::optional(std::move(content));
    }
  }
}

Result<bool> is_zip(const fs::path& blob)
{
  std::ifstream in(blob, std::ios::binary);
  std::array<char, 4> start{};
  in.read(start.data(), start.size());
  if (!in.eof() && !in) {
    return Error(ErrorKind::io, "archive", fmt::format("cannot read {}", blob.string()));
  }
  return std::string_view(start.data(), start.size()) == "PK\x03\x04";
}

Result<std::string> first_entry(const fs::path& zip)
{
  const Utf8Names utf8;
  const auto source = zip.filename().string();
  CROSSROOT_TRY(const auto reader, open_zip(zip));
  CROSSROOT_TRY(auto* const entry, next_entry(reader.get(), source, CancelToken()));
  const auto name = entry == nullptr ? std::nullopt : entry_name(entry);
  if (!name) {
    return Error(ErrorKind::digest_mismatch, "archive",
                 fmt::format("{} is empty", source));
  }
  return *name;
}

} // namespace crossroot::archive
