// SPDX-License-Identifier: Apache-2.0
#include "store/digest_cache.hpp"

#include "base/bytes.hpp"
#include "os/files.hpp"

#include <cstring>
#include <fcntl.h>
#include <string>
#include <string_view>
#include <sys/file.h>
#include <unistd.h>

// Only files of published trees are entered: they are 0444, no build can reach them but
// read-only, and the store replaces none of them in place. What remains is a reused
// inode number. The usual guard, ctime, moves with every hard link, which is what
// composing does; the birth time of the inode does not move and cannot be set, so device,
// inode, birth, mtime and size together name one file for good.
//
// The file is a row of fixed records, appended under flock. Each carries a check value,
// since a crash may leave a torn or zero tail: a record that does not check is skipped.
namespace crossroot::store {

namespace {

constexpr std::size_t k_fields = 5;
constexpr std::size_t k_record_bytes = k_fields * 8 + Digest::k_size_bytes + 8;

std::uint64_t check_value(std::string_view bytes)
{
  std::uint64_t value = 0xcbf29ce484222325; // FNV-1a; starts non-zero, so zeros fail
  for (const char byte : bytes) {
    value = (value ^ static_cast<unsigned char>(byte)) * 0x100000001b3;
  }
  return value;
}

void put_u64(std::string& out, std::uint64_t value)
{
  for (unsigned i = 0; i < 8; ++i) {
    out.push_back(static_cast<char>(value >> (8 * i) & 0xff));
  }
}

std::string encode(const DigestCache::Line& line)
{
  std::string out;
  out.reserve(k_record_bytes);
  put_u64(out, line.file.device);
  put_u64(out, line.file.inode);
  put_u64(out, line.file.size);
  put_u64(out, static_cast<std::uint64_t>(line.file.written_ns));
  put_u64(out, static_cast<std::uint64_t>(line.file.made_ns));
  out.append(reinterpret_cast<const char*>(line.digest.bytes().data()), Digest::k_size_bytes);
  put_u64(out, check_value(out));
  return out;
}

std::optional<DigestCache::Line> decode(std::string_view record)
{
  const ByteView view(record);
  if (view.u64(k_record_bytes - 8) != check_value(record.substr(0, k_record_bytes - 8))) {
    return std::nullopt;
  }
  const auto field = [&](std::size_t i) { return view.u64(i * 8).value_or(0); };
  std::array<std::byte, Digest::k_size_bytes> bytes{};
  std::memcpy(bytes.data(), record.data() + k_fields * 8, bytes.size());
  return DigestCache::Line{{field(0), field(1), field(2), static_cast<std::int64_t>(field(3)),
                            static_cast<std::int64_t>(field(4))},
                           Digest(bytes)};
}

} // namespace

std::optional<Digest> DigestCache::find(const FileIdentity& file)
{
  const std::lock_guard lock(mutex_);
  load();
  const auto found = known_.find(file);
  return found == known_.end() ? std::nullopt : std::optional(found->second);
}

void DigestCache::add(const std::vector<Line>& lines)
{
  if (lines.empty()) {
    return;
  }
  const std::lock_guard lock(mutex_);
  load();
  std::string bytes;
  for (const auto& line : lines) {
    known_[line.file] = line.digest;
    bytes += encode(line);
  }
  if (path_.empty()) {
    return;
  }
  const int file = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (file < 0) {
    return;
  }
  if (::flock(file, LOCK_EX) == 0) {
    // A torn tail would shift every later record: write behind the last whole one.
    const auto end = ::lseek(file, 0, SEEK_END);
    const auto whole = end - end % static_cast<off_t>(k_record_bytes);
    if (::pwrite(file, bytes.data(), bytes.size(), whole) !=
        static_cast<ssize_t>(bytes.size())) {
      [[maybe_unused]] const int ignored = ::ftruncate(file, whole);
    }
  }
  ::close(file);
}

void DigestCache::forget_all()
{
  const std::lock_guard lock(mutex_);
  known_.clear();
  loaded_ = true;
  if (!path_.empty()) {
    ::unlink(path_.c_str());
  }
}

void DigestCache::load()
{
  if (loaded_) {
    return;
  }
  loaded_ = true;
  const auto bytes = path_.empty() ? Result<std::string>(std::string()) : os::read_file(path_);
  if (!bytes) {
    return;
  }
  for (std::size_t at = 0; at + k_record_bytes <= bytes->size(); at += k_record_bytes) {
    if (const auto line = decode(std::string_view(*bytes).substr(at, k_record_bytes))) {
      known_[line->file] = line->digest;
    }
  }
}

} // namespace crossroot::store
