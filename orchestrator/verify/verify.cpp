// SPDX-License-Identifier: Apache-2.0
#include "verify/verify.hpp"

#include "base/text.hpp"
#include "verify/ceilings.hpp"
#include "verify/checks.hpp"
#include "verify/demand.hpp"
#include "verify/package_member.hpp"

#include <algorithm>

namespace crossroot::verify {

namespace {

Report start_report(elf::ByteSource& source,
                    const std::string& shown_as,
                    const Expectations& expectations)
{
  Report report;
  report.file = shown_as;
  report.size_bytes = source.size();
  report.asked_libc = expectations.floor.libc;
  if (expectations.keep_demand) {
    report.demand = std::make_shared<const FileDemand>(read_demand(source, shown_as));
  }
  return report;
}

bool is_object_archive(elf::ByteSource& source)
{
  const auto head = source.read(0, 8);
  return head && ByteView(*head).text() == "!<arch>\n";
}

void judge(Subject& subject, Report& report)
{
  for (const auto& check : all_checks()) {
    auto finding = check.judge(subject);
    name_policy(subject.expectations, finding);
    apply_waivers(subject.expectations, finding);
    report.findings.push_back(std::move(finding));
  }
  std::sort(report.findings.begin(), report.findings.end(),
            [](const auto& a, const auto& b) { return a.check < b.check; });
}

void describe_reach(const Subject& subject, Report& report)
{
  const auto requirement = requirement_of(subject);
  report.found_libc = requirement.libc_version;
  const auto reach = catalog::reach_of(requirement);
  report.loads_on = reach.loads_on;
  if (requirement.is_static && reach.refused_by.empty()) {
    report.loads_on = {"any distribution (static)"};
  }
}

/// What was read of such a file says nothing of it.
Error cut_short(const elf::ByteSource& source, const std::string& shown_as)
{
  return Error(ErrorKind::io, "read", "cannot read all of " + shown_as)
      .note("cause", source.failure().value_or(""));
}

/// The folder that $ORIGIN stands for: one of this machine, or one inside the target's
/// roots, or neither.
struct Origin {
  fs::path here, inside;
};

/// A search path in which $ORIGIN is written out as a folder inside the roots.
std::string inside_roots(const std::string& path, const fs::path& folder)
{
  std::vector<std::string> written;
  for (const auto entry : split(path, ':')) {
    const std::string_view token = entry.starts_with("${") ? "${ORIGIN}" : "$ORIGIN";
    written.push_back(entry.starts_with(token)
                          ? folder.string() + std::string(entry.substr(token.size()))
                          : std::string(entry));
  }
  return join(written, ":");
}

Result<Report> verify_at(elf::ByteSource& source,
                         const Origin& origin,
                         const std::string& shown_as,
                         const Expectations& expectations)
{
  auto report = start_report(source, shown_as, expectations);
  if (expectations.buildmode == "c-archive" && is_object_archive(source)) {
    report.findings.push_back(
        skip("machine", "an archive of objects is judged in what is linked with it"));
    return report;
  }
  auto read = elf::read_elf(source);
  if (!read && source.failure()) {
    return cut_short(source, shown_as);
  }
  if (!read) {
    auto finding = fail("machine", "an ELF file", read.error().message());
    finding.remedy = "name the program itself, not a script or an archive";
    report.findings.push_back(std::move(finding));
    return report;
  }
  const auto triplet = expectations.triplet ? expectations.triplet : guess_triplet(*read);
  TargetLibraries libraries(
      expectations.library_folders, read->machine,
      triplet ? std::string(triplet->facts().multiarch) : std::string(),
      expectations.library_cache ? expectations.library_cache : make_library_cache());
  if (const auto& path = read->runpath ? read->runpath : read->rpath) {
    libraries.search_first(
        origin.inside.empty() ? *path : inside_roots(*path, origin.inside), origin.here);
  }
  const auto narrowed = under_ceilings(expectations, triplet);
  const auto& held_to = narrowed ? *narrowed : expectations;
  report.asked_libc = held_to.floor.libc;
  Subject subject{source,  *std::move(read), std::nullopt, "",
                  held_to, triplet,          libraries};
  auto go = elf::read_go_build_info(source, subject.file);
  if (go) {
    subject.go = *std::move(go);
  } else {
    subject.go_damage = go.error().message();
  }
  judge(subject, report);
  describe_reach(subject, report);
  if (source.failure()) {
    return cut_short(source, shown_as);
  }
  return report;
}

} // namespace

bool Report::passed() const
{
  return std::none_of(findings.begin(), findings.end(), [](const auto& finding) {
    return finding.status == Status::fail || finding.status == Status::unknown;
  });
}

Result<Report> verify_file(const fs::path& file,
                           const std::string& shown_as,
                           const Expectations& expectations)
{
  CROSSROOT_TRY(auto source, elf::ByteSource::open(file));
  std::error_code failure;
  const auto real = fs::canonical(file, failure);
  return verify_at(source, {failure ? fs::path() : real.parent_path(), {}}, shown_as,
                   expectations);
}

Result<Report> verify_member(elf::ByteSource& source,
                             const fs::path& inside,
                             const std::string& shown_as,
                             const Expectations& expectations)
{
  return verify_at(source, {{}, ("/" / inside).lexically_normal().parent_path()},
                   shown_as, expectations);
}

Result<Report> verify_source(elf::ByteSource& source,
                             const std::string& shown_as,
                             const Expectations& expectations)
{
  return verify_at(source, {}, shown_as, expectations);
}

} // namespace crossroot::verify
