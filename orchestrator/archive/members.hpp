// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/event.hpp"
#include "base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crossroot::archive {

namespace fs = std::filesystem;

/// What reading the members of one archive may cost.
struct MemberLimits {
  /// Of one member that is wanted. One is held in memory at a time.
  std::uint64_t member_bytes = std::uint64_t{1} << 30;
  /// Inflated in one pass, members that nobody wants and padding too.
  std::uint64_t total_bytes = std::uint64_t{64} << 30;
  /// Inflated bytes for each byte of the file, once `free_bytes` are exceeded.
  std::uint64_t ratio = 200;
  std::uint64_t free_bytes = std::uint64_t{64} << 20;
  std::uint64_t members = 1'000'000;
  std::uint64_t name_bytes = std::uint64_t{256} << 20; ///< of all names together
};

/// Formats by the bytes that a file starts with; no name is asked.
enum class ArchiveKind : std::uint8_t {
  deb,
  tar,        ///< not packed
  packed_tar, ///< gz, xz, zst, bz2; an apk is this, too
  zip,        ///< a whl is this, too
  rpm,
  apk_3, ///< known and refused: no library here reads it
};
/// Judges by the first k_kind_bytes of a file, or all if it has fewer.
std::optional<ArchiveKind> archive_kind(std::span<const std::byte> start);
inline constexpr std::size_t k_kind_bytes = 512;

/// What is known of a member before its content is read.
struct MemberStart {
  std::string_view name;
  std::uint64_t size_bytes = 0;     ///< as the archive says; 0 if it does not
  std::span<const std::byte> bytes; ///< at least 64 of them, or the whole content
};

/// Who is told what an archive holds. Names are relative paths as they stand in the
/// archive, "./" and leading slashes taken off, of any bytes; the members of an image's
/// layers are named "sha256:0123456789ab!usr/bin/x".
class MemberSink {
public:
  virtual ~MemberSink() = default;
  virtual bool wanted(const MemberStart& start) = 0;
  /// A wanted member. Called in the archive's order.
  virtual void take(std::string name, std::vector<std::byte> content) = 0;
  /// A hard link: `name` is the same file as `taken`, which was taken before.
  virtual void same_as(std::string name, std::string taken) = 0;
  /// This member could not be read; others may follow.
  virtual void damaged(std::string name, Error error) = 0;
};

/// Tells the sink of every regular file in the archive: a tar's, zip's, deb's (data.tar),
/// rpm's and apk's members; in a tar that is an OCI or docker-save image, those of its
/// layers which no later layer hides. Archives inside archives are members like others.
/// Nothing is written to disk. An Error (io) says why the rest could not be read: damage,
/// truncation, encryption, a limit. Of an image's layer whose bytes do not have the
/// digest that it is stored under the sink is told as damaged. Reading an image takes
/// four passes. Thread-safe for different sinks.
Result<void> for_each_member(const fs::path& file,
                             const std::string& shown_as,
                             const MemberLimits& limits,
                             MemberSink& sink,
                             const CancelToken& cancel);
/// The same of bytes in memory.
Result<void> for_each_member(std::span<const std::byte> bytes,
                             const std::string& shown_as,
                             const MemberLimits& limits,
                             MemberSink& sink,
                             const CancelToken& cancel);

} // namespace crossroot::archive
