// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "sysroot/sysroot.hpp"

#include <fmt/format.h>

#include <string_view>

namespace crossroot::sysroot {

/// Generated: sysroots/compat/*.c and *.h by name.
const std::map<std::string_view, std::string_view>& shipped_compat_sources();

namespace {

constexpr std::string_view k_marker = "crossroot-compat:";

/// The value of `key=` on a marker line; "" without it.
std::string_view value_of(std::string_view line, std::string_view key)
{
  for (const auto word : split_words(line)) {
    if (word.starts_with(key) && word.size() > key.size() && word[key.size()] == '=') {
      return word.substr(key.size() + 1);
    }
  }
  return {};
}

/// Whether one of the symbols of the file is newer than the floor, for this CPU. A line
///   // crossroot-compat: symbol=getrandom since=2.25 library=libc.so.6 [arch=amd64,386]
/// stands for each symbol.
Result<bool> is_wanted(std::string_view file,
                       std::string_view text,
                       const Triplet& triplet,
                       const Floor& floor)
{
  bool marked = false;
  bool wanted = false;
  for (const auto line : split_lines(text)) {
    const auto marker = line.find(k_marker);
    if (marker == std::string_view::npos) {
      continue;
    }
    marked = true;
    const auto since = Version::parse(value_of(line.substr(marker), "since"));
    if (!since) {
      return Error(ErrorKind::bug, "compat",
                   fmt::format("{}: no since= in: {}", file, line));
    }
    const auto cpus = value_of(line.substr(marker), "arch");
    bool this_cpu = cpus.empty();
    for (const auto cpu : split(cpus, ',')) {
      this_cpu = this_cpu || cpu == triplet.facts().go_arch;
    }
    wanted = wanted || (this_cpu && *since > floor.libc);
  }
  if (!marked) {
    return Error(ErrorKind::bug, "compat",
                 fmt::format("{} has no {} line", file, k_marker));
  }
  return wanted;
}

/// The text with each `#include "NAME.h"` replaced by that header of ours, so that every
/// source is one file. Headers do not include each other.
Result<std::string> with_headers(std::string_view file, std::string_view text)
{
  constexpr std::string_view k_include = "#include \"";
  constexpr std::string_view k_once = "#pragma once";
  std::string whole;
  for (const auto line : split_lines(text)) {
    if (!line.starts_with(k_include)) {
      whole += fmt::format("{}\n", line);
      continue;
    }
    const auto name = line.substr(k_include.size(), line.rfind('"') - k_include.size());
    const auto header = shipped_compat_sources().find(name);
    if (header == shipped_compat_sources().end()) {
      return Error(ErrorKind::bug, "compat",
                   fmt::format("{} includes {}, which is not shipped", file, name));
    }
    for (const auto part : split_lines(header->second)) {
      whole += part == k_once ? "" : fmt::format("{}\n", part);
    }
  }
  return whole;
}

} // namespace

Result<std::vector<CompatSource>> compat_sources(const Triplet& triplet,
                                                 const Floor& floor)
{
  std::vector<CompatSource> sources;
  if (triplet.libc() != Libc::glibc || floor.libc.empty()) {
    return sources;
  }
  for (const auto& [file, text] : shipped_compat_sources()) {
    if (!file.ends_with(".c")) {
      continue;
    }
    CROSSROOT_TRY(const bool wanted, is_wanted(file, text, triplet, floor));
    if (wanted) {
      CROSSROOT_TRY(auto whole, with_headers(file, text));
      sources.push_back({std::string(file.substr(0, file.rfind('.'))), std::move(whole)});
    }
  }
  return sources; // sorted, as the map is
}

Result<Digest> compat_digest(const Triplet& triplet, const Floor& floor)
{
  CROSSROOT_TRY(const auto sources, compat_sources(triplet, floor));
  Hasher hasher;
  for (const auto& source : sources) {
    hasher.update(fmt::format("{} {}\n", source.name, source.text.size()));
    hasher.update(source.text);
  }
  for (const auto& flag : compat_flags(triplet, floor)) {
    hasher.update(flag + "\n");
  }
  return hasher.finish();
}

std::vector<std::string> compat_flags(const Triplet& triplet, const Floor& /*floor*/)
{
  // No builtins: clang would turn a replacement of memset-like functions into a call of
  // itself. No fortify, no stack protector: they call functions of their own. Unwind
  // tables stay, so that a thread can be cancelled in a replacement.
  return {"--target=" + std::string(triplet.facts().llvm_triple),
          "--sysroot=/sysroot",
          "-std=gnu11",
          "-O2",
          "-g0",
          "-fPIC",
          "-fvisibility=hidden",
          "-fno-builtin",
          "-fno-stack-protector",
          "-fno-lto",
          "-fno-ident",
          "-ffunction-sections",
          "-funwind-tables",
          "-U_FORTIFY_SOURCE",
          "-D_GNU_SOURCE",
          "-D_CROSSROOT_ALL_FUNCTIONS"};
}

} // namespace crossroot::sysroot
