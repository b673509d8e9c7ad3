// SPDX-License-Identifier: Apache-2.0
#include "cli/build_table.hpp"

#include "base/text.hpp"
#include "cli/printer.hpp"

#include <algorithm>

namespace crossroot::cli {

namespace {

struct CheckCounts {
  std::size_t passed = 0, failed = 0, waived = 0;
};

CheckCounts count_checks(const exec::TargetReport& target)
{
  CheckCounts counts;
  for (const auto& file : target.files) {
    for (const auto& finding : file.findings) {
      switch (finding.status) {
      case verify::Status::pass: ++counts.passed; break;
      case verify::Status::fail:
      case verify::Status::unknown: ++counts.failed; break;
      case verify::Status::waived: ++counts.waived; break;
      case verify::Status::skip: break;
      }
    }
  }
  return counts;
}

std::string checks_cell(const exec::TargetReport& target)
{
  const auto counts = count_checks(target);
  std::string text = std::to_string(counts.passed) + " pass";
  if (counts.failed != 0) {
    text += ", " + std::to_string(counts.failed) + " FAIL";
  }
  if (counts.waived != 0) {
    text += ", " + std::to_string(counts.waived) + " waived";
  }
  return text;
}

std::string libc_cell(const exec::TargetReport& target)
{
  Version found;
  for (const auto& file : target.files) {
    found = std::max(found, file.found_libc);
  }
  return target.floor.libc.render() + " / " + (found.empty() ? "none" : found.render());
}

std::string smoke_cell(const exec::TargetReport& target)
{
  if (!target.smoke) {
    return "-";
  }
  return std::string(target.smoke->passed ? "ok" : "FAILED") + " (in " +
         target.smoke->ran_in + ")";
}

std::string size_cell(const exec::TargetReport& target)
{
  std::uint64_t bytes = 0;
  for (const auto& file : target.files) {
    bytes += file.size_bytes;
  }
  return human_bytes(bytes);
}

Json target_json(const exec::TargetReport& target)
{
  Json::Array files;
  for (const auto& file : target.files) {
    files.push_back(file.to_json());
  }
  Json::Object object{{"target", target.target},
                      {"triplet", target.triplet.render()},
                      {"floor", target.floor.libc.render()},
                      {"passed", !target.error.has_value()},
                      {"files", std::move(files)}};
  if (target.smoke) {
    object["smoke"] = target.smoke->to_json();
  }
  if (target.error) {
    object["error"] = target.error->id();
    object["message"] = target.error->message();
    object["exit"] = exit_code_of(target.error->kind());
  }
  return object;
}

/// The numbers of "SLES 12 SP5+": {12, 5}.
std::vector<std::uint64_t> numbers_of(std::string_view text)
{
  std::vector<std::uint64_t> numbers;
  constexpr std::string_view k_digits = "0123456789";
  for (auto at = text.find_first_of(k_digits); at != std::string_view::npos;
       at = text.find_first_of(k_digits, at)) {
    const auto end = std::min(text.find_first_not_of(k_digits, at), text.size());
    numbers.push_back(parse_number(text.substr(at, end - at)).value_or(0));
    at = end;
  }
  return numbers;
}

/// What loads both: of "RHEL 7+" and "RHEL 9+" the later.
std::vector<std::string> both_of(const std::vector<std::string>& one,
                                 const std::vector<std::string>& other)
{
  const auto family = [](const std::string& name) {
    return name.ends_with('+') ? name.substr(0, name.find_first_of("0123456789")) : name;
  };
  std::vector<std::string> both;
  for (const auto& name : one) {
    const auto same = std::find_if(other.begin(), other.end(), [&](const auto& each) {
      return each.ends_with('+') == name.ends_with('+') && family(each) == family(name);
    });
    if (same != other.end()) {
      both.push_back(numbers_of(name) < numbers_of(*same) ? *same : name);
    }
  }
  return both;
}

} // namespace

std::string render_build_table(const exec::BuildReport& report)
{
  bool musl = false;
  std::vector<std::vector<std::string>> rows;
  for (const auto& target : report.targets) {
    if (target.files.empty()) {
      continue;
    }
    musl = musl || target.triplet.libc() == Libc::musl;
    rows.push_back({target.target, size_cell(target), libc_cell(target),
                    checks_cell(target), smoke_cell(target)});
  }
  if (rows.empty()) {
    return "";
  }
  const std::string libc = musl ? "LIBC asked/found" : "GLIBC asked/found";
  rows.insert(rows.begin(), {"TARGET", "SIZE", libc, "CHECKS", "SMOKE"});
  return render_table(rows);
}

std::vector<std::string> common_distributions(const exec::BuildReport& report)
{
  std::vector<std::string> common;
  bool first = true;
  for (const auto& target : report.targets) {
    for (const auto& file : target.files) {
      if (first) {
        common = file.loads_on;
        first = false;
        continue;
      }
      common = both_of(common, file.loads_on);
    }
  }
  return common;
}

Json build_report_json(const exec::BuildReport& report,
                       const std::vector<std::filesystem::path>& artifacts,
                       const std::filesystem::path& folder)
{
  Json::Array targets;
  for (const auto& target : report.targets) {
    targets.push_back(target_json(target));
  }
  Json::Array paths;
  for (const auto& artifact : artifacts) {
    paths.emplace_back(artifact.lexically_proximate(folder).string());
  }
  return Json::Object{
      {"schema", 1}, {"targets", std::move(targets)}, {"artifacts", std::move(paths)}};
}

} // namespace crossroot::cli
