// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "archive/byte_input.hpp"

#include <map>

namespace crossroot::archive {

/// The tags that are looked at; numbers from rpm's rpmtag.h.
enum class RpmTag : std::uint32_t {
  signature_dsa = 267, ///< of the header alone; in the signature header
  signature_rsa = 268,
  name = 1000,
  version = 1001,
  release = 1002,
  epoch = 1003,
  arch = 1022,
  file_sizes = 1028,
  file_modes = 1030,
  file_links = 1036, ///< targets of symbolic links
  file_devices = 1095,
  file_inodes = 1096,
  folder_indexes = 1116,
  base_names = 1117,
  folder_names = 1118,
  payload_format = 1124,
  long_file_sizes = 5008,
  payload_digest = 5092,           ///< of the packed payload
  payload_digest_algorithm = 5093, ///< 8 is SHA-256
};
/// In the signature header these numbers mean signatures of header and payload together.
inline constexpr RpmTag k_signature_pgp = RpmTag::release;
inline constexpr RpmTag k_signature_gpg = RpmTag{1005};

/// One header structure of an rpm file: values by tag. Owns its bytes.
class RpmHeader {
public:
  /// The structure at `offset`. Error (io) if it is none, or says what the file does not
  /// hold: every index entry lies within the store. Total.
  static Result<RpmHeader> read(const ByteInput& input, std::uint64_t offset);

  std::uint64_t size_bytes() const { return 16 + bytes_.size(); } ///< in the file
  /// Each empty if the tag is not there, of another type, or not ended within the store.
  std::string text(RpmTag tag) const;
  std::vector<std::string> texts(RpmTag tag) const;
  std::vector<std::uint64_t> numbers(RpmTag tag) const;
  std::span<const std::byte> bytes(RpmTag tag) const;

private:
  struct Entry {
    std::uint32_t type = 0;
    std::uint32_t offset = 0; ///< in the store
    std::uint32_t count = 0;
  };
  const Entry* find(RpmTag tag) const;
  std::span<const std::byte> store() const { return std::span(bytes_).subspan(store_); }

  std::vector<std::byte> bytes_; ///< index, then store
  std::size_t store_ = 0;
  std::map<std::uint32_t, Entry> entries_; ///< the first of each tag
};

/// Lead, signature header, header; the payload follows at `payload_offset`.
struct RpmHeaders {
  RpmHeader signature;
  RpmHeader header;
  std::uint64_t header_offset = 0;
  std::uint64_t payload_offset = 0;
};
Result<RpmHeaders> read_rpm_headers(const ByteInput& input);

} // namespace crossroot::archive
