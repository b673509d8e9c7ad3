// SPDX-License-Identifier: Apache-2.0
// A .deb is an ar archive of debian-binary, control.tar.* and data.tar.* in this order
// (deb(5)). libarchive reads one layer at a time, so the bytes of data.tar flow from a
// first reader into a second through a callback, without a temporary file. Package
// scripts stand in control.tar and are never unpacked, let alone run.
#include "archive/entry_stream.hpp"
#include "archive/xz_source.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <utility>

namespace crossroot::archive {

namespace {

constexpr std::uint64_t k_control_limit_bytes = std::uint64_t{16} << 20;
constexpr std::uint64_t k_padding_limit_bytes = std::uint64_t{1} << 20;

/// The bytes of the ar member that the outer reader stands at.
class MemberSource final : public PieceSource {
public:
  MemberSource(::archive* reader, std::string name) : content_(reader, std::move(name)) {}
  Result<std::span<const std::byte>> next() override { return content_.next(); }

private:
  EntryContent content_;
};

Error not_a_deb(const std::string& name, std::string cause)
{
  return Error(ErrorKind::digest_mismatch, "archive",
               fmt::format("{} is not a Debian package", name))
      .note("cause", std::move(cause));
}

Result<Reader> open_ar(const fs::path& blob, const std::string& name)
{
  Reader reader(archive_read_new());
  archive_read_support_format_ar(reader.get());
  if (archive_read_open_filename(reader.get(), blob.c_str(), 1 << 16) != ARCHIVE_OK) {
    return archive_error(reader.get(), name);
  }
  return reader;
}

/// Moves to the member `prefix`* and gives its name. debian-binary must come first and
/// be of a format that we know.
Result<std::string> seek_member(::archive* reader,
                                std::string_view prefix,
                                const std::string& name,
                                const CancelToken& cancel)
{
  bool first = true;
  while (true) {
    CROSSROOT_TRY(auto* const entry, next_entry(reader, name, cancel));
    if (entry == nullptr) {
      return not_a_deb(name, fmt::format("it has no member {}*", prefix));
    }
    const auto member = entry_name(entry).value_or("");
    if (first) {
      if (member != "debian-binary") {
        return not_a_deb(name, "its first member is not debian-binary");
      }
      CROSSROOT_TRY(const auto format, read_content(reader, name, 64));
      if (!format.starts_with("2.")) {
        return not_a_deb(name, "its format is not 2.x");
      }
      first = false;
    } else if (member.starts_with(prefix)) {
      return member;
    }
  }
}

/// Reads what follows the tar's end: the checksum of an xz block stands behind its data,
/// so whoever stops early has unpacked bytes that nothing vouched for.
Result<void> drain(PieceSource& source, const std::string& name)
{
  std::uint64_t bytes = 0;
  while (true) {
    CROSSROOT_TRY(const auto piece, source.next());
    bytes += piece.size();
    if (piece.empty()) {
      return {};
    }
    if (bytes > k_padding_limit_bytes) {
      return not_a_deb(name, "there are more bytes behind the end of its tar");
    }
  }
}

/// Calls `use` with a tar reader on the member that `outer` stands at.
template <class Use>
auto with_tar(::archive* outer,
              const std::string& member,
              const std::string& name,
              Use use) -> decltype(use(outer, std::declval<PieceSource&>()))
{
  MemberSource packed(outer, name);
  Reader inner(archive_read_new());
  archive_read_support_format_tar(inner.get());
  std::optional<XzSource> unpacked;
  PieceSource* source = &packed;
  if (member.ends_with(".xz")) {
    source = &unpacked.emplace(packed, name);
  } else if (member.ends_with(".gz")) {
    archive_read_support_filter_gzip(inner.get());
  } else if (member.ends_with(".zst")) {
    archive_read_support_filter_zstd(inner.get());
  } else if (member.ends_with(".bz2")) {
    archive_read_support_filter_bzip2(inner.get());
  } else if (!member.ends_with(".tar")) {
    return not_a_deb(name,
                     fmt::format("its member {} is packed in an unknown way", member));
  }
  OpenSource open{*source, {}};
  CROSSROOT_CHECK(open_source(inner.get(), open, name));
  auto result = use(inner.get(), *source);
  if (!result && open.failure) {
    return *open.failure;
  }
  return result;
}

} // namespace

Result<void> unpack_deb(const fs::path& blob,
                        const fs::path& into,
                        const UnpackPolicy& policy,
                        const CancelToken& cancel)
{
  const Utf8Names utf8;
  const auto name = blob.filename().string();
  CROSSROOT_TRY(const auto outer, open_ar(blob, name));
  CROSSROOT_TRY(const auto member, seek_member(outer.get(), "data.tar", name, cancel));
  TreeWriter writer(into, policy, name);
  return with_tar(outer.get(), member, name,
                  [&](::archive* inner, PieceSource& source) -> Result<void> {
                    CROSSROOT_CHECK(write_entries(inner, writer, name, cancel));
                    return drain(source, name);
                  });
}

Result<std::string> read_deb_control(const fs::path& blob)
{
  const Utf8Names utf8;
  const CancelToken never;
  const auto name = blob.filename().string();
  CROSSROOT_TRY(const auto outer, open_ar(blob, name));
  CROSSROOT_TRY(const auto member, seek_member(outer.get(), "control.tar", name, never));
  return with_tar(outer.get(), member, name,
                  [&](::archive* inner, PieceSource&) -> Result<std::string> {
                    while (true) {
                      CROSSROOT_TRY(auto* const entry, next_entry(inner, name, never));
                      if (entry == nullptr) {
                        return not_a_deb(name, "its control.tar has no file \"control\"");
                      }
                      const auto path = entry_name(entry).value_or("");
                      if (path == "./control" || path == "control") {
                        return read_content(inner, name, k_control_limit_bytes);
                      }
                    }
                  });
}

} // namespace crossroot::archive
