// SPDX-License-Identifier: Apache-2.0
#include "store/digest_cache.hpp"

#include "base/bytes.hpp"
#include "os/files.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cstring>
#include <string>
#include <string_view>

// Only files of published trees are entered: they are 0444, no build can reach them but
// read-only, and the store replaces none of them in place. What remains is a reused
// inode number. The usual guard, ctime, moves with every hard link, which is what
// composing does; the birth time of the inode does not move and cannot be set, so device,
// inode, birth, mtime and size together name one file for good.
//
// The file is a row of fixed records, appended under flock. Each carries a check value,
// since a crash may leave a torn or zero tail: a record that does not check is skipped.
//
// A build with nothing to do asks for the two programs in out/ and nothing else, and a
// store soon knows 50,000 files. Comparing the inode of each record costs microseconds,
// checking and indexing all of them 20 ms; so the first questions are answered by a scan,
// and the index is made for those who ask for whole trees.
namespace crossroot::store {

namespace {

constexpr std::size_t k_fields = 5;
constexpr unsigned k_scans = 16;
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
  out.append(reinterpret_cast<const char*>(line.digest.bytes().data()),
             Digest::k_size_bytes);
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
  return DigestCache::Line{{field(0), field(1), field(2),
                            static_cast<std::int64_t>(field(3)),
                            static_cast<std::int64_t>(field(4))},
                           Digest(bytes)};
}

} // namespace

std::optional<Digest> DigestCache::find(const FileIdentity& file)
{
  const std::lock_guard lock(mutex_);
  read_records();
  if (!records_.empty() && scans_ < k_scans) {
    ++scans_;
    return scan(file);
  }
  index_records();
  const auto found = known_.find(file);
  return found == known_.end() ? std::nullopt : std::optional(found->second);
}

void DigestCache::add(const std::vector<Line>& lines)
{
  if (lines.empty()) {
    return;
  }
  const std::lock_guard lock(mutex_);
  read_records();
  index_records();
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
  records_.clear();
  read_ = true;
  if (!path_.empty()) {
    ::unlink(path_.c_str());
  }
}

void DigestCache::read_records()
{
  if (read_ || path_.empty()) {
    return;
  }
  read_ = true;
  if (auto bytes = os::read_file(path_)) {
    records_ = std::move(bytes).value();
  }
}

void DigestCache::index_records()
{
  for (std::size_t at = 0; at + k_record_bytes <= records_.size(); at += k_record_bytes) {
    if (const auto line = decode(std::string_view(records_).substr(at, k_record_bytes))) {
      known_[line->file] = line->digest;
    }
  }
  records_ = std::string();
}

/// From the end, since the last record of a file is the one that counts.
std::optional<Digest> DigestCache::scan(const FileIdentity& file) const
{
  std::string inode;
  put_u64(inode, file.inode);
  for (auto at = records_.size() / k_record_bytes * k_record_bytes; at > 0;) {
    at -= k_record_bytes;
    if (std::memcmp(records_.data() + at + 8, inode.data(), inode.size()) != 0) {
      continue;
    }
    const auto line = decode(std::string_view(records_).substr(at, k_record_bytes));
    if (line && line->file == file) {
      return line->digest;
    }
  }
  return std::nullopt;
}

} // namespace crossroot::store
