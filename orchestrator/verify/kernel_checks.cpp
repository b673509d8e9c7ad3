// SPDX-License-Identifier: Apache-2.0
// Nothing in a file says which kernel it needs. What is known: the Go runtime's and the
// libc's own floors by release, the first kernel of the processor's port, and the note
// that crt1.o carries. The note is what glibc up to 2.35 compares with uname before it
// opens a library (dl-load.c, open_verify); 2.36 stopped reading it, and the kernel,
// which maps the program, never did. musl's loader knows no note. In a static program it
// says what the libc inside was configured for, which that libc looks to itself.
#include "base/text.hpp"
#include "catalog/kernels.hpp"
#include "verify/checks.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crossroot::verify {

namespace {

/// Why nobody that the floor allows reads the ABI note; "" if somebody does.
std::string_view why_note_is_unread(const Subject& subject)
{
  if (subject.musl()) {
    return "musl's loader reads none";
  }
  if (subject.is_static()) {
    return "";
  }
  if (subject.expectations.floor.libc >= Version{2, 36}) {
    return "no loader from glibc 2.36 on reads it";
  }
  return subject.is_library() ? "" : "loaders read those of libraries alone";
}

Version note_of(const elf::ElfFile& file)
{
  return file.abi_tag
             ? Version{(*file.abi_tag)[1], (*file.abi_tag)[2], (*file.abi_tag)[3]}
             : Version{};
}

/// A note of 3.10.0 and a floor of 3.10 mean the same kernel.
bool within(const Version& kernel, const Version& floor)
{
  return kernel <= floor || kernel.render() == floor.render() + ".0";
}

/// "go1.25.5", "go1.24rc1", "devel go1.26-abcdef" → 1.25.5, 1.24, 1.26.
Version go_release(std::string_view text)
{
  const auto at = text.find("go");
  if (at == std::string_view::npos) {
    return {};
  }
  text.remove_prefix(at + 2);
  auto number = text.substr(0, text.find_first_not_of("0123456789."));
  while (number.ends_with('.')) {
    number.remove_suffix(1);
  }
  const auto version = Version::parse(number);
  return version ? *version : Version{};
}

} // namespace

KernelDemand kernel_demand_of(const Subject& subject)
{
  KernelDemand demand;
  const auto add = [&](const Version& kernel, std::string who) {
    if (!kernel.empty()) {
      demand.kernel = std::max(demand.kernel, kernel);
      demand.evidence.push_back(kernel.render() + ": " + std::move(who));
    }
  };
  const std::string arch(subject.triplet ? subject.triplet->facts().go_arch : "");
  if (subject.go) {
    if (const auto release = go_release(subject.go->go_version); !release.empty()) {
      add(catalog::kernel_for(catalog::KernelAsker::go, release, arch),
          "the runtime of " + subject.go->go_version);
    }
  }
  add(catalog::kernel_for(catalog::KernelAsker::machine, {}, arch),
      "the first with a port to " + arch);
  const auto& libc = subject.expectations.floor.libc;
  if (!libc.empty() && !subject.is_static()) {
    const bool musl = subject.musl();
    add(catalog::kernel_for(
            musl ? catalog::KernelAsker::musl : catalog::KernelAsker::glibc, libc, arch),
        (musl ? "musl " : "glibc ") + libc.render() + " itself");
  }
  if (why_note_is_unread(subject).empty()) {
    add(note_of(subject.file), "the file's ABI note");
  }
  std::sort(demand.evidence.begin(), demand.evidence.end());
  return demand;
}

Finding check_kernel_note(Subject& subject)
{
  constexpr auto k_id = "kernel-note";
  if (!subject.file.abi_tag) {
    return skip(k_id, "the file carries no ABI note");
  }
  if (const auto system = (*subject.file.abi_tag)[0]; system != 0) {
    return fail(k_id, "a note for Linux (0)", fmt::format("for system {}", system));
  }
  const auto noted = note_of(subject.file);
  if (const auto why = why_note_is_unread(subject); !why.empty()) {
    return pass(k_id, "any: " + std::string(why), noted.render());
  }
  const auto& floor = subject.expectations.floor.kernel;
  if (floor.empty()) {
    return skip(k_id, "no kernel floor given; the note says " + noted.render());
  }
  const auto expected = "at most " + floor.render();
  if (within(noted, floor)) {
    return pass(k_id, expected, noted.render());
  }
  auto finding = fail(k_id, expected, noted.render());
  if (subject.is_static()) {
    finding.cause =
        "the libc in it was configured for newer kernels; glibc up to 2.35 ends "
        "with \"FATAL: kernel too old\" on others";
    finding.remedy = fmt::format("floor.kernel = \"{}\" in the target", noted.render());
    return finding;
  }
  finding.cause =
      "a start-up object of a libc built for newer kernels was linked into a "
      "library, which needs none; glibc up to 2.35 passes over such a library "
      "on older kernels, as if it were not there";
  finding.remedy = "a link without crt1.o, or floor.glibc = \"2.36\" in the target";
  return finding;
}

Finding check_kernel_floor(Subject& subject)
{
  constexpr auto k_id = "kernel-floor";
  auto demand = kernel_demand_of(subject);
  const auto& floor = subject.expectations.floor.kernel;
  const auto found = demand.kernel.empty() ? "nothing known" : demand.kernel.render();
  if (floor.empty()) {
    return skip(k_id, "no kernel floor given; the file needs " +
                          (demand.kernel.empty() ? "none that is known" : found));
  }
  const auto expected = "at most " + floor.render();
  if (within(demand.kernel, floor)) {
    return pass(k_id, expected, found);
  }
  auto finding = fail(k_id, expected, found);
  finding.evidence = std::move(demand.evidence);
  finding.remedy =
      fmt::format("floor.kernel = \"{}\" in the target, or an older sdk in [go]", found);
  return finding;
}

} // namespace crossroot::verify
