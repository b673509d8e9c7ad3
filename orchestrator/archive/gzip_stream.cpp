// SPDX-License-Identifier: Apache-2.0
// Readers of gzip take several members in a row for one, and what an apk signs is where
// one of them ends. So the end is asked of zlib itself.
#include "archive/gzip_stream.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <array>

namespace crossroot::archive {

namespace {

class Inflater {
public:
  Inflater() { ready_ = inflateInit2(&stream_, 15 + 16) == Z_OK; }
  ~Inflater() { inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  z_stream& get() { return stream_; }
  bool ready() const { return ready_; }

private:
  z_stream stream_{};
  bool ready_ = false;
};

} // namespace

Result<GzipStream>
read_gzip_stream(const ByteInput& input, std::uint64_t begin, std::uint64_t most_bytes)
{
  Inflater inflater;
  if (!inflater.ready()) {
    return unreadable(input.shown_as(), "out of memory");
  }
  GzipStream out{.begin = begin, .end = begin, .content = {}};
  std::array<std::byte, 65536> buffer{};
  std::array<char, 65536> piece{};
  auto& stream = inflater.get();
  while (true) {
    CROSSROOT_TRY(const auto bytes, input.read(out.end, buffer));
    if (bytes.empty()) {
      return unreadable(input.shown_as(), "it is cut short in a gzip stream");
    }
    stream.next_in =
        reinterpret_cast<Bytef*>(const_cast<std::byte*>(bytes.data())); // NOLINT
    stream.avail_in = static_cast<uInt>(bytes.size());
    while (stream.avail_in > 0) {
      stream.next_out = reinterpret_cast<Bytef*>(piece.data());
      stream.avail_out = piece.size();
      const auto status = inflate(&stream, Z_NO_FLUSH);
      const auto count = piece.size() - stream.avail_out;
      if (count > most_bytes - out.content.size()) {
        return unreadable(
            input.shown_as(),
            fmt::format("a gzip stream in it unpacks to more than {} bytes", most_bytes));
      }
      out.content.append(piece.data(), count);
      if (status == Z_STREAM_END) {
        out.end += bytes.size() - stream.avail_in;
        return out;
      }
      if (status != Z_OK && status != Z_BUF_ERROR) {
        return unreadable(input.shown_as(),
                          fmt::format("there is no sound gzip stream at "
                                      "byte {}",
                                      begin));
      }
    }
    out.end += bytes.size();
  }
}

} // namespace crossroot::archive
