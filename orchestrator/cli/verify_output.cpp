// SPDX-License-Identifier: Apache-2.0
#include "cli/verify_output.hpp"

#include "cli/verdict_page.hpp"
#include "cli/workspace.hpp"
#include "os/files.hpp"

#include <array>
#include <filesystem>
#include <fstream>
#include <set>

namespace crossroot::cli {

namespace {

constexpr std::string_view k_stdout = "-";

struct Format {
  std::string_view option;
  std::string_view help;
  std::string (*render)(std::span<const verify::Report> reports,
                        std::span<const verify::Unread> unread);
};

std::string render_sarif(std::span<const verify::Report> reports,
                         std::span<const verify::Unread> unread)
{
  return verify::render_sarif(reports, unread, CROSSROOT_VERSION);
}

std::string render_html(std::span<const verify::Report> reports,
                        std::span<const verify::Unread> unread)
{
  return render_verdict_page(reports, unread, today());
}

constexpr std::array<Format, 4> k_formats{{
    {"--findings", "findings as JSON into FILE, \"-\" for stdout",
     verify::render_findings},
    {"--sarif", "SARIF 2.1.0 for code scanning into FILE, \"-\" for stdout",
     render_sarif},
    {"--junit", "JUnit XML into FILE, \"-\" for stdout", verify::render_junit},
    {"--html", "one page with findings and distributions × files into FILE", render_html},
}};

verify::TextStyle style_of(const PrinterSettings& settings)
{
  using verify::Color;
  using verify::Detail;
  return {.detail = settings.quiet     ? Detail::brief
                    : settings.verbose ? Detail::full
                                       : Detail::normal,
          .color = settings.answer_color ? Color::always : Color::never};
}

/// Whether a format may be written there. A link or a device would be replaced by a plain
/// file (root would lose /dev/stdout), and `verify --sarif app other` means to read app,
/// not to lose it.
Result<void> check_place(const std::string& option, const std::string& path)
{
  const auto refused = [&](const std::string& why) {
    return Error(ErrorKind::usage, "usage",
                 option + " would replace " + path + ", " + why)
        .hint(option + " FILE names the file to write; \"-\" is stdout");
  };
  std::error_code failed;
  const auto there = std::filesystem::symlink_status(path, failed);
  if (!std::filesystem::exists(there)) {
    return {};
  }
  if (!std::filesystem::is_regular_file(there)) {
    return refused("which is no plain file");
  }
  std::array<char, 4> head{};
  std::ifstream(path, std::ios::binary).read(head.data(), head.size());
  return std::string_view(head.data(), head.size()) == "\x7f"
                                                       "ELF"
             ? Result<void>(refused("an ELF file"))
             : Result<void>();
}

} // namespace

std::vector<Option> verify_output_options()
{
  std::vector<Option> options{
      {.name = "--json", .help = "findings as JSON on stdout: --findings -"}};
  for (const auto& format : k_formats) {
    options.push_back({.name = std::string(format.option),
                       .value = "FILE",
                       .help = std::string(format.help),
                       .words = Words::file});
  }
  return options;
}

Result<VerifyOutput> VerifyOutput::of(Session& session, const Invocation& invocation)
{
  VerifyOutput output(session);
  output.style_ = style_of(session.printer.settings());
  for (const auto& format : k_formats) {
    if (invocation.has(format.option)) {
      output.paths_[std::string(format.option)] = invocation.value(format.option);
    }
  }
  if (invocation.has("--json")) {
    const auto [place, fresh] = output.paths_.emplace("--findings", k_stdout);
    if (!fresh && place->second != k_stdout) {
      return Error(ErrorKind::usage, "usage", "--json and --findings are one format")
          .hint("--findings FILE for a file, --json for stdout");
    }
  }
  std::set<std::string> taken;
  for (const auto& [option, path] : output.paths_) {
    const auto place = std::filesystem::path(path).lexically_normal().string();
    if (path.empty() || !taken.insert(place).second) {
      return Error(ErrorKind::usage, "usage",
                   path == k_stdout ? "only one format can go to stdout"
                                    : option + " \"" + path + "\" is no file of its own")
          .hint("give each format its own FILE");
    }
    if (path != k_stdout) {
      CROSSROOT_CHECK(check_place(option, path));
    }
  }
  output.for_people_ = !taken.contains(std::string(k_stdout));
  return output;
}

void VerifyOutput::add(verify::Report report)
{
  ++(report.passed() ? tally_.passed : tally_.failed);
  if (for_people_) {
    session_.printer.answer(verify::render_text(report, style_) +
                            verify::render_summary(report, style_));
  }
  if (!paths_.empty()) {
    reports_.push_back(std::move(report));
  }
}

void VerifyOutput::add_unread(verify::Unread unread)
{
  unread_.push_back(std::move(unread));
}

Result<void> VerifyOutput::finish()
{
  for (const auto& format : k_formats) {
    const auto path = paths_.find(std::string(format.option));
    if (path == paths_.end()) {
      continue;
    }
    const auto text = format.render(reports_, unread_);
    if (path->second == k_stdout) {
      session_.printer.answer(text);
    } else {
      CROSSROOT_CHECK(os::write_file(path->second, text));
    }
  }
  if (for_people_ && tally_.passed + tally_.failed > 1 &&
      style_.detail != verify::Detail::brief) {
    session_.printer.answer(verify::render_total(tally_, style_));
  }
  return {};
}

} // namespace crossroot::cli
