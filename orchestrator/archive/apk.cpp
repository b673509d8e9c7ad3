// SPDX-License-Identifier: Apache-2.0
// An apk of version 2 is gzip files in a row, each a piece of one tar: signatures,
// control files, data. Only the last ends as a tar does. A piece that ends so earlier is
// read by some programs to there and by others beyond, so that two see different packages
// under one signature: behind an end nothing but zeros is taken here, anywhere. The
// control part is small and read by our own hand; data goes the way of every tar.
#include "archive/apk.hpp"

#include "archive/archive.hpp"
#include "archive/gzip_stream.hpp"
#include "base/text.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

namespace crossroot::archive {

namespace {

constexpr std::uint64_t k_most_control_bytes = std::uint64_t{16} << 20;
constexpr std::uint64_t k_most_index_bytes = std::uint64_t{256} << 20;
constexpr std::size_t k_block = 512;

struct TarMember {
  std::string name;
  std::string_view content;
};

std::optional<std::uint64_t> octal(std::string_view field)
{
  std::uint64_t value = 0;
  for (const char c : field.substr(0, field.find_first_of(std::string_view("\0 ", 2)))) {
    if (c < '0' || c > '7') {
      return std::nullopt;
    }
    value = value * 8 + static_cast<std::uint64_t>(c - '0');
  }
  return value;
}

bool all_zero(std::string_view bytes)
{
  return bytes.find_first_not_of('\0') == std::string_view::npos;
}

/// The files of a piece of tar. Names longer than a header has room for are none that
/// matter here, so extended headers are passed over.
Result<std::vector<TarMember>> read_piece(std::string_view tar,
                                          const std::string& shown_as)
{
  std::vector<TarMember> members;
  while (!tar.empty()) {
    if (tar.size() < k_block) {
      return unreadable(shown_as, "a part of it ends within a tar header");
    }
    const auto header = tar.substr(0, k_block);
    if (header[0] == '\0') {
      return all_zero(tar)
                 ? Result<std::vector<TarMember>>(std::move(members))
                 : unreadable(shown_as, "there is more behind the end of a tar in it");
    }
    const auto size = octal(header.substr(124, 12));
    tar = tar.substr(k_block);
    if (!size || *size > tar.size()) {
      return unreadable(shown_as, "a member of it is larger than the part it stands in");
    }
    const char type = header[156];
    if (type == '0' || type == '\0') {
      const auto name = header.substr(0, 100);
      members.push_back(
          {std::string(name.substr(0, name.find('\0'))), tar.substr(0, *size)});
    }
    tar = tar.substr(
        std::min<std::uint64_t>((*size + k_block - 1) / k_block * k_block, tar.size()));
  }
  return members;
}

bool is_signature(const TarMember& member)
{
  return member.name.starts_with(".SIGN.");
}

std::vector<ApkSignature> signatures_of(const std::vector<TarMember>& members)
{
  std::vector<ApkSignature> out;
  for (const auto& member : members) {
    for (const auto& [prefix, over] :
         {std::pair{std::string_view(".SIGN.RSA."), ApkSignature::Over::sha1},
          std::pair{std::string_view(".SIGN.RSA256."), ApkSignature::Over::sha256}}) {
      if (member.name.starts_with(prefix)) {
        out.push_back({.over = over,
                       .key = member.name.substr(prefix.size()),
                       .bytes = std::string(member.content)});
      }
    }
  }
  return out;
}

/// Where the parts of a package stand.
struct Parts {
  std::uint64_t control_begin = 0;
  std::uint64_t data_begin = 0;
  std::map<std::string, std::string, std::less<>> control;
};

Result<Parts> read_parts(const ByteInput& input)
{
  Parts parts;
  for (std::uint64_t at = 0; parts.control.empty();) {
    CROSSROOT_TRY(const auto stream, read_gzip_stream(input, at, k_most_control_bytes));
    CROSSROOT_TRY(const auto members, read_piece(stream.content, input.shown_as()));
    if (at == 0 && !members.empty() &&
        std::all_of(members.begin(), members.end(), is_signature)) {
      at = stream.end;
      continue;
    }
    parts.control_begin = stream.begin;
    parts.data_begin = stream.end;
    for (const auto& member : members) {
      parts.control.emplace(member.name, member.content);
    }
    if (!parts.control.contains(".PKGINFO")) {
      return unreadable(input.shown_as(), "its control part has no .PKGINFO");
    }
  }
  return parts;
}

std::string value_of(std::string_view info, std::string_view key)
{
  for (const auto line : split_lines(info)) {
    const auto sign = line.find(" = ");
    if (sign != std::string_view::npos && line.substr(0, sign) == key) {
      return std::string(trim(line.substr(sign + 3)));
    }
  }
  return {};
}

/// Behind a tar's end: its packer's checksum, and nothing else.
Result<void> drain(PieceSource& source, const std::string& name)
{
  while (true) {
    CROSSROOT_TRY(const auto piece, source.next());
    if (piece.empty()) {
      return {};
    }
    if (!all_zero({reinterpret_cast<const char*>(piece.data()), piece.size()})) {
      return unreadable(name, "there is more behind the end of a tar in it");
    }
  }
}

/// Passes pieces on and remembers the last, of which a reader may leave a part unread.
class Tail final : public PieceSource {
public:
  explicit Tail(PieceSource& source) : source_(source) {}
  Result<std::span<const std::byte>> next() override
  {
    CROSSROOT_TRY(last_, source_.next());
    passed_ += last_.size();
    return last_;
  }
  /// What of the last piece lies behind this offset of all that was passed.
  std::string_view behind(std::uint64_t offset) const
  {
    const auto unread =
        std::min<std::uint64_t>(passed_ - std::min(offset, passed_), last_.size());
    const auto rest = last_.last(static_cast<std::size_t>(unread));
    return {reinterpret_cast<const char*>(rest.data()), rest.size()};
  }

private:
  PieceSource& source_;
  std::span<const std::byte> last_;
  std::uint64_t passed_ = 0;
};

Error refused(const Error& error)
{
  if (error.kind() != ErrorKind::io || error.id() != "archive") {
    return error;
  }
  Error out(ErrorKind::digest_mismatch, error.id(), error.message());
  for (const auto& note : error.notes()) {
    out = std::move(out).note(note.label, note.text);
  }
  return out;
}

Result<void> unpack_data(const ByteInput& input,
                         const fs::path& into,
                         const UnpackPolicy& policy,
                         const CancelToken& cancel)
{
  const Utf8Names utf8;
  CROSSROOT_TRY(const auto parts, read_parts(input));
  MemberLimits limits;
  limits.total_bytes = policy.limits.total_bytes;
  Meter meter(limits, input, cancel);
  CROSSROOT_TRY(const auto source, unpacked(input, meter, parts.data_begin));
  Tail tail(*source);
  const Reader reader(archive_read_new());
  archive_read_support_format_tar(reader.get());
  OpenSource open{tail, {}};
  CROSSROOT_CHECK(open_source(reader.get(), open, input.shown_as()));
  // Names that begin with a dot at the top are apk's own files and are not installed.
  auto inner = policy;
  inner.wanted = [&policy](std::string_view path) {
    return !path.starts_with('.') && (!policy.wanted || policy.wanted(path));
  };
  TreeWriter writer(into, inner, input.shown_as());
  auto written = write_entries(reader.get(), writer, input.shown_as(), cancel);
  if (!written) {
    return open.failure ? *open.failure : std::move(written).error();
  }
  const auto read = archive_filter_bytes(reader.get(), 0);
  if (!all_zero(tail.behind(read < 0 ? 0 : static_cast<std::uint64_t>(read)))) {
    return unreadable(input.shown_as(), "there is more behind the end of a tar in it");
  }
  return drain(*source, input.shown_as());
}

} // namespace

Result<ApkIndex> read_apk_index(std::string_view bytes)
{
  const std::string name = "APKINDEX.tar.gz";
  const ByteInput input(std::as_bytes(std::span(bytes)), name);
  const auto read = [&]() -> Result<ApkIndex> {
    ApkIndex index;
    CROSSROOT_TRY(const auto first, read_gzip_stream(input, 0, k_most_control_bytes));
    CROSSROOT_TRY(const auto signatures, read_piece(first.content, name));
    if (signatures.empty() ||
        !std::all_of(signatures.begin(), signatures.end(), is_signature)) {
      return unreadable(name, "it does not begin with a signature");
    }
    index.signatures = signatures_of(signatures);
    index.signed_bytes = bytes.substr(first.end);
    CROSSROOT_TRY(const auto second,
                  read_gzip_stream(input, first.end, k_most_index_bytes));
    if (second.end != bytes.size()) {
      return unreadable(name, "there is more behind the list of packages");
    }
    CROSSROOT_TRY(const auto members, read_piece(second.content, name));
    for (const auto& member : members) {
      if (member.name == "APKINDEX") {
        index.packages = member.content;
      }
    }
    return index;
  };
  auto index = read();
  return index ? std::move(index) : Result<ApkIndex>(refused(index.error()));
}

Result<ApkStatement> read_apk_statement(const fs::path& blob)
{
  CROSSROOT_TRY(const auto input, ByteInput::open(blob, blob.filename().string()));
  const auto parts = read_parts(input);
  if (!parts) {
    return refused(parts.error());
  }
  const auto& info = parts->control.find(".PKGINFO")->second;
  ApkStatement out{.name = value_of(info, "pkgname"),
                   .version = value_of(info, "pkgver"),
                   .arch = value_of(info, "arch"),
                   .control_bytes = {},
                   .data_sha256 = value_of(info, "datahash"),
                   .data = {}};
  std::array<std::byte, 65536> buffer{};
  Hasher data;
  for (auto at = parts->control_begin; at < input.size();) {
    const auto most = at < parts->data_begin ? parts->data_begin - at : buffer.size();
    CROSSROOT_TRY(const auto piece,
                  input.read(at, std::span(buffer).first(
                                     std::min<std::uint64_t>(most, buffer.size()))));
    if (at < parts->data_begin) {
      out.control_bytes.append(reinterpret_cast<const char*>(piece.data()), piece.size());
    } else {
      data.update(piece);
    }
    at += piece.size();
  }
  out.data = data.finish();
  return out;
}

Result<void> unpack_apk(const fs::path& blob,
                        const fs::path& into,
                        const UnpackPolicy& policy,
                        const CancelToken& cancel)
{
  CROSSROOT_TRY(const auto input, ByteInput::open(blob, blob.filename().string()));
  auto done = unpack_data(input, into, policy, cancel);
  return done ? Result<void>() : Result<void>(refused(done.error()));
}

} // namespace crossroot::archive
