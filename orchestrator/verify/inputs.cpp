// SPDX-License-Identifier: Apache-2.0
#include "verify/inputs.hpp"

#include "base/printable.hpp"
#include "base/text.hpp"
#include "elf/byte_source.hpp"

#include <dirent.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

namespace crossroot::verify {

namespace {

using Visit = std::function<void(Input)>;

/// The error with nothing in it that a terminal would obey: its texts quote names.
Error harmless(const Error& error, const std::string& message)
{
  Error out(error.kind(), error.id(), printable(message));
  for (const auto& note : error.notes()) {
    out = std::move(out).note(note.label, printable(note.text));
  }
  for (const auto& hint : error.hints()) {
    out = std::move(out).hint(printable(hint));
  }
  return out;
}

Input failed(const std::string& path, const Error& error)
{
  return {printable(path), harmless(error, error.message())};
}

Input refused(const std::string& path, int error_number)
{
  return failed(path, Error(ErrorKind::io, "read", "cannot read " + path)
                          .note("cause", std::strerror(error_number)));
}

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};

/// The names in a folder, sorted; the error number if it cannot be read to its end.
int list_folder(const std::string& path, std::vector<std::string>& names)
{
  const std::unique_ptr<DIR, CloseFolder> folder(::opendir(path.c_str()));
  if (!folder) {
    return errno;
  }
  errno = 0;
  while (const auto* const entry = ::readdir(folder.get())) {
    const std::string name = entry->d_name;
    if (name != "." && name != "..") {
      names.push_back(name);
    }
    errno = 0;
  }
  std::sort(names.begin(), names.end());
  return errno;
}

void walk_folder(const std::string& top, const CancelToken& cancel, const Visit& visit)
{
  std::vector<std::string> left{top}; // a stack: the next in order stands last
  while (!left.empty() && !cancel.cancelled()) {
    const auto path = std::move(left.back());
    left.pop_back();
    struct stat status {};
    if ((path == top ? ::stat(path.c_str(), &status) : ::lstat(path.c_str(), &status)) !=
        0) {
      visit(refused(path, errno));
    } else if (S_ISREG(status.st_mode)) {
      visit({printable(path), FileInput{path, false}});
    } else if (S_ISDIR(status.st_mode)) {
      std::vector<std::string> names;
      if (const int error = list_folder(path, names); error != 0) {
        visit(refused(path, error));
      }
      for (auto name = names.rbegin(); name != names.rend(); ++name) {
        left.push_back(path + (path.ends_with('/') ? "" : "/") + *name);
      }
    }
  }
}

/// Makes inputs of an archive's members.
class ElfSink final : public archive::MemberSink {
public:
  ElfSink(std::string operand, const Visit& visit)
      : operand_(std::move(operand)), visit_(visit)
  {
  }
  bool wanted(const archive::MemberStart& start) override
  {
    return has_elf_magic(start.bytes);
  }
  void take(std::string name, std::vector<std::byte> content) override
  {
    visit_({title(name), MemberInput{std::move(content)}});
  }
  void same_as(std::string name, std::string taken) override
  {
    visit_({title(name), LinkInput{title(taken)}});
  }
  void damaged(std::string name, Error error) override
  {
    visit_({title(name), harmless(error, "cannot read " + operand_ + "!" + name)});
  }

private:
  std::string title(const std::string& name) const
  {
    return printable(operand_ + "!" + name);
  }
  std::string operand_;
  const Visit& visit_;
};

void look_into_file(const std::string& operand,
                    const archive::MemberLimits& limits,
                    const CancelToken& cancel,
                    const Visit& visit)
{
  auto source = elf::ByteSource::open(operand);
  if (!source) {
    visit(failed(operand, source.error()));
    return;
  }
  const auto start =
      source->read(0, std::min<std::uint64_t>(source->size(), archive::k_kind_bytes));
  if (!start || !archive::archive_kind(*start) || has_elf_magic(*start)) {
    visit({printable(operand), FileInput{operand, true}});
    return;
  }
  ElfSink sink(operand, visit);
  if (const auto read =
          archive::for_each_member(fs::path(operand), operand, limits, sink, cancel);
      !read) {
    visit(failed(operand, read.error()));
  }
}

} // namespace

bool has_elf_magic(std::span<const std::byte> start)
{
  return start.size() >= 4 && std::memcmp(start.data(),
                                          "\x7f"
                                          "ELF",
                                          4) == 0;
}

Error renamed(const Error& error, const std::string& shown_as)
{
  Error out(error.kind(), error.id(), "cannot read " + shown_as);
  for (const auto& note : error.notes()) {
    out = std::move(out).note(note.label, note.text);
  }
  return out;
}

Unread unread_of(const std::string& shown_as, const Error& error)
{
  std::vector<std::string> causes;
  for (const auto& note : error.notes()) {
    if (note.label == "cause") {
      causes.push_back(note.text);
    }
  }
  return {shown_as, causes.empty() ? error.message() : join(causes, "; ")};
}

bool may_be_elf(const FileInput& file)
{
  auto source =
      file.named ? std::nullopt : std::optional(elf::ByteSource::open(file.path));
  if (!source || !*source) {
    return true;
  }
  const auto start = (*source)->read(0, std::min<std::uint64_t>(4, (*source)->size()));
  return (*source)->failure() || (start && has_elf_magic(*start));
}

void for_each_input(const std::string& operand,
                    const archive::MemberLimits& limits,
                    const CancelToken& cancel,
                    const Visit& visit)
{
  struct stat status {};
  if (::stat(operand.c_str(), &status) != 0) {
    visit(refused(operand, errno));
  } else if (S_ISDIR(status.st_mode)) {
    walk_folder(operand, cancel, visit);
  } else {
    look_into_file(operand, limits, cancel, visit);
  }
}

} // namespace crossroot::verify
