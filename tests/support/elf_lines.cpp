// SPDX-License-Identifier: Apache-2.0
// Says what our reader read of ELF files, as plain lines that compare_readers.py draws
// from other readers' output, too. Names of files come on stdin, one a line; each file's
// lines follow "file PATH". Exit 0 whatever the files are: refusing one is an answer.
#include "elf/elf_file.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <iostream>

using namespace crossroot;

namespace {

void line(const std::string& text)
{
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fputc('\n', stdout);
}

std::string permissions(std::uint32_t flags)
{
  return std::string((flags & 4) != 0 ? "R" : "") + ((flags & 2) != 0 ? "W" : "") +
         ((flags & 1) != 0 ? "E" : "");
}

void say_header(const elf::ElfFile& file)
{
  line(fmt::format("class {}", file.bits));
  line(fmt::format("data {}", file.endian == Endian::big ? "big" : "little"));
  line(fmt::format("type {}", static_cast<unsigned>(file.type)));
  line(fmt::format("machine {}", file.machine));
  line(fmt::format("flags {:#x}", file.flags));
  line(fmt::format("entry {:#x}", file.entry));
  for (const auto& one : file.segments) {
    // Names of other kinds depend on machine and reader.
    const auto type = static_cast<std::uint32_t>(one.type);
    const bool told = type <= 7 || (type >= 0x6474e550 && type <= 0x6474e553);
    line(fmt::format("segment {} {:#x} {:#x} {:#x} {:#x} {} {:#x}",
                     told ? fmt::format("{:#x}", type) : "other", one.offset, one.address,
                     one.file_size, one.memory_size, permissions(one.flags), one.align));
  }
  if (file.interpreter) {
    line("interpreter " + *file.interpreter);
  }
}

void say_dynamic(const elf::ElfFile& file)
{
  for (const auto& entry : file.dynamic) {
    line(fmt::format("tag {:#x}", entry.tag));
  }
  for (const auto& name : file.needed) {
    line("needed " + name);
  }
  const std::pair<const char*, const std::optional<std::string>*> names[] = {
      {"soname", &file.soname}, {"rpath", &file.rpath}, {"runpath", &file.runpath}};
  for (const auto& [what, value] : names) {
    if (*value) {
      line(std::string(what) + " " + **value);
    }
  }
  constexpr std::uint64_t k_flags = 30;
  constexpr std::uint64_t k_flags_1 = 0x6ffffffb;
  for (const auto tag : {k_flags, k_flags_1}) {
    if (const auto value = file.dynamic_value(tag)) {
      line(fmt::format("{} {:#x}", tag == k_flags ? "dt-flags" : "dt-flags-1", *value));
    }
  }
}

void say_versions(const elf::ElfFile& file)
{
  for (const auto& need : file.version_needs) {
    for (const auto& version : need.versions) {
      line(fmt::format("asks {} {} index {} flags {:#x}", need.library, version.name,
                       version.index, version.flags));
    }
  }
  for (const auto& one : file.version_definitions) {
    line(fmt::format("defines {} index {} flags {:#x}", one.name, one.index, one.flags));
  }
}

void say_symbols(const elf::ElfFile& file)
{
  for (const auto& one : file.symbols) {
    // As the others write it: what a linker binds to, against all else.
    const bool bindable = one.defined() && !one.hidden && one.version_file.empty();
    const auto* const joint = one.version.empty() ? "" : bindable ? "@@" : "@";
    line(fmt::format("symbol {} {:#x} size {} type {} binding {} visibility {} section "
                     "{} {}{}{}",
                     one.index, one.value, one.size, one.type,
                     static_cast<unsigned>(one.binding), one.visibility, one.section,
                     one.name, joint, one.version));
  }
}

void say(const std::string& path)
{
  line("file " + path);
  const auto read = elf::read_elf(path);
  if (!read) {
    line("refused " + read.error().message());
    return;
  }
  say_header(*read);
  say_dynamic(*read);
  say_versions(*read);
  say_symbols(*read);
  if (!read->build_id.empty()) {
    line("build-id " + read->build_id);
  }
  if (read->abi_tag) {
    const auto& tag = *read->abi_tag;
    line(fmt::format("abi-tag {} {}.{}.{}", tag[0], tag[1], tag[2], tag[3]));
  }
}

} // namespace

int main()
{
  for (std::string path; std::getline(std::cin, path);) {
    say(path);
  }
  return 0;
}
