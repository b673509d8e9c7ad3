// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/digest.hpp"

namespace crossroot {

/// Digests that must not be mixed up get types of their own. Each parses and renders as
/// the 64 hexadecimal digits of its Digest.
template <class Tag> struct DigestOf {
  Digest digest;

  static Result<DigestOf> parse(std::string_view hex)
  {
    CROSSROOT_TRY(const auto digest, Digest::parse(hex));
    return DigestOf{digest};
  }
  std::string render() const { return digest.render(); }
  std::string short_form() const { return digest.short_form(); }
  auto operator<=>(const DigestOf&) const = default;
};

/// A folder by the digest of its REAPI Directory message: names, modes, contents.
using TreeDigest = DigestOf<struct TreeTag>;
/// An action with its inputs as written: known before anything runs.
using ActionId = DigestOf<struct ActionIdTag>;
/// An action with the real digests of its inputs: what the store is asked for.
using ActionKey = DigestOf<struct ActionKeyTag>;

} // namespace crossroot
