// SPDX-License-Identifier: Apache-2.0
// An archive is a program for writing files, made by somebody else. libarchive's own
// SECURE_* flags refuse the classic escapes, but they follow what is on disk, know
// nothing of merged /usr, of duplicates, of limits, and differ between versions. The
// folder written here is empty at the start and nobody else's, so a table of what was
// written is the whole truth about it: a parent that the table calls a link is a write
// through a link, and no path is ever resolved by the kernel through one.
#include "archive/tree_writer.hpp"

#include "archive/entry_path.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace crossroot::archive {

namespace {

/// Closes on every way out.
struct Descriptor {
  int number;
  explicit Descriptor(int n) : number(n) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor()
  {
    if (number >= 0) {
      ::close(number);
    }
  }
};

} // namespace

TreeWriter::TreeWriter(fs::path into, const UnpackPolicy& policy, std::string source)
    : into_(std::move(into)), policy_(policy), source_(std::move(source))
{
}

Error TreeWriter::refuse(std::string_view name, std::string cause) const
{
  return Error(ErrorKind::digest_mismatch, "archive",
               fmt::format("{}: entry \"{}\" is refused", source_, name))
      .note("cause", std::move(cause));
}

Error TreeWriter::refuse_kind(std::string_view name, std::string_view kind) const
{
  return refuse(name,
                fmt::format("it is a {}; a tree holds files, folders and links", kind));
}

Error TreeWriter::system_error(std::string_view name, int number) const
{
  return Error(ErrorKind::io, "unpack",
               fmt::format("cannot write {}", (into_ / std::string(name)).string()))
      .note("cause", std::strerror(number))
      .note("from", source_);
}

Result<TreeWriter::Place> TreeWriter::place(std::string_view name)
{
  if (++entries_ > policy_.limits.entries) {
    return refuse(name, fmt::format("more than {} entries", policy_.limits.entries));
  }
  if (name.size() > policy_.limits.path_bytes) {
    return refuse(name.substr(0, 80), fmt::format("its name is longer than {} bytes",
                                                  policy_.limits.path_bytes));
  }
  auto clean = clean_entry_path(name);
  if (!clean) {
    return refuse(name,
                  "its name is absolute, climbs with \"..\" or holds control characters");
  }
  const auto prefix = clean_entry_path(policy_.strip_prefix).value_or("");
  if (!prefix.empty()) {
    const bool under = clean->size() > prefix.size() && clean->starts_with(prefix) &&
                       (*clean)[prefix.size()] == '/';
    if (!under && *clean != prefix && !prefix.starts_with(*clean + "/")) {
      return refuse(name, fmt::format("it stands outside \"{}\"", policy_.strip_prefix));
    }
    *clean = under ? clean->substr(prefix.size() + 1) : "";
  }
  Place at{*clean, policy_.merge_usr ? merge_usr(*clean) : *clean, false};
  at.skipped = at.path.empty() || (policy_.wanted && !policy_.wanted(at.path));
  return at;
}

Result<void> TreeWriter::make_parents(std::string_view path)
{
  for (auto slash = path.find('/'); slash != std::string_view::npos;
       slash = path.find('/', slash + 1)) {
    const std::string parent(path.substr(0, slash));
    const auto known = written_.find(parent);
    if (known == written_.end()) {
      CROSSROOT_CHECK(claim(parent, Kind::folder));
      if (::mkdir((into_ / parent).c_str(), 0755) != 0) {
        return system_error(parent, errno);
      }
    } else if (known->second != Kind::folder) {
      return refuse(
          path, fmt::format("it would be written through \"{}\", which is a {}", parent,
                            known->second == Kind::link ? "symbolic link" : "file"));
    }
  }
  return {};
}

Result<void> TreeWriter::claim(const std::string& path, Kind kind)
{
  if (policy_.refuse_case_pairs) {
    const auto [other, fresh] = folded_.emplace(fold_case(path), path);
    if (!fresh && other->second != path) {
      return refuse(path,
                    fmt::format("it differs from \"{}\" in case only", other->second));
    }
  }
  written_.emplace(path, kind);
  return {};
}

Result<void> TreeWriter::folder(std::string_view name)
{
  CROSSROOT_TRY(const auto at, place(name));
  if (at.path.empty()) {
    return {};
  }
  if (at.skipped) {
    return {};
  }
  // A folder entry is a parent like any other: "x/" makes x.
  return make_parents(at.path + "/");
}

Result<void>
TreeWriter::file(std::string_view name, bool executable, const ContentSource& content)
{
  CROSSROOT_TRY(const auto at, place(name));
  if (at.path.empty()) {
    return refuse(name, "a file cannot be the root of the tree");
  }
  if (at.skipped) {
    return {};
  }
  CROSSROOT_CHECK(make_parents(at.path));
  if (const auto known = written_.find(at.path); known != written_.end()) {
    return known->second == Kind::file
               ? compare_content(at.path, content)
               : Result<void>(
                     refuse(name, "the name was already something other than a file"));
  }
  CROSSROOT_CHECK(claim(at.path, Kind::file));
  const Descriptor out(::open((into_ / at.path).c_str(),
                              O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                              0644));
  if (out.number < 0) {
    return system_error(at.path, errno);
  }
  CROSSROOT_CHECK(write_content(out.number, at.path, content));
  // Explicit, since the umask of whoever runs us must not reach a tree's digest.
  if (::fchmod(out.number, executable ? 0755 : 0644) != 0) {
    return system_error(at.path, errno);
  }
  return {};
}

Result<void> TreeWriter::write_content(int descriptor,
                                       const std::string& path,
                                       const ContentSource& content)
{
  while (true) {
    CROSSROOT_TRY(auto piece, content());
    if (piece.empty()) {
      return {};
    }
    bytes_ += piece.size();
    if (bytes_ > policy_.limits.total_bytes) {
      return refuse(path, fmt::format("the archive unpacks to more than {} bytes",
                                      policy_.limits.total_bytes));
    }
    while (!piece.empty()) {
      const auto count = ::write(descriptor, piece.data(), piece.size());
      if (count < 0 && errno != EINTR) {
        return system_error(path, errno);
      }
      piece = piece.subspan(count < 0 ? 0 : static_cast<std::size_t>(count));
    }
  }
}

Result<void> TreeWriter::compare_content(const std::string& path,
                                         const ContentSource& content)
{
  const Descriptor in(::open((into_ / path).c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  if (in.number < 0) {
    return system_error(path, errno);
  }
  std::string mine;
  while (true) {
    CROSSROOT_TRY(const auto piece, content());
    mine.resize(piece.empty() ? 1 : piece.size());
    std::size_t have = 0;
    while (have < mine.size()) {
      const auto count = ::read(in.number, mine.data() + have, mine.size() - have);
      if (count < 0 && errno != EINTR) {
        return system_error(path, errno);
      }
      if (count == 0) {
        break;
      }
      have += count < 0 ? 0 : static_cast<std::size_t>(count);
    }
    if (have != piece.size() || std::memcmp(mine.data(), piece.data(), have) != 0) {
      return refuse(path, "the archive holds two different files of this name");
    }
    if (piece.empty()) {
      return {};
    }
  }
}

Result<void> TreeWriter::symbolic_link(std::string_view name, std::string_view target)
{
  CROSSROOT_TRY(const auto at, place(name));
  if (at.path.empty()) {
    return refuse(name, "a link cannot be the root of the tree");
  }
  if (at.skipped) {
    return {};
  }
  auto destination = link_destination(at.original, target);
  if (!destination) {
    return refuse(name, fmt::format("its target \"{}\" leaves the tree", target));
  }
  if (policy_.merge_usr) {
    *destination = merge_usr(*destination);
  }
  if (*destination == at.path && at.original != at.path) {
    return {}; // bin → usr/bin: the composed tree has it at its top
  }
  // As written where that still means the same, so that trees stay close to the packages.
  const bool same =
      target.front() != '/' && link_destination(at.path, target) == destination;
  const auto text = same ? std::string(target) : relative_target(at.path, *destination);
  CROSSROOT_CHECK(make_parents(at.path));
  if (const auto known = written_.find(at.path); known != written_.end()) {
    std::error_code failed;
    if (known->second == Kind::link &&
        fs::read_symlink(into_ / at.path, failed) == text) {
      return {};
    }
    return refuse(name, "the archive holds something different of this name");
  }
  CROSSROOT_CHECK(claim(at.path, Kind::link));
  if (::symlink(text.c_str(), (into_ / at.path).c_str()) != 0) {
    return system_error(at.path, errno);
  }
  return {};
}

Result<void> TreeWriter::hard_link(std::string_view name, std::string_view target)
{
  CROSSROOT_TRY(const auto at, place(name));
  CROSSROOT_TRY(const auto to, place(target));
  if (at.skipped) {
    return {};
  }
  const auto known = written_.find(to.path);
  if (known == written_.end() || known->second != Kind::file) {
    return refuse(name, fmt::format("it is a hard link to \"{}\", which is no file "
                                    "unpacked before it",
                                    target));
  }
  if (at.path == to.path) {
    return {};
  }
  CROSSROOT_CHECK(make_parents(at.path));
  if (written_.contains(at.path)) {
    return refuse(name, "the archive holds two entries of this name");
  }
  CROSSROOT_CHECK(claim(at.path, Kind::file));
  if (::link((into_ / to.path).c_str(), (into_ / at.path).c_str()) != 0) {
    return system_error(at.path, errno);
  }
  return {};
}

} // namespace crossroot::archive
