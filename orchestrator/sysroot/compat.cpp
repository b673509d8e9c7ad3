// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "sysroot/sysroot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
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

/// One `crossroot-compat:` line: a symbol of the file, and what the file is told to
/// define it.
struct Marker {
  std::string symbol;
  Version since;
  std::string_view cpus;   ///< GOARCH values with commas; "" for all
  std::string definitions; ///< "" for the only symbol of a file
};

/// The lines
///   // crossroot-compat: symbol=getrandom since=2.25 library=libc.so.6 [arch=amd64,386]
/// of a file. A family's file has several, and any further `key=value` of a line is what
/// it sees as COMPAT_key when that symbol's object is made of it.
Result<std::vector<Marker>> markers_of(std::string_view file, std::string_view text)
{
  constexpr std::array<std::string_view, 4> k_known = {"symbol", "since", "library",
                                                       "arch"};
  std::vector<Marker> markers;
  for (const auto line : split_lines(text)) {
    const auto at = line.find(k_marker);
    if (at == std::string_view::npos) {
      continue;
    }
    const auto words = line.substr(at);
    auto since = Version::parse(value_of(words, "since"));
    Marker marker{
        std::string(value_of(words, "symbol")), {}, value_of(words, "arch"), {}};
    if (!since || marker.symbol.empty()) {
      return Error(ErrorKind::bug, "compat",
                   fmt::format("{}: no symbol= or since= in: {}", file, line));
    }
    marker.since = std::move(*since);
    marker.definitions = fmt::format(
        "#define COMPAT_SYMBOL {0}\n#define COMPAT_IS_{0} 1\n", marker.symbol);
    for (const auto word : split_words(words.substr(k_marker.size()))) {
      const auto key = word.substr(0, word.find('='));
      if (std::find(k_known.begin(), k_known.end(), key) == k_known.end()) {
        marker.definitions +=
            fmt::format("#define COMPAT_{} {}\n", key, value_of(words, key));
      }
    }
    markers.push_back(std::move(marker));
  }
  if (markers.empty()) {
    return Error(ErrorKind::bug, "compat",
                 fmt::format("{} has no {} line", file, k_marker));
  }
  if (markers.size() == 1) {
    markers.front().definitions.clear();
  }
  return markers;
}

bool is_wanted(const Marker& marker, const Triplet& triplet, const Floor& floor)
{
  bool this_cpu = marker.cpus.empty();
  for (const auto cpu : split(marker.cpus, ',')) {
    this_cpu = this_cpu || cpu == triplet.facts().go_arch;
  }
  return this_cpu && marker.since > floor.libc;
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
    CROSSROOT_TRY(const auto markers, markers_of(file, text));
    for (const auto& marker : markers) {
      if (is_wanted(marker, triplet, floor)) {
        CROSSROOT_TRY(auto whole, with_headers(file, text));
        sources.push_back({marker.symbol, marker.definitions + whole});
      }
    }
  }
  std::sort(sources.begin(), sources.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  return sources;
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
