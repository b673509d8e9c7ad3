// SPDX-License-Identifier: Apache-2.0
#include "store/blob_writer.hpp"

#include "store/disk_error.hpp"
#include "store/disk_store.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace crossroot::store {

namespace {

class DiskBlobWriter final : public BlobWriter {
public:
  DiskBlobWriter(int descriptor, fs::path temporary, fs::path blobs)
      : descriptor_(descriptor), temporary_(std::move(temporary)),
        blobs_(std::move(blobs))
  {
  }
  DiskBlobWriter(const DiskBlobWriter&) = delete;
  DiskBlobWriter& operator=(const DiskBlobWriter&) = delete;
  ~DiskBlobWriter() override { drop(); }

  Result<void> append(std::span<const std::byte> bytes) override
  {
    while (!bytes.empty()) {
      const auto wrote = ::write(descriptor_, bytes.data(), bytes.size());
      if (wrote < 0 && errno == EINTR) {
        continue;
      }
      if (wrote < 0) {
        return disk_error("cannot write", temporary_, errno);
      }
      const auto piece = bytes.first(static_cast<std::size_t>(wrote));
      hasher_.update(piece);
      size_bytes_ += piece.size();
      bytes = bytes.subspan(piece.size());
    }
    return {};
  }

  Result<void> restart() override
  {
    if (::ftruncate(descriptor_, 0) != 0 || ::lseek(descriptor_, 0, SEEK_SET) < 0) {
      return disk_error("cannot empty", temporary_, errno);
    }
    hasher_ = Hasher();
    size_bytes_ = 0;
    return {};
  }

  std::uint64_t size_bytes() const override { return size_bytes_; }

  Result<Digest> commit(const std::optional<Digest>& expected,
                        std::optional<std::uint64_t> expected_size_bytes) override
  {
    const auto digest = hasher_.finish();
    auto published = publish(digest, expected, expected_size_bytes);
    drop();
    CROSSROOT_CHECK(std::move(published));
    return digest;
  }

private:
  Result<void> publish(const Digest& digest,
                       const std::optional<Digest>& expected,
                       std::optional<std::uint64_t> expected_size_bytes)
  {
    if (expected_size_bytes && *expected_size_bytes != size_bytes_) {
      return Error(ErrorKind::digest_mismatch, "size",
                   fmt::format("{} bytes where {} were pinned", size_bytes_,
                               *expected_size_bytes));
    }
    if (expected && *expected != digest) {
      return Error(ErrorKind::digest_mismatch, "digest",
                   fmt::format("sha256 {} where {} was pinned", digest.render(),
                               expected->render()));
    }
    const auto hex = digest.render();
    const auto folder = blobs_ / hex.substr(0, 2);
    const auto place = folder / hex;
    if (::access(place.c_str(), F_OK) == 0) {
      return {};
    }
    if (::fchmod(descriptor_, 0444) != 0 || ::fsync(descriptor_) != 0) {
      return disk_error("cannot write", temporary_, errno);
    }
    // Some file systems (NFS above all) report a full disk only here.
    if (::close(std::exchange(descriptor_, -1)) != 0) {
      return disk_error("cannot write", temporary_, errno);
    }
    CROSSROOT_CHECK(make_store_folder(folder));
    CROSSROOT_CHECK(os::rename_into_place(temporary_, place));
    temporary_.clear();
    return {};
  }

  void drop()
  {
    if (descriptor_ >= 0) {
      ::close(std::exchange(descriptor_, -1));
    }
    if (!temporary_.empty()) {
      ::unlink(temporary_.c_str());
      temporary_.clear();
    }
  }

  int descriptor_;
  fs::path temporary_;
  fs::path blobs_;
  Hasher hasher_;
  std::uint64_t size_bytes_ = 0;
};

} // namespace

Result<std::unique_ptr<BlobWriter>> make_blob_writer(const fs::path& temporaries,
                                                     const fs::path& blobs)
{
  auto name = (temporaries / "blob-XXXXXX").string();
  const int descriptor = ::mkostemp(name.data(), O_CLOEXEC);
  if (descriptor < 0) {
    return disk_error("cannot make a file in", temporaries, errno);
  }
  return std::unique_ptr<BlobWriter>(
      std::make_unique<DiskBlobWriter>(descriptor, name, blobs));
}

} // namespace crossroot::store
