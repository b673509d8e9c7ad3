// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "verify/checks.hpp"

#include <fmt/format.h>

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

/// ELFOSABI: System V, GNU, and Arm's own number for the former.
bool for_linux(const elf::ElfFile& file)
{
  constexpr std::uint16_t k_em_arm = 40;
  return file.os_abi == 0 || file.os_abi == 3 ||
         (file.os_abi == 97 && file.machine == k_em_arm);
}

/// What makes linkers write another loader than the target's, where it is known.
std::string why_other_loader(const Subject& subject)
{
  const std::string_view found = *subject.file.interpreter;
  const auto& facts = subject.triplet->facts();
  if (found.starts_with("/lib/ld-musl-") != (facts.libc == Libc::musl)) {
    return "the Go linker takes the build machine's loader unless -I names one, and "
           "musl's if that alone is there";
  }
  if (facts.go_arch == "arm" && found == "/lib/ld-linux.so.3") {
    return "on Arm the Go linker writes the soft-float loader, even for GOARM=7";
  }
  if (facts.go_arch == "s390x" && found == "/lib64/ld64.so.1") {
    return "on s390x the Go linker writes a path that only some distributions have";
  }
  return "the Go linker takes the build machine's loader unless -I names one";
}

} // namespace

Finding check_machine(Subject& subject)
{
  const auto& file = subject.file;
  auto found = machine_words(file.machine, file.bits, file.endian == Endian::big);
  if (file.type != elf::FileType::executable && file.type != elf::FileType::shared) {
    auto finding =
        fail("machine", "a program or a shared library",
             file.type == elf::FileType::relocatable
                 ? "an object file that nothing has linked yet"
                 : "neither: type " + std::to_string(static_cast<unsigned>(file.type)));
    finding.remedy = "name what is linked from it";
    return finding;
  }
  if (!for_linux(file)) {
    return fail("machine", "a file for Linux",
                found + fmt::format(" with OS ABI {}", file.os_abi));
  }
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
  if (!file.interpreter) {
    const bool library = subject.is_library() || file.soname;
    if (library || file.needed.empty()) {
      return pass("interpreter", library ? "none: a library" : "none: static", found);
    }
    return fail("interpreter", loader, found);
  }
  const auto& allowed = subject.expectations.abi.interpreters;
  const bool listed =
      !allowed || std::find(allowed->begin(), allowed->end(), found) != allowed->end();
  const bool no_matter = subject.expectations.libc_link == "static"; // of check "static"
  if (!listed && !no_matter) {
    auto finding = fail("interpreter", "one of " + join(*allowed, ", "), found);
    finding.remedy = "interpreter in [abi] with it, or another triplet";
    return finding;
  }
  if (no_matter || *file.interpreter == loader || allowed) {
    return pass("interpreter", allowed ? join(*allowed, ", ") : loader, found);
  }
  auto finding = fail("interpreter", loader, found);
  finding.cause = why_other_loader(subject);
  finding.remedy = "ldflags with -I " + loader +
                   " for Go's linker, or none with "
                   "--dynamic-linker";
  return finding;
}

Finding check_static(Subject& subject)
{
  const auto& file = subject.file;
  if (subject.expectations.libc_link != "static") {
    return skip("static", "neither the recipe nor a policy asks");
  }
  if (subject.is_static()) {
    return pass("static", "no loader, no needed library", "none");
  }
  auto finding =
      fail("static", "no loader, no needed library",
           file.interpreter ? "loader " + *file.interpreter : "needed libraries");
  finding.evidence = file.needed;
  if (file.needed.empty()) {
    finding.cause =
        "Go's linker names a loader in every PIE, cgo or not; the kernel then "
        "starts that, and there may be none";
  }
  finding.remedy = "libc-link = \"dynamic\", or buildmode = \"exe\"";
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
  const auto mode = subject.go->settings.find("-buildmode");
  if (subject.expectations.built_here && mode != subject.go->settings.end() &&
      mode->second != subject.expectations.buildmode) {
    return fail(k_id, "-buildmode=" + subject.expectations.buildmode,
                "-buildmode=" + mode->second);
  }
  return pass(k_id, "a Go build record for " + wanted, found);
}

Finding check_build_id(Subject& subject)
{
  constexpr auto k_id = "build-id";
  const auto& id = subject.file.build_id;
  const auto& wanted = subject.expectations.abi.build_id;
  const auto expected = "a GNU build id of 8 to 64 bytes";
  if (id.empty()) {
    if (!wanted.value_or(false)) {
      return skip(k_id, "the policy does not ask; found none");
    }
    auto finding = fail(k_id, expected, "none");
    finding.cause = subject.go && subject.file.go_build_id.empty()
                        ? "-buildid= took Go's own id, from which the linker makes it"
                        : "Go before 1.24 writes none by itself";
    finding.remedy = "ldflags with -B gobuildid, or --build-id for the linker";
    return finding;
  }
  constexpr std::size_t k_fewest_digits = 2 * 8;
  if (id.size() < k_fewest_digits || id.find_first_not_of('0') == std::string::npos) {
    auto finding = fail(k_id, expected, id);
    finding.cause =
        "something wrote over the note, or --build-id was given a short value";
    finding.remedy = "ldflags without -B and --build-id=";
    return finding;
  }
  return pass(k_id, expected, id);
}

} // namespace crossroot::verify
