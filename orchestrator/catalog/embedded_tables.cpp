// SPDX-License-Identifier: Apache-2.0
#include "catalog/embedded_tables.hpp"

#include <fmt/format.h>

namespace crossroot::catalog {

Digest tables_digest()
{
  static const Digest digest = [] {
    Hasher hasher;
    for (const auto& [name, text] : embedded_tables()) {
      hasher.update(fmt::format("{} {}\n", name, text.size()));
      hasher.update(text);
    }
    return hasher.finish();
  }();
  return digest;
}

} // namespace crossroot::catalog
