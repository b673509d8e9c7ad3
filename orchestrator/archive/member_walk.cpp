// SPDX-License-Identifier: Apache-2.0
#include "archive/member_walk.hpp"

#include "base/text.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace crossroot::archive {

namespace {

bool is_tar(::archive* reader)
{
  return (archive_format(reader) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_TAR;
}

bool is_zip(::archive* reader)
{
  return (archive_format(reader) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_ZIP;
}

/// Why a member could not be read, and whether the reader can go on behind it.
struct MemberFault {
  Error error;
  bool last = false;
};

/// The content of one entry as it comes.
class Content {
public:
  Content(const Stage& stage, Meter& meter) : stage_(stage), meter_(meter) {}

  const std::vector<std::byte>& bytes() const { return bytes_; }
  std::vector<std::byte> release() { return std::move(bytes_); }
  void reserve(std::uint64_t bytes)
  {
    bytes_.reserve(std::min(bytes, k_most_reserved_bytes));
  }

  /// Reads until there are `count` bytes or no more.
  std::optional<MemberFault> read_to(std::uint64_t count)
  {
    while (!ended_ && bytes_.size() < count) {
      if (auto fault = read_block()) {
        return fault;
      }
    }
    return std::nullopt;
  }

private:
  std::optional<MemberFault> read_block()
  {
    const void* block = nullptr;
    std::size_t size = 0;
    ::la_int64_t offset = 0;
    const int status = archive_read_data_block(stage_.reader(), &block, &size, &offset);
    if (status == ARCHIVE_EOF) {
      ended_ = true;
      // Behind the last bytes of a sparse file there may be a hole, told by its end
      // alone.
      return is_tar(stage_.reader()) ? pad_to(offset) : std::nullopt;
    }
    // A wrong checksum of a zip's member is no more than a warning to libarchive.
    if (status != ARCHIVE_OK) {
      return MemberFault{stage_.failure(meter_.shown_as()), status == ARCHIVE_FATAL};
    }
    if (size == 0) {
      return std::nullopt;
    }
    if (offset < 0 || static_cast<std::uint64_t>(offset) < bytes_.size()) {
      return MemberFault{unreadable(meter_.shown_as(), "a sparse file runs backwards")};
    }
    if (auto fault = pad_to(offset)) {
      return fault;
    }
    if (size > meter_.limits().member_bytes - bytes_.size()) {
      return MemberFault{too_large(meter_)};
    }
    // Other formats' content was counted where it was unpacked.
    if (auto counted = meter_.add_bytes(is_zip(stage_.reader()) ? size : 0); !counted) {
      return MemberFault{std::move(counted).error(), true};
    }
    const auto* const first = static_cast<const std::byte*>(block);
    bytes_.insert(bytes_.end(), first, first + size);
    return std::nullopt;
  }

  /// Fills a hole, which is in no archive, with zeros.
  std::optional<MemberFault> pad_to(::la_int64_t end)
  {
    if (end < 0 || static_cast<std::uint64_t>(end) <= bytes_.size()) {
      return std::nullopt;
    }
    const auto size = static_cast<std::uint64_t>(end);
    if (size > meter_.limits().member_bytes) {
      return MemberFault{too_large(meter_)};
    }
    if (auto counted = meter_.add_bytes(size - bytes_.size()); !counted) {
      return MemberFault{std::move(counted).error(), true};
    }
    bytes_.resize(static_cast<std::size_t>(size));
    return std::nullopt;
  }

  const Stage& stage_;
  Meter& meter_;
  std::vector<std::byte> bytes_;
  bool ended_ = false;
};

/// One pass over a stage for a sink.
class Telling {
public:
  Telling(const Stage& stage, Meter& meter, MemberSink& sink)
      : stage_(stage), meter_(meter), sink_(sink)
  {
  }

  Result<void> entry(::archive_entry* entry, std::string name)
  {
    // pax allows a hard link that brings the content itself.
    const bool linked = archive_entry_hardlink(entry) != nullptr;
    if (linked) {
      links_[member_name(archive_entry_hardlink(entry))].push_back(name);
    }
    if (linked ? archive_entry_size(entry) <= 0
               : archive_entry_filetype(entry) != AE_IFREG) {
      return {};
    }
    if (archive_entry_is_data_encrypted(entry) != 0) {
      ++encrypted_;
      first_encrypted_ = encrypted_ == 1 ? name : first_encrypted_;
      return {};
    }
    return content(entry, std::move(name));
  }

  Result<void> finish()
  {
    for (auto& [first, names] : links_) {
      names.push_back(first);
      const auto twin =
          std::find_if(names.begin(), names.end(),
                       [this](const auto& name) { return taken_.contains(name); });
      for (const auto& name : names) {
        if (twin != names.end() && !taken_.contains(name)) {
          sink_.same_as(name, *twin);
        }
      }
    }
    if (encrypted_ > 0) {
      return unreadable(meter_.shown_as(),
                        fmt::format("{} of its members are encrypted, {} first",
                                    encrypted_, first_encrypted_))
          .hint("unpack it and name the files");
    }
    return {};
  }

private:
  Result<void> content(::archive_entry* entry, std::string name)
  {
    const auto claimed =
        archive_entry_size_is_set(entry) != 0 && archive_entry_size(entry) > 0
            ? static_cast<std::uint64_t>(archive_entry_size(entry))
            : 0;
    Content content(stage_, meter_);
    auto fault = content.read_to(k_start_bytes);
    if (!fault) {
      if (!sink_.wanted(
              {.name = name, .size_bytes = claimed, .bytes = content.bytes()})) {
        return {};
      }
      content.reserve(claimed);
      fault = content.read_to(UINT64_MAX);
    }
    if (fault && fault->last) {
      return std::move(fault->error).note("member", name);
    }
    if (fault) {
      sink_.damaged(std::move(name), std::move(fault->error));
    } else {
      taken_.insert(name);
      sink_.take(std::move(name), content.release());
    }
    return {};
  }

  const Stage& stage_;
  Meter& meter_;
  MemberSink& sink_;
  std::map<std::string, std::vector<std::string>> links_; ///< by their first name
  std::set<std::string> taken_;
  std::uint64_t encrypted_ = 0;
  std::string first_encrypted_;
};

} // namespace

Error too_large(const Meter& meter)
{
  return unreadable(meter.shown_as(),
                    fmt::format("a member is larger than {} bytes, which is the most "
                                "that is held in memory",
                                meter.limits().member_bytes))
      .hint("unpack it and name the file");
}

std::string member_name(std::string_view name)
{
  std::string out;
  for (const auto piece : split(name, '/')) {
    if (piece.empty() || piece == ".") {
      continue;
    }
    out += out.empty() ? "" : "/";
    out += piece;
  }
  return out;
}

Result<Stage> open_tar(const ByteInput& input, Meter& meter, ArchiveKind kind)
{
  if (kind == ArchiveKind::tar) {
    return Stage::open(input, meter, Stage::Format::tar);
  }
  CROSSROOT_TRY(auto source, unpacked(input, meter));
  return Stage::open(std::move(source), input.shown_as(), Stage::Format::tar);
}

Result<void>
walk_entries(const Stage& stage,
             Meter& meter,
             const std::function<Result<void>(::archive_entry*, std::string name)>& visit)
{
  auto* const reader = stage.reader();
  ::la_int64_t end_of_last = -1;
  while (true) {
    ::archive_entry* entry = nullptr;
    const int status = archive_read_next_header(reader, &entry);
    if (status == ARCHIVE_EOF) {
      break;
    }
    // A warning is about names that are no UTF-8, or times: nothing that matters here.
    if (status < ARCHIVE_WARN) {
      return stage.failure(meter.shown_as());
    }
    const auto name = entry_name(entry).value_or("");
    const char* const target = archive_entry_hardlink(entry);
    CROSSROOT_CHECK(
        meter.add_member(name.size() + (target == nullptr ? 0 : std::strlen(target))));
    CROSSROOT_CHECK(visit(entry, member_name(name)));
    if (is_tar(reader)) {
      if (archive_read_data_skip(reader) < ARCHIVE_WARN) {
        return stage.failure(meter.shown_as());
      }
      end_of_last = archive_filter_bytes(reader, 0);
    }
  }
  // libarchive takes a tar that was cut between two members for a whole one.
  if (is_tar(reader) && end_of_last == archive_filter_bytes(reader, 0)) {
    return unreadable(meter.shown_as(), "it ends without a tar's end mark, as one that "
                                        "was cut short does");
  }
  return {};
}

Result<void> tell_members(const Stage& stage, Meter& meter, MemberSink& sink)
{
  Telling telling(stage, meter, sink);
  auto walked = walk_entries(stage, meter, [&](::archive_entry* entry, std::string name) {
    return telling.entry(entry, std::move(name));
  });
  auto finished = telling.finish();
  return walked ? std::move(finished) : std::move(walked);
}

} // namespace crossroot::archive
