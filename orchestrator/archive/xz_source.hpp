// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "archive/entry_stream.hpp"

namespace crossroot::archive {

/// Unpacks the xz stream that `packed` delivers. Truncated or
/// damaged input is an Error; so is what would take too much memory.
class XzSource final : public PieceSource {
public:
  XzSource(PieceSource& packed, std::string name);
  ~XzSource() override;
  Result<std::span<const std::byte>> next() override;

private:
  struct Decoder;
  PieceSource& packed_;
  std::string name_;
  std::unique_ptr<Decoder> decoder_;
};

} // namespace crossroot::archive
