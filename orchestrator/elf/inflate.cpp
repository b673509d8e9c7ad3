// SPDX-License-Identifier: Apache-2.0
#include "elf/inflate.hpp"

#include "elf/image.hpp"

#include <fmt/format.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <memory>

namespace crossroot::elf {

namespace {

constexpr std::size_t k_input_piece = std::size_t{1} << 16;
constexpr std::size_t k_output_piece = std::size_t{1} << 18;
constexpr int k_largest_window_log = 27;

enum class Format : std::uint32_t { zlib = 1, zstd = 2 }; ///< ELFCOMPRESS_*

struct Stream {
  Format format = Format::zlib;
  std::uint64_t offset = 0, length = 0; ///< of the compressed bytes in the file
  std::uint64_t inflated = 0;           ///< as the header says
};

Result<Stream>
find_stream(ByteSource& source, const ElfFile& file, const Section& section)
{
  Stream stream;
  std::uint64_t header = 0;
  if (section.compressed()) {
    const bool wide = file.bits == 64; // Elf64_Chdr has a reserved word behind its type
    header = wide ? 24 : 12;
    const auto format = source.u32(section.offset);
    const auto size = source.word(section.offset + (wide ? 8 : 4), file.bits);
    if (!format || !size || (*format != 1 && *format != 2)) {
      return malformed("a compressed section " + section.name + " of unknown format");
    }
    stream.format = static_cast<Format>(*format);
    stream.inflated = *size;
  } else {
    header = 12; // "ZLIB", then the size in big-endian order whatever the file's is
    const auto head = source.read(section.offset, header);
    if (!head || ByteView(*head).text().substr(0, 4) != "ZLIB") {
      return malformed("a section " + section.name + " without the mark ZLIB");
    }
    stream.inflated = *ByteView(*head, Endian::big).u64(4);
  }
  if (section.size < header || section.offset > source.size() ||
      section.size > source.size() - section.offset) {
    return malformed("a compressed section " + section.name + " outside the file");
  }
  stream.offset = section.offset + header;
  stream.length = section.size - header;
  return stream;
}

/// One decompressor: eats input, writes output, says when the stream is over.
class Inflater {
public:
  virtual ~Inflater() = default;
  struct Step {
    std::size_t eaten = 0, written = 0;
    bool ended = false, damaged = false;
  };
  virtual Step step(std::span<const std::byte> in, std::span<std::byte> out) = 0;
};

class ZlibInflater : public Inflater {
public:
  ZlibInflater() { ready_ = inflateInit(&stream_) == Z_OK; }
  ~ZlibInflater() override { inflateEnd(&stream_); }
  ZlibInflater(const ZlibInflater&) = delete;
  ZlibInflater& operator=(const ZlibInflater&) = delete;
  Step step(std::span<const std::byte> in, std::span<std::byte> out) override
  {
    // zlib's interface is older than const.
    stream_.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(in.data()));
    stream_.avail_in = static_cast<uInt>(in.size());
    stream_.next_out = reinterpret_cast<Bytef*>(out.data());
    stream_.avail_out = static_cast<uInt>(out.size());
    const int code = ready_ ? inflate(&stream_, Z_NO_FLUSH) : Z_MEM_ERROR;
    return {in.size() - stream_.avail_in, out.size() - stream_.avail_out,
            code == Z_STREAM_END,
            code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR};
  }

private:
  z_stream stream_{};
  bool ready_ = false;
};

class ZstdInflater : public Inflater {
public:
  ZstdInflater() : stream_(ZSTD_createDStream())
  {
    ZSTD_DCtx_setParameter(stream_, ZSTD_d_windowLogMax, k_largest_window_log);
  }
  ~ZstdInflater() override { ZSTD_freeDStream(stream_); }
  ZstdInflater(const ZstdInflater&) = delete;
  ZstdInflater& operator=(const ZstdInflater&) = delete;
  Step step(std::span<const std::byte> in, std::span<std::byte> out) override
  {
    ZSTD_inBuffer input{in.data(), in.size(), 0};
    ZSTD_outBuffer output{out.data(), out.size(), 0};
    const auto code = ZSTD_decompressStream(stream_, &output, &input);
    return {input.pos, output.pos, code == 0, ZSTD_isError(code) != 0};
  }

private:
  ZSTD_DStream* stream_;
};

} // namespace

bool is_compressed(const Section& section)
{
  return section.has_bytes() && !section.loaded() &&
         (section.compressed() || section.name.starts_with(".zdebug_"));
}

Result<void> inflate_section(ByteSource& source,
                             const ElfFile& file,
                             const Section& section,
                             std::uint64_t most_bytes,
                             const std::function<void(std::span<const std::byte>)>& take)
{
  CROSSROOT_TRY(const auto stream, find_stream(source, file, section));
  if (stream.inflated > most_bytes) {
    return malformed(
        fmt::format("{} would inflate to {} bytes", section.name, stream.inflated));
  }
  std::unique_ptr<Inflater> inflater;
  if (stream.format == Format::zlib) {
    inflater = std::make_unique<ZlibInflater>();
  } else {
    inflater = std::make_unique<ZstdInflater>();
  }
  std::vector<std::byte> in;
  std::vector<std::byte> out(k_output_piece);
  std::uint64_t read = 0;
  std::uint64_t written = 0;
  std::size_t eaten = 0;
  for (;;) {
    if (eaten == in.size() && read < stream.length) {
      auto piece =
          source.read(stream.offset + read,
                      std::min<std::uint64_t>(k_input_piece, stream.length - read));
      if (!piece) {
        return malformed("the file ended early");
      }
      in = *std::move(piece);
      read += in.size();
      eaten = 0;
    }
    const auto step = inflater->step(std::span<const std::byte>(in).subspan(eaten), out);
    eaten += step.eaten;
    written += step.written;
    if (step.damaged || written > stream.inflated) {
      return malformed("damaged compression in " + section.name);
    }
    take(std::span<const std::byte>(out).first(step.written));
    const bool stuck = step.eaten == 0 && step.written == 0;
    if (step.ended || stuck) {
      // A stream that ends early, or says less than its header, hid something.
      return written == stream.inflated
                 ? Result<void>()
                 : Result<void>(
                       malformed(section.name + " inflates to less than it says"));
    }
  }
}

} // namespace crossroot::elf
