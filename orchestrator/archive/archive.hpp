// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/event.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crossroot::archive {

namespace fs = std::filesystem;

/// Limits against archives that unpack to more than anybody meant.
struct UnpackLimits {
  std::uint64_t total_bytes = std::uint64_t{8} << 30;
  std::uint64_t entries = 500'000;
  std::uint32_t path_bytes = 4096;
};

/// What becomes of an entry, decided before a byte is written. `path` is normalised,
/// relative, without "." or "..".
struct UnpackPolicy {
  UnpackLimits limits;
  bool merge_usr = false; ///< bin/x, lib/x, lib64/x … are written as usr/bin/x …
  /// Names that differ in case only are refused: Go's rule for modules.
  bool refuse_case_pairs = false;
  /// "go1.25.5.linux-amd64/" is taken off; entries outside it are refused.
  std::string strip_prefix;
  /// Entries for which this answers false are skipped (docs, locales).
  std::function<bool(std::string_view path)> wanted;
};

/// Version of the rules below; part of the key of every unpack action.
inline constexpr std::string_view k_unpacker_version = "unpack-1";

/// Each unpacks into the existing empty folder `into` and refuses (digest_mismatch):
/// absolute names and targets that escape, "..", writes through symbolic links,
/// devices, FIFOs, duplicate files that differ, truncated input, what exceeds the
/// limits. Set-id bits are dropped, modes become 0644/0755 (folders 0755), owners and
/// times are not kept. Absolute symbolic link targets become relative ones inside the
/// tree.
Result<void> unpack_deb(const fs::path& blob,
                        const fs::path& into,
                        const UnpackPolicy& policy,
                        const CancelToken& cancel);
/// Lead, headers and payload (cpio in gz, xz, zstd, bz2 or lzma).
Result<void> unpack_rpm(const fs::path& blob,
                        const fs::path& into,
                        const UnpackPolicy& policy,
                        const CancelToken& cancel);
Result<void> unpack_tar(const fs::path& blob,
                        const fs::path& into,
                        const UnpackPolicy& policy,
                        const CancelToken& cancel); ///< plain, gz, xz, zst, bz2
/// Alpine's, of version 2: the data part.
Result<void> unpack_apk(const fs::path& blob,
                        const fs::path& into,
                        const UnpackPolicy& policy,
                        const CancelToken& cancel);
/// By the name of a definition's kind of archive: deb, rpm, apk, tar, zip.
Result<void> unpack(std::string_view format,
                    const fs::path& blob,
                    const fs::path& into,
                    const UnpackPolicy& policy,
                    const CancelToken& cancel);
Result<void> unpack_zip(const fs::path& blob,
                        const fs::path& into,
                        const UnpackPolicy& policy,
                        const CancelToken& cancel);

/// What gz, xz, zst or bz2 bytes unpack to, or the bytes themselves. An Error
/// (digest_mismatch) for damage and for more than `most_bytes`.
Result<std::string> unpack_bytes(std::string_view packed,
                                 std::uint64_t most_bytes,
                                 const std::string& shown_as);

/// What an rpm says of itself, and the signatures in it.
struct RpmStatement {
  std::string name, version, arch; ///< version with epoch, if it is not 0, and release
  /// A detached OpenPGP signature, and the bytes of the file that it covers.
  struct Signature {
    std::string bytes;
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
  };
  std::optional<Signature> of_header; ///< RSA before DSA
  std::optional<Signature> of_all;    ///< of header and payload
  std::uint64_t payload_offset = 0;
  std::string payload_sha256; ///< in hexadecimal, as the header has it; "" if not
};
Result<RpmStatement> read_rpm_statement(const fs::path& blob);

/// The control paragraph of a .deb ("Package: …\n…").
Result<std::string> read_deb_control(const fs::path& blob);

/// Whether the file starts as a zip does.
Result<bool> is_zip(const fs::path& blob);
/// The name of a zip's first entry, as it stands there.
Result<std::string> first_entry(const fs::path& zip);

/// Go's h1: hash of a module zip (dirhash.Hash1), "h1:" + base64.
Result<std::string> go_module_hash(const fs::path& zip);
/// One file out of a zip; nothing if it has none of that name.
Result<std::optional<std::string>> read_zip_member(const fs::path& zip,
                                                   std::string_view name);

} // namespace crossroot::archive
