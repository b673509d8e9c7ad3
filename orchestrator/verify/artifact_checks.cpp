// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "verify/subject.hpp"

#include <fmt/format.h>

#include <array>

namespace crossroot::verify {

namespace {

std::string machine_words(std::uint16_t machine, unsigned bits, bool big_endian)
{
  for (const auto& facts : Triplet::all()) {
    if (facts.elf_machine == machine && facts.bits == bits &&
        facts.big_endian == big_endian) {
      return std::string(facts.name.substr(0, facts.name.find('-')));
    }
  }
  return fmt::format("machine {} of {} bits, {} endian", machine, bits,
                     big_endian ? "big" : "little");
}

Finding check_machine(Subject& subject)
{
  const auto& file = subject.file;
  const auto found = machine_words(file.machine, file.bits, file.endian == Endian::big);
  if (!subject.expectations.triplet) {
    return subject.triplet
               ? pass("machine", "a machine we know", found)
               : skip("machine", "no triplet given; the file is for " + found);
  }
  const auto& facts = subject.expectations.triplet->facts();
  const auto expected = machine_words(facts.elf_machine, facts.bits, facts.big_endian);
  if (found == expected) {
    return pass("machine", expected, found);
  }
  auto finding = fail("machine", expected, found);
  finding.remedy = "triplet = the triplet of that machine, or build for " +
                   subject.expectations.triplet->render();
  return finding;
}

Finding check_interpreter(Subject& subject)
{
  const auto& file = subject.file;
  const auto found = file.interpreter.value_or("none");
  if (!subject.triplet) {
    return skip("interpreter", "no triplet given, and none fits the file");
  }
  const std::string loader(subject.triplet->facts().loader);
  const bool library = subject.expectations.buildmode == "c-shared" ||
                       (file.type == elf::FileType::shared && file.soname);
  if (!file.interpreter) {
    if (library || file.needed.empty()) {
      return pass("interpreter", library ? "none: a library" : "none: static", found);
    }
    return fail("interpreter", loader, found);
  }
  if (subject.expectations.libc_link == "static" || *file.interpreter == loader) {
    // A static program with a loader is the business of check "static".
    return pass("interpreter", loader, found);
  }
  auto finding = fail("interpreter", loader, found);
  finding.cause = "the Go linker takes the build machine's loader unless -I names one";
  finding.remedy = "ldflags without -I and without -linkmode";
  return finding;
}

Finding check_static(Subject& subject)
{
  const auto& file = subject.file;
  if (subject.expectations.libc_link != "static") {
    return skip("static", "the recipe links the libc dynamically");
  }
  if (subject.is_static()) {
    return pass("static", "no loader, no needed library", "none");
  }
  auto finding =
      fail("static", "no loader, no needed library",
           file.interpreter ? "loader " + *file.interpreter : "needed libraries");
  finding.evidence = file.needed;
  finding.remedy = "libc-link = \"dynamic\"";
  return finding;
}

Finding check_go_build_info(Subject& subject)
{
  constexpr auto k_id = "go-buildinfo";
  if (!subject.go_damage.empty()) {
    return fail(k_id, "a readable Go build record", subject.go_damage);
  }
  if (!subject.go) {
    if (!subject.expectations.built_here) {
      return skip(k_id, "no Go build record: not a Go program, or stripped of it");
    }
    auto finding = fail(k_id, "a Go build record", "none");
    finding.cause = "something rewrote the file, or the linker dropped .go.buildinfo";
    finding.remedy = "ldflags without --gc-sections";
    return finding;
  }
  const auto found =
      subject.go->go_version + (subject.go->path.empty() ? "" : ", " + subject.go->path);
  if (!subject.expectations.triplet) {
    return pass(k_id, "a Go build record", found);
  }
  const std::string wanted(subject.expectations.triplet->facts().go_arch);
  const auto recorded = subject.go->settings.find("GOARCH");
  if (recorded != subject.go->settings.end() && recorded->second != wanted) {
    return fail(k_id, "GOARCH=" + wanted, "GOARCH=" + recorded->second);
  }
  return pass(k_id, "a Go build record for " + wanted, found);
}

/// The printable run around a match, for people to see what the path belongs to.
std::string surroundings(std::string_view text, std::size_t at)
{
  constexpr std::size_t k_longest = 120;
  std::size_t end = at;
  while (end < text.size() && end - at < k_longest && text[end] > ' ' &&
         text[end] < 0x7f) {
    ++end;
  }
  return std::string(text.substr(at, end - at));
}

Finding check_build_path(Subject& subject)
{
  constexpr auto k_id = "build-path";
  const auto& forbidden = subject.expectations.forbidden_paths;
  if (forbidden.empty()) {
    return skip(k_id, "no forbidden paths given");
  }
  constexpr std::uint64_t k_window = std::uint64_t{1} << 20;
  std::size_t longest = 0;
  for (const auto& path : forbidden) {
    longest = std::max(longest, path.size());
  }
  std::map<std::string, std::string> first_match;
  // Windows overlap, so that a path across a border is seen.
  for (std::uint64_t at = 0; at < subject.source.size(); at += k_window) {
    const auto length =
        std::min<std::uint64_t>(k_window + longest + 128, subject.source.size() - at);
    const auto bytes = subject.source.read(at, length);
    if (!bytes) {
      return fail(k_id, "a readable file", "the file ended early");
    }
    const auto text = ByteView(*bytes).text();
    for (const auto& path : forbidden) {
      if (path.empty() || first_match.contains(path)) {
        continue;
      }
      if (const auto found = text.find(path); found != std::string_view::npos) {
        first_match[path] = surroundings(text, found);
      }
    }
  }
  if (first_match.empty()) {
    return pass(k_id, "no path of the build machine", "none");
  }
  auto finding =
      fail(k_id, "no path of the build machine", counted(first_match.size(), "path"));
  for (const auto& [path, shown] : first_match) {
    finding.evidence.push_back(shown);
  }
  finding.remedy = "ldflags and cflags without absolute paths of this machine";
  return finding;
}

constexpr std::array<Check, 5> k_checks{{
    {"build-path", check_build_path},
    {"go-buildinfo", check_go_build_info},
    {"interpreter", check_interpreter},
    {"machine", check_machine},
    {"static", check_static},
}};

} // namespace

std::span<const Check> artifact_checks()
{
  return k_checks;
}

} // namespace crossroot::verify
