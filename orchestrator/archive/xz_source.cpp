// SPDX-License-Identifier: Apache-2.0
// Debian packs large packages as xz in many blocks, which liblzma can decode in parallel,
// at some 40 MB of buffers for each thread. Packages are unpacked side by side as it is,
// so the cores are busy without that, and one plain decoder for each costs its
// dictionary. liblzma is fed here and its output handed to libarchive as a plain tar,
// under a limit that libarchive's own filter does not have.
#include "archive/xz_source.hpp"

#include <fmt/format.h>
#include <lzma.h>

#include <array>

namespace crossroot::archive {

namespace {

// A dictionary of more than this is no package that anybody made in good faith.
constexpr std::uint64_t k_refused_bytes = std::uint64_t{512} << 20;

} // namespace

struct XzSource::Decoder {
  lzma_stream stream = LZMA_STREAM_INIT;
  lzma_ret status = LZMA_OK;
  bool drained = false; ///< no more packed bytes
  std::array<std::uint8_t, std::size_t{256} << 10> out;
};

XzSource::XzSource(PieceSource& packed, std::string name)
    : packed_(packed), name_(std::move(name)), decoder_(std::make_unique<Decoder>())
{
  decoder_->status =
      lzma_stream_decoder(&decoder_->stream, k_refused_bytes, LZMA_CONCATENATED);
}

XzSource::~XzSource()
{
  lzma_end(&decoder_->stream);
}

Result<std::span<const std::byte>> XzSource::next()
{
  auto& d = *decoder_;
  d.stream.next_out = d.out.data();
  d.stream.avail_out = d.out.size();
  while (d.status == LZMA_OK && d.stream.avail_out > 0) {
    if (d.stream.avail_in == 0 && !d.drained) {
      CROSSROOT_TRY(const auto piece, packed_.next());
      d.drained = piece.empty();
      d.stream.next_in = reinterpret_cast<const std::uint8_t*>(piece.data());
      d.stream.avail_in = piece.size();
    }
    d.status = lzma_code(&d.stream, d.drained ? LZMA_FINISH : LZMA_RUN);
  }
  const auto count = d.out.size() - d.stream.avail_out;
  if (count == 0 && d.status != LZMA_STREAM_END) {
    const auto cause = d.status == LZMA_BUF_ERROR ? "the xz stream is cut short"
                       : d.status == LZMA_MEMLIMIT_ERROR
                           ? "unpacking it takes too much memory"
                       : d.status == LZMA_MEM_ERROR ? "out of memory"
                                                    : "the xz stream is damaged";
    return Error(ErrorKind::digest_mismatch, "archive",
                 fmt::format("cannot unpack {}", name_))
        .note("cause", cause);
  }
  return std::as_bytes(std::span(d.out)).first(count);
}

} // namespace crossroot::archive
