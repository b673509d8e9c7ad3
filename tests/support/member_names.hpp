// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "archive/members.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <functional>
#include <map>
#include <optional>
#include <string>

/// Listening to for_each_member in tests.
namespace crossroot::test {

inline bool contains(const std::string& text, std::string_view piece)
{
  return text.find(piece) != std::string::npos;
}

/// Packs by libarchive's filter of this name; "" leaves the bytes as they are.
inline std::string pack(const std::string& bytes, const std::string& filter)
{
  if (filter.empty()) {
    return bytes;
  }
  std::string out(bytes.size() * 2 + 4096, '\0');
  std::size_t size = 0;
  auto* const writer = archive_write_new();
  archive_write_set_format_raw(writer);
  archive_write_add_filter_by_name(writer, filter.c_str());
  archive_write_set_bytes_per_block(writer, 0);
  archive_write_open_memory(writer, out.data(), out.size(), &size);
  auto* const entry = archive_entry_new();
  archive_entry_set_filetype(entry, AE_IFREG);
  archive_entry_set_pathname(entry, "x");
  archive_write_header(writer, entry);
  archive_write_data(writer, bytes.data(), bytes.size());
  archive_entry_free(entry);
  archive_write_close(writer);
  archive_write_free(writer);
  out.resize(size);
  return out;
}

/// Wants ELF files and keeps all that it is told.
struct Listener final : archive::MemberSink {
  std::map<std::string, std::string> taken, same, damages;
  std::function<void()> on_take = [] {};

  bool wanted(const archive::MemberStart& start) override
  {
    return start.bytes.size() >= 4 && start.bytes[0] == std::byte{0x7f} &&
           start.bytes[1] == std::byte{'E'};
  }
  void take(std::string name, std::vector<std::byte> content) override
  {
    taken[name] =
        std::string(reinterpret_cast<const char*>(content.data()), content.size());
    on_take();
  }
  void same_as(std::string name, std::string of) override { same[name] = of; }
  void damaged(std::string name, Error error) override { damages[name] = error.render(); }
};

struct Heard {
  std::map<std::string, std::string> taken, same, damaged;
  std::optional<Error> failure;
};

inline Heard listen(const std::string& bytes, const archive::MemberLimits& limits = {})
{
  Listener listener;
  auto read = archive::for_each_member(std::as_bytes(std::span(bytes)), "the archive",
                                       limits, listener, CancelToken());
  Heard heard{listener.taken, listener.same, listener.damages, {}};
  if (!read) {
    heard.failure = std::move(read).error();
  }
  return heard;
}

} // namespace crossroot::test
