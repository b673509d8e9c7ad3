// SPDX-License-Identifier: Apache-2.0
#include "cli/verdict_page.hpp"

#include "base/printable.hpp"
#include "os/files.hpp"
#include "verify/report_html.hpp"

#include <filesystem>
#include <fstream>

namespace crossroot::cli {

Result<void> write_page(Session& session, const std::string& out, const std::string& html)
{
  constexpr std::string_view k_start = "<!doctype html>";
  std::error_code failed;
  const auto there = std::filesystem::symlink_status(out, failed);
  if (std::filesystem::exists(there)) {
    std::string start(k_start.size(), '\0');
    if (std::filesystem::is_regular_file(there)) {
      std::ifstream(out, std::ios::binary)
          .read(start.data(), static_cast<std::streamsize>(start.size()));
    }
    if (start != k_start) {
      return Error(ErrorKind::usage, "usage",
                   "--html would replace " + printable(out) + ", which is no page")
          .hint("--html OUT names the file to write; files to look at come behind it");
    }
  }
  CROSSROOT_CHECK(os::write_file(out, html));
  session.printer.line("wrote", printable(out));
  return {};
}

std::string render_verdict_page(std::span<const verify::Report> reports,
                                std::span<const verify::Unread> unread,
                                const TomlDate& as_of)
{
  verify::RunsOn reach{.as_of = as_of, .systems = catalog::distributions()};
  for (const auto& report : reports) {
    verify::add_file(reach, *report.demand);
  }
  return verify::render_page({.title = "crossroot verify",
                              .reach = reach,
                              .reports = reports,
                              .unread = unread});
}

} // namespace crossroot::cli
