// SPDX-License-Identifier: Apache-2.0
// The files of an rpm are a cpio. Its entries carry 32-bit sizes; a package with a larger
// file has entries that are no more than numbers, and all else stands in the header
// (rpm's lib/rpmfi.c and lib/cpio.c). Names of one inode are hard links: all but the last
// are empty, so a file of several names can be told only once its last name has come.
#include "archive/rpm_payload.hpp"

#include "archive/cpio_reader.hpp"
#include "archive/rpm_header.hpp"

#include <fmt/format.h>

#include <map>

namespace crossroot::archive {

namespace {

constexpr std::uint64_t k_most_target_bytes = 65536;
constexpr std::uint32_t k_type_mask = 0170000;
constexpr std::uint32_t k_type_folder = 0040000;
constexpr std::uint32_t k_type_file = 0100000;
constexpr std::uint32_t k_type_link = 0120000;

RpmEntry::Kind kind_of(std::uint32_t mode)
{
  switch (mode & k_type_mask) {
  case k_type_folder: return RpmEntry::Kind::folder;
  case k_type_file: return RpmEntry::Kind::file;
  case k_type_link: return RpmEntry::Kind::link;
  default: return RpmEntry::Kind::other;
  }
}

/// The header's list of files, for entries that are numbers.
class FileList {
public:
  explicit FileList(const RpmHeader& header)
      : names_(header.texts(RpmTag::base_names)),
        folders_(header.texts(RpmTag::folder_names)),
        folder_of_(header.numbers(RpmTag::folder_indexes)),
        modes_(header.numbers(RpmTag::file_modes)),
        sizes_(header.numbers(RpmTag::long_file_sizes)),
        inodes_(header.numbers(RpmTag::file_inodes)),
        devices_(header.numbers(RpmTag::file_devices))
  {
    if (sizes_.empty()) {
      sizes_ = header.numbers(RpmTag::file_sizes);
    }
    inodes_.resize(names_.size());
    devices_.resize(names_.size());
    whole_ = folder_of_.size() == names_.size() && modes_.size() == names_.size() &&
             sizes_.size() == names_.size();
    for (std::size_t i = 0; whole_ && i < names_.size(); ++i) {
      if (kind_of(mode(i)) == RpmEntry::Kind::file) {
        auto& same = names_of_[{devices_[i], inodes_[i]}];
        ++same.count;
        same.last = i;
      }
    }
  }

  /// Fills in what stands behind the number; false if nothing does.
  bool complete(CpioEntry& entry) const
  {
    const std::size_t i = *entry.number;
    if (!whole_ || i >= names_.size() || folder_of_[i] >= folders_.size()) {
      return false;
    }
    const auto& folder = folders_[folder_of_[i]];
    entry.name = folder.substr(folder.find_first_not_of('/') == std::string::npos
                                   ? folder.size()
                                   : folder.find_first_not_of('/')) +
                 names_[i];
    entry.mode = mode(i);
    entry.inode = inodes_[i];
    entry.device = devices_[i];
    const auto kind = kind_of(entry.mode);
    entry.size_bytes =
        kind == RpmEntry::Kind::file || kind == RpmEntry::Kind::link ? sizes_[i] : 0;
    if (kind == RpmEntry::Kind::file) {
      const auto& same = names_of_.at({entry.device, entry.inode});
      entry.links = static_cast<std::uint32_t>(same.count);
      entry.size_bytes = same.last == i ? entry.size_bytes : 0;
    }
    return true;
  }

private:
  struct Names {
    std::uint64_t count = 0;
    std::size_t last = 0;
  };
  std::uint32_t mode(std::size_t i) const
  {
    return static_cast<std::uint32_t>(modes_[i]);
  }

  std::vector<std::string> names_, folders_;
  std::vector<std::uint64_t> folder_of_, modes_, sizes_, inodes_, devices_;
  std::map<std::pair<std::uint64_t, std::uint64_t>, Names> names_of_;
  bool whole_ = false;
};

class Walk {
public:
  Walk(const RpmHeader& header, PieceSource& source, Meter& meter, const VisitRpm& visit)
      : header_(header), cpio_(source, meter.shown_as()), meter_(meter), visit_(visit)
  {
  }

  Result<void> run()
  {
    while (true) {
      CROSSROOT_TRY(auto entry, cpio_.next());
      if (!entry) {
        return tell_empty_links();
      }
      CROSSROOT_CHECK(complete(*entry));
      CROSSROOT_CHECK(meter_.add_member(entry->name.size()));
      CROSSROOT_CHECK(tell(*entry));
    }
  }

private:
  Result<void> complete(CpioEntry& entry)
  {
    if (!entry.number) {
      return {};
    }
    if (!files_) {
      files_.emplace(header_);
    }
    if (!files_->complete(entry)) {
      return unreadable(
          meter_.shown_as(),
          fmt::format("its header has no file of number {}", *entry.number));
    }
    cpio_.expect(entry.size_bytes);
    return {};
  }

  Result<void> tell(const CpioEntry& entry)
  {
    RpmEntry told{.name = entry.name,
                  .kind = kind_of(entry.mode),
                  .executable = (entry.mode & 0111) != 0,
                  .size_bytes = entry.size_bytes,
                  .target = {},
                  .twins = {}};
    if (told.kind == RpmEntry::Kind::link) {
      CROSSROOT_TRY(told.target, read_target(entry));
    }
    if (told.kind == RpmEntry::Kind::file && entry.links > 1) {
      auto& waiting = waiting_[{entry.device, entry.inode}];
      if (entry.size_bytes == 0) {
        waiting.push_back(std::move(told));
        return {};
      }
      for (auto& twin : waiting) {
        told.twins.push_back(std::move(twin.name));
      }
      waiting.clear();
    }
    return visit_(told, [this] { return cpio_.content(); });
  }

  Result<std::string> read_target(const CpioEntry& entry)
  {
    if (entry.size_bytes > k_most_target_bytes) {
      return unreadable(meter_.shown_as(),
                        fmt::format("the target of the link {} has {} bytes", entry.name,
                                    entry.size_bytes));
    }
    std::string target;
    while (true) {
      CROSSROOT_TRY(const auto piece, cpio_.content());
      if (piece.empty()) {
        return target;
      }
      target.append(reinterpret_cast<const char*>(piece.data()), piece.size());
    }
  }

  /// Names of files that are empty, so that no content ever came.
  Result<void> tell_empty_links()
  {
    for (auto& [inode, waiting] : waiting_) {
      if (waiting.empty()) {
        continue;
      }
      auto last = std::move(waiting.back());
      waiting.pop_back();
      for (auto& twin : waiting) {
        last.twins.push_back(std::move(twin.name));
      }
      CROSSROOT_CHECK(
          visit_(last, [] { return Result<std::span<const std::byte>>({}); }));
    }
    return {};
  }

  const RpmHeader& header_;
  CpioReader cpio_;
  Meter& meter_;
  const VisitRpm& visit_;
  std::optional<FileList> files_;
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::vector<RpmEntry>> waiting_;
};

} // namespace

Result<void> each_rpm_entry(const ByteInput& input, Meter& meter, const VisitRpm& visit)
{
  CROSSROOT_TRY(const auto headers, read_rpm_headers(input));
  const auto format = headers.header.text(RpmTag::payload_format);
  if (!format.empty() && format != "cpio") {
    return unreadable(input.shown_as(),
                      fmt::format("its payload is no cpio but \"{}\"", format));
  }
  CROSSROOT_TRY(const auto source, unpacked(input, meter, headers.payload_offset));
  return Walk(headers.header, *source, meter, visit).run();
}

} // namespace crossroot::archive
