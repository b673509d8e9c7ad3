// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <array>
#include <compare>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace crossroot {

/// A SHA-256. Trivially copyable; ordered, so that it can key sorted containers.
class Digest {
public:
  static constexpr std::size_t k_size_bytes = 32;

  Digest() = default; ///< all zero: equal to no real content
  explicit Digest(std::array<std::byte, k_size_bytes> bytes) : bytes_(bytes) {}

  /// 64 lower-case hexadecimal digits, nothing else.
  static Result<Digest> parse(std::string_view hex);
  static Digest of(std::string_view bytes);
  static Digest of(std::span<const std::byte> bytes);

  std::string render() const;
  std::string short_form() const { return render().substr(0, 12); } ///< for people
  const std::array<std::byte, k_size_bytes>& bytes() const { return bytes_; }

  auto operator<=>(const Digest&) const = default;

private:
  std::array<std::byte, k_size_bytes> bytes_{};
};

/// SHA-256 over bytes that arrive in pieces. Movable; not thread-safe.
class Hasher {
public:
  Hasher();
  ~Hasher();
  Hasher(Hasher&&) noexcept;
  Hasher& operator=(Hasher&&) noexcept;

  void update(std::span<const std::byte> bytes);
  void update(std::string_view bytes);
  /// The digest of all updates; the hasher starts anew afterwards.
  Digest finish();

private:
  struct State;
  std::unique_ptr<State> state_;
};

} // namespace crossroot
