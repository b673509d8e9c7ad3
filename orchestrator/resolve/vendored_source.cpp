// SPDX-License-Identifier: Apache-2.0
// A git source is locked by its commit and by the digest of the commit's files. A mirror
// of it holds those files as a plain tar and no repository: the store has the files but
// not the history that a repository would need, a tar can be served by anything, and the
// locked tree digest proves it, however it was packed. Unlike a blob's, that digest is
// known after unpacking only, so the tar is unpacked beside the store's trees, under the
// policy for hostile archives, and enters once the digest is the locked one.
#include "resolve/vendored_source.hpp"

#include "archive/archive.hpp"
#include "fetch/candidates.hpp"
#include "os/descriptor.hpp"
#include "sysroot/tree_layout.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <array>
#include <cstring>
#include <fstream>

namespace crossroot::resolve {

namespace {

using WriteBytes = std::function<Result<void>(std::span<const std::byte>)>;

constexpr std::size_t k_block_bytes = 512;
constexpr std::uint64_t k_size_limit = std::uint64_t{1} << 33; ///< 11 octal digits
constexpr std::size_t k_name_bytes = 100;

std::string name_of(const LockedSource& source)
{
  return source.sha256.render() + ".tar";
}

/// POSIX.1-1988 ustar, in pax's numbering of types.
struct Member {
  std::string name, target;
  char type = '0'; ///< '0' file, '2' symbolic link, 'x' attributes of the next member
  bool executable = false;
  std::uint64_t size = 0;
};

std::string header_of(const Member& member)
{
  std::string block(k_block_bytes, '\0');
  const auto put = [&](std::size_t at, std::string_view text) {
    block.replace(at, text.size(), text);
  };
  put(0, std::string_view(member.name).substr(0, k_name_bytes));
  put(100, member.executable ? "0000755" : "0000644");
  put(108, "0000000");
  put(116, "0000000");
  put(124, fmt::format("{:011o}", member.size));
  put(136, "00000000000");
  put(148, "        ");
  put(156, std::string_view(&member.type, 1));
  put(157, std::string_view(member.target).substr(0, k_name_bytes));
  put(257, std::string_view("ustar\00000", 8));
  unsigned sum = 0;
  for (const char c : block) {
    sum += static_cast<unsigned char>(c);
  }
  put(148, fmt::format("{:06o}", sum));
  block[154] = '\0';
  return block;
}

/// "LENGTH key=value\n", where the length counts itself.
std::string pax_line(std::string_view key, std::string_view value)
{
  const auto rest = fmt::format(" {}={}\n", key, value);
  auto length = rest.size();
  while (std::to_string(length).size() + rest.size() != length) {
    length = std::to_string(length).size() + rest.size();
  }
  return std::to_string(length) + rest;
}

std::string padding_after(std::uint64_t bytes)
{
  return std::string((k_block_bytes - bytes % k_block_bytes) % k_block_bytes, '\0');
}

std::string headers_of(const Member& member)
{
  std::string attributes;
  if (member.name.size() > k_name_bytes) {
    attributes += pax_line("path", member.name);
  }
  if (member.target.size() > k_name_bytes) {
    attributes += pax_line("linkpath", member.target);
  }
  if (attributes.empty()) {
    return header_of(member);
  }
  return header_of({.name = "attributes", .type = 'x', .size = attributes.size()}) +
         attributes + padding_after(attributes.size()) + header_of(member);
}

Result<void> write_text(const WriteBytes& write, std::string_view text)
{
  return write(std::as_bytes(std::span(text)));
}

Result<void> write_file(const fs::path& path, Member member, const WriteBytes& write)
{
  struct stat facts {};
  if (::lstat(path.c_str(), &facts) != 0) {
    return os::system_error("look at " + path.string(), errno);
  }
  member.size = static_cast<std::uint64_t>(facts.st_size);
  member.executable = (facts.st_mode & S_IXUSR) != 0;
  if (member.size >= k_size_limit) {
    return Error(ErrorKind::io, "source", member.name + " is too large for a tar");
  }
  CROSSROOT_CHECK(write_text(write, headers_of(member)));
  std::ifstream in(path, std::ios::binary);
  std::array<char, std::size_t{1} << 16> piece{};
  std::uint64_t done = 0;
  while (in.read(piece.data(), piece.size()) || in.gcount() > 0) {
    const auto count = static_cast<std::size_t>(in.gcount());
    CROSSROOT_CHECK(write_text(write, {piece.data(), count}));
    done += count;
  }
  if (done != member.size) {
    return Error(ErrorKind::io, "source", "cannot read " + path.string());
  }
  return write_text(write, padding_after(done));
}

/// The tar at `url` into a file.
Result<void>
download(const std::string& url, const fs::path& into, const ResolveContext& context)
{
  std::ofstream out(into, std::ios::binary);
  net::Transfer transfer;
  transfer.url = url;
  transfer.on_bytes = [&](std::span<const std::byte> bytes) -> Result<void> {
    out.write(reinterpret_cast<const char*>(bytes.data()),
              static_cast<std::streamsize>(bytes.size()));
    return out ? Result<void>() : os::system_error("write " + into.string(), errno);
  };
  transfer.on_restart = [&]() -> Result<void> {
    out.close();
    out.open(into, std::ios::binary | std::ios::trunc);
    return {};
  };
  CROSSROOT_CHECK(context.http.run(transfer, context.cancel));
  out.close();
  return out ? Result<void>() : os::system_error("write " + into.string(), errno);
}

/// Publishes the tree if it is the locked one; gives the digest that it has.
Result<Digest> publish_if_same(const fs::path& tar,
                               const LockedSource& source,
                               const ResolveContext& context)
{
  CROSSROOT_TRY(auto folder, context.store.staging("source"));
  CROSSROOT_CHECK(archive::unpack_tar(tar, folder.path(), {}, context.cancel));
  CROSSROOT_TRY(const auto found, context.store.digest_folder(folder.path()));
  if (found.digest == source.sha256) {
    CROSSROOT_CHECK(context.store.publish_tree(std::move(folder)));
  }
  return found.digest;
}

} // namespace

Result<void> write_tar(const fs::path& tree, const WriteBytes& write)
{
  CROSSROOT_TRY(const auto entries, sysroot::list_tree(tree));
  for (const auto& entry : entries) {
    const auto path = tree / entry.path;
    if (entry.kind == sysroot::TreeEntry::Kind::file) {
      CROSSROOT_CHECK(write_file(path, {.name = entry.path}, write));
    } else if (entry.kind == sysroot::TreeEntry::Kind::link) {
      std::error_code failed;
      const auto target = fs::read_symlink(path, failed).string();
      if (failed) {
        return os::system_error("read the link " + path.string(), failed.value());
      }
      CROSSROOT_CHECK(write_text(
          write, headers_of({.name = entry.path, .target = target, .type = '2'})));
    }
  }
  return write_text(write, std::string(2 * k_block_bytes, '\0'));
}

Result<std::optional<fetch::BlobRequest>> pack_source(const LockedSource& source,
                                                      store::Store& store)
{
  if (source.kind != "git") {
    return std::optional<fetch::BlobRequest>();
  }
  CROSSROOT_TRY(auto writer, store.write_blob());
  CROSSROOT_CHECK(
      write_tar(store.tree_path({source.sha256}),
                [&](std::span<const std::byte> bytes) { return writer->append(bytes); }));
  const auto size = writer->size_bytes();
  CROSSROOT_TRY(const auto digest, writer->commit(std::nullopt, std::nullopt));
  return std::optional(fetch::BlobRequest{.label = fmt::format("source {}", source.url),
                                          .archive = std::string(fetch::k_source_archive),
                                          .path = source.url,
                                          .mirror_path = name_of(source),
                                          .sha256 = digest,
                                          .size = size});
}

Result<bool> unpack_from_mirrors(const LockedSource& source,
                                 const ResolveContext& context)
{
  const auto mirrors = context.sources.find(std::string(fetch::k_source_archive));
  if (mirrors == context.sources.end()) {
    return false;
  }
  std::optional<Error> wrong;
  CROSSROOT_TRY(const auto folder, context.store.staging("tar"));
  for (const auto& mirror : mirrors->second) {
    const auto tar = folder.path() / "source.tar";
    const auto url = fetch::join_url(mirror.url, name_of(source));
    if (const auto arrived = download(url, tar, context); !arrived) {
      if (arrived.error().kind() == ErrorKind::interrupted) {
        return arrived.error();
      }
      continue;
    }
    auto found = publish_if_same(tar, source, context);
    if (found && *found == source.sha256) {
      return true;
    }
    if (!found && found.error().kind() != ErrorKind::digest_mismatch) {
      return std::move(found).error();
    }
    wrong = Error(ErrorKind::digest_mismatch, "source",
                  fmt::format("the files of {} on {} are not the locked ones", source.url,
                              mirror.label))
                .note("expected", source.sha256.render())
                .note("found", found ? found->render() : found.error().message());
  }
  return wrong ? Result<bool>(std::move(*wrong)) : Result<bool>(false);
}

} // namespace crossroot::resolve
