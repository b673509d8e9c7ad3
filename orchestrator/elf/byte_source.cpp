// SPDX-License-Identifier: Apache-2.0
#include "elf/byte_source.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace crossroot::elf {

namespace {

std::string kind_of(mode_t mode)
{
  return S_ISDIR(mode)    ? "it is a folder"
         : S_ISFIFO(mode) ? "it is a FIFO"
         : S_ISCHR(mode)  ? "it is a character device"
         : S_ISBLK(mode)  ? "it is a block device"
                          : "it is a socket";
}

} // namespace

Result<ByteSource> ByteSource::open(const std::filesystem::path& path)
{
  // O_NONBLOCK: opening a fifo must not wait for a writer.
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) {
    return Error(ErrorKind::io, "read", "cannot open " + path.string())
        .note("cause", std::strerror(errno));
  }
  ByteSource source;
  source.descriptor_ = descriptor;
  struct stat status {};
  if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
    return Error(ErrorKind::io, "read", path.string() + " is not a regular file")
        .note("cause", kind_of(status.st_mode));
  }
  source.size_ = static_cast<std::uint64_t>(status.st_size);
  return source;
}

ByteSource ByteSource::of(std::span<const std::byte> bytes)
{
  ByteSource source;
  source.memory_ = bytes;
  source.size_ = bytes.size();
  return source;
}

ByteSource::ByteSource(ByteSource&& other) noexcept
{
  *this = std::move(other);
}

ByteSource& ByteSource::operator=(ByteSource&& other) noexcept
{
  std::swap(descriptor_, other.descriptor_);
  std::swap(memory_, other.memory_);
  std::swap(size_, other.size_);
  std::swap(endian_, other.endian_);
  std::swap(blocks_, other.blocks_);
  std::swap(failure_, other.failure_);
  return *this;
}

ByteSource::~ByteSource()
{
  if (descriptor_ >= 0) {
    ::close(descriptor_);
  }
}

bool ByteSource::fill(std::uint64_t offset, std::span<std::byte> out)
{
  if (descriptor_ < 0) {
    std::copy_n(memory_.begin() + static_cast<std::ptrdiff_t>(offset), out.size(),
                out.begin());
    return true;
  }
  std::size_t done = 0;
  while (done < out.size()) {
    const auto got = ::pread(descriptor_, out.data() + done, out.size() - done,
                             static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got <= 0) {
      failure_ = got < 0 ? std::strerror(errno) : "it was cut short while it was read";
      return false;
    }
    done += static_cast<std::size_t>(got);
  }
  return true;
}

std::optional<std::vector<std::byte>> ByteSource::read(std::uint64_t offset,
                                                       std::uint64_t length)
{
  if (offset > size_ || length > size_ - offset || length > k_largest_read) {
    return std::nullopt;
  }
  std::vector<std::byte> bytes(length);
  if (!fill(offset, bytes)) {
    return std::nullopt;
  }
  return bytes;
}

bool ByteSource::read_into(std::uint64_t offset, std::span<std::byte> out)
{
  return offset <= size_ && out.size() <= size_ - offset && fill(offset, out);
}

std::optional<ByteView> ByteSource::small(std::uint64_t offset, std::uint64_t length)
{
  if (offset > size_ || length > size_ - offset) {
    return std::nullopt;
  }
  if (descriptor_ < 0) {
    return ByteView(memory_.subspan(offset, length), endian_);
  }
  const auto block = offset / k_block;
  if ((offset + length - 1) / k_block != block) {
    joined_.resize(length);
    if (!fill(offset, joined_)) {
      return std::nullopt;
    }
    return ByteView(joined_, endian_);
  }
  auto found = blocks_.find(block);
  if (found == blocks_.end()) {
    if (blocks_.size() >= k_most_blocks) {
      blocks_.clear();
    }
    std::vector<std::byte> bytes(std::min(k_block, size_ - block * k_block));
    if (!fill(block * k_block, bytes)) {
      return std::nullopt;
    }
    found = blocks_.emplace(block, std::move(bytes)).first;
  }
  return ByteView(found->second, endian_).sub(offset - block * k_block, length);
}

std::optional<std::uint8_t> ByteSource::u8(std::uint64_t offset)
{
  const auto view = small(offset, 1);
  return view ? view->u8(0) : std::nullopt;
}

std::optional<std::uint16_t> ByteSource::u16(std::uint64_t offset)
{
  const auto view = small(offset, 2);
  return view ? view->u16(0) : std::nullopt;
}

std::optional<std::uint32_t> ByteSource::u32(std::uint64_t offset)
{
  const auto view = small(offset, 4);
  return view ? view->u32(0) : std::nullopt;
}

std::optional<std::uint64_t> ByteSource::u64(std::uint64_t offset)
{
  const auto view = small(offset, 8);
  return view ? view->u64(0) : std::nullopt;
}

std::optional<std::uint64_t> ByteSource::word(std::uint64_t offset, unsigned bits)
{
  return bits == 64 ? u64(offset) : std::optional<std::uint64_t>(u32(offset));
}

} // namespace crossroot::elf
