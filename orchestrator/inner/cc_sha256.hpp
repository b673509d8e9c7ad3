// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crossroot::inner {

/// SHA-256 (FIPS 180-4) over bytes that arrive in pieces. The static executable carries
/// no OpenSSL: five megabytes for one function would be paid by every sandbox start.
class Sha256 {
public:
  void update(std::string_view bytes);
  /// 64 lower-case hexadecimal digits; the object must not be used afterwards.
  std::string finish();

private:
  void block(const unsigned char* bytes);

  std::array<std::uint32_t, 8> state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<unsigned char, 64> pending_{};
  std::uint64_t total_bytes_ = 0;
};

/// The digest of a file; nothing if it cannot be read.
std::optional<std::string> sha256_of_file(const std::string& path);

} // namespace crossroot::inner
