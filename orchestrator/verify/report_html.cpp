// SPDX-License-Identifier: Apache-2.0
// The page that a release engineer passes round. It has to say its piece where there is
// no network, no script and perhaps no colour: verdicts are marks and words, colour comes
// on top. Whatever is not written here goes through html_text(): names of files, symbols
// and libraries come from whoever made the file.
#include "verify/report_html.hpp"

#include "base/text.hpp"
#include "verify/page_files.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crossroot::verify {

namespace {

using catalog::Answer;

std::string_view mark_of(Answer answer)
{
  return answer == Answer::loads ? "✓" : answer == Answer::refuses ? "✗" : "?";
}

/// A refusal that no rebuild for an older system would change: another libc, another CPU.
bool apart(const catalog::Verdict& verdict)
{
  return verdict.answer == Answer::refuses &&
         (verdict.obstacle == catalog::Obstacle::libc_kind ||
          verdict.obstacle == catalog::Obstacle::architecture);
}

/// The proof made with that system; null without one.
const Proof* proof_on(const FileReach& file, const std::string& system)
{
  for (const auto& proof : file.proofs) {
    if (proof.outcome != Proof::Outcome::skipped && proof.expected &&
        proof.system.starts_with(system + ",") &&
        file.demand.requirement.libc == Libc::glibc) {
      return &proof;
    }
  }
  return nullptr;
}

std::string badge(std::string_view kind, std::string_view text)
{
  return fmt::format("<span class=\"badge {}\">{}</span>", kind, html_text(text));
}

std::string words_of(const catalog::Verdict& verdict)
{
  std::string words(catalog::answer_name(verdict.answer));
  return verdict.reason.empty() ? words : words + ": " + verdict.reason;
}

std::size_t count_of(const FileReach& file, Answer answer)
{
  return static_cast<std::size_t>(
      std::count_if(file.verdicts.begin(), file.verdicts.end(),
                    [&](const auto& one) { return one.answer == answer; }));
}

std::string tile(std::string_view kind, std::size_t number, std::string_view words)
{
  return fmt::format("<li class=\"{}\"><b>{}</b>{}</li>\n", kind, number, words);
}

std::string head_of(const PageContent& content)
{
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
      "style-src 'unsafe-inline'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>{}</title>\n<style>\n{}</style>\n</head>\n<body>\n",
      html_text(content.title), page_files().at("style.css"));
}

std::string overview(const PageContent& content)
{
  const auto& reach = content.reach;
  std::size_t counts[3] = {0, 0, 0};
  for (const auto& file : reach.files) {
    for (const auto& verdict : file.verdicts) {
      ++counts[static_cast<std::size_t>(verdict.answer)];
    }
  }
  auto left_out = reach.left_out == 0
                      ? std::string()
                      : fmt::format("; {} without support are left out", reach.left_out);
  return fmt::format("<header>\n<h1>{}</h1>\n<p class=\"soft\">Which releases load which "
                     "file, judged as of {}{}.</p>\n<ul class=\"tiles\">\n",
                     html_text(content.title), reach.as_of.render(), left_out) +
         tile("", reach.files.size(), reach.files.size() == 1 ? "file" : "files") +
         tile("", reach.systems.size(), "releases") + tile("good", counts[0], "loads") +
         tile("bad", counts[1], "refusals") + tile("doubt", counts[2], "not known") +
         (content.unread.empty() ? "" : tile("bad", content.unread.size(), "not read")) +
         "</ul>\n</header>\n";
}

/// Two rows: families over their releases.
std::string heat_head(const RunsOn& reach)
{
  std::string families = "<tr><th scope=\"col\">File</th>";
  std::string releases = "<tr><td class=\"corner\"></td>";
  const auto& systems = reach.systems;
  for (std::size_t i = 0; i < systems.size();) {
    std::size_t end = i;
    while (end < systems.size() && systems[end].family == systems[i].family) {
      releases += fmt::format(
          "<th scope=\"col\" class=\"release{}\" title=\"{}, {}\">"
          "<span>{}</span></th>",
          systems[end].dead(reach.as_of) ? " dead" : "", html_text(systems[end].name()),
          support_words(systems[end], reach.as_of), html_text(systems[end].release));
      ++end;
    }
    families += fmt::format("<th scope=\"colgroup\" class=\"family\" colspan=\"{}\">{}"
                            "</th>",
                            end - i, html_text(systems[i].family));
    i = end;
  }
  return "<thead>\n" + families + "</tr>\n" + releases + "</tr>\n</thead>\n";
}

std::string heat_row(const RunsOn& reach, const FileReach& file)
{
  auto row = fmt::format("<tr><th scope=\"row\"><bdi>{}</bdi></th>",
                         html_text(file.demand.file));
  if (!file.demand.problem.empty()) {
    return row + fmt::format("<td class=\"none\" colspan=\"{}\">{}</td></tr>\n",
                             reach.systems.size(), html_text(file.demand.problem));
  }
  for (std::size_t i = 0; i < reach.systems.size(); ++i) {
    const auto& verdict = file.verdicts[i];
    const auto* const proof = proof_on(file, reach.systems[i].name());
    const auto proven = proof == nullptr ? ""
                                         : fmt::format("; loaded there: {}",
                                                       outcome_name(proof->outcome));
    row += fmt::format("<td class=\"{}{}{}\" title=\"{} on {} {}{}\">{}</td>",
                       catalog::answer_name(verdict.answer),
                       apart(verdict) ? " apart" : "", proof == nullptr ? "" : " proven",
                       html_text(file.demand.file), html_text(reach.systems[i].name()),
                       html_text(words_of(verdict)), proven, mark_of(verdict.answer));
  }
  return row + "</tr>\n";
}

std::string heat_map(const RunsOn& reach)
{
  std::string html = "<h2>Distributions × files</h2>\n<div class=\"card scroll\">\n"
                     "<table class=\"heat\">\n" +
                     heat_head(reach) + "<tbody>\n";
  for (const auto& file : reach.files) {
    html += heat_row(reach, file);
  }
  return html +
         "</tbody>\n</table>\n</div>\n<p class=\"legend\"><span class=\"loads\">✓</span> "
         "loads <span class=\"refuses\">✗</span> refuses <span class=\"refuses apart\">✗"
         "</span> another libc or CPU <span class=\"unknown\">?</span> not known "
         "<span class=\"loads proven\">✓</span> proven by loading. The reason is shown "
         "on "
         "hover and below. <i>Slanted</i>: nobody supports the release any more.</p>\n";
}

std::string verdict_table(const RunsOn& reach, const FileReach& file)
{
  std::string html = "<section>\n<h3>Verdicts</h3>\n<table class=\"list\">\n<tr><th>"
                     "Release</th><th>Support</th><th>Verdict</th><th>Reason</th></tr>\n";
  for (std::size_t i = 0; i < reach.systems.size(); ++i) {
    const auto& verdict = file.verdicts[i];
    const auto answer = catalog::answer_name(verdict.answer);
    html += fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
                        html_text(reach.systems[i].name()),
                        support_words(reach.systems[i], reach.as_of),
                        badge(apart(verdict) ? "refuses apart" : answer, answer),
                        html_text(verdict.reason));
  }
  return html + "</table>\n</section>\n";
}

std::string bars_table(const RunsOn& reach, const FileReach& file)
{
  const auto obstructions = obstructions_of(reach, file);
  if (obstructions.empty()) {
    return "";
  }
  std::vector<std::size_t> named;
  std::string ways;
  for (const auto& one : obstructions) {
    std::vector<std::string> words = one.reasons;
    for (const auto index : one.nodes) {
      words.push_back(file.demand.nodes[index].node);
      named.push_back(index);
    }
    ways += fmt::format("<tr><td class=\"wide\">{}</td><td>{}</td></tr>\n",
                        html_text(join(one.systems, ", ")), html_text(join(words, ", ")));
  }
  std::sort(named.begin(), named.end());
  named.erase(std::unique(named.begin(), named.end()), named.end());
  std::string nodes;
  for (const auto index : named) {
    const auto& node = file.demand.nodes[index];
    nodes += fmt::format("<tr><td><code>{}</code><br><span class=\"soft\">{}</span></td>"
                         "<td class=\"symbols\">",
                         html_text(node.node), html_text(node.library));
    for (const auto& symbol : node.symbols) {
      nodes += "<code>" + html_text(symbol) + "</code>";
    }
    nodes += "</td></tr>\n";
  }
  return "<section>\n<h3>What bars older systems</h3>\n<table class=\"list\">\n<tr><th>"
         "To load on</th><th>It must do without</th></tr>\n" +
         ways + "</table>\n<h3>Who asks for it</h3>\n<table class=\"list\">\n" + nodes +
         "</table>\n</section>\n";
}

std::string proof_table(const FileReach& file)
{
  if (file.proofs.empty()) {
    return "";
  }
  std::string html = "<section>\n<h3>Proof by loading</h3>\n<table class=\"list\">\n"
                     "<tr><th>System</th><th>Result</th><th>The loader says</th></tr>\n";
  for (const auto& proof : file.proofs) {
    const auto outcome = outcome_name(proof.outcome);
    const auto differs = difference_of(proof);
    html += fmt::format("<tr><td>{}</td><td>{}</td><td>{}{}</td></tr>\n",
                        html_text(proof.system), badge(outcome, outcome),
                        html_text(proof.reason),
                        differs.empty() ? "" : "<br><b>" + html_text(differs) + "</b>");
  }
  return html + "</table>\n</section>\n";
}

std::string finding_row(const Finding& finding)
{
  const bool fails = finding.status == Status::fail;
  std::string more;
  const auto add = [&](std::string_view label, const std::string& text) {
    if (!text.empty()) {
      more +=
          fmt::format("<br><span class=\"soft\">{}</span> {}", label, html_text(text));
    }
  };
  add("asks", join(finding.evidence, ", "));
  add("cause", finding.cause);
  add("fix", finding.remedy);
  const auto* const word = fails                              ? "fails"
                           : finding.status == Status::waived ? "waived"
                                                              : "unknown";
  return fmt::format("<tr><td><code>{}</code></td><td>{}</td><td>found {}, expected {}{}"
                     "</td></tr>\n",
                     html_text(finding.check), badge(fails ? "refuses" : "unknown", word),
                     html_text(finding.found), html_text(finding.expected), more);
}

std::string findings_table(const Report& report)
{
  std::size_t passed = 0;
  std::size_t skipped = 0;
  std::string rows;
  for (const auto& finding : report.findings) {
    if (finding.status == Status::pass) {
      ++passed;
    } else if (finding.status == Status::skip) {
      ++skipped;
    } else {
      rows += finding_row(finding);
    }
  }
  return fmt::format(
      "<section>\n<h3>Findings</h3>\n<p>{} checks passed, {} skipped.</p>\n"
      "<table class=\"list\">\n{}</table>\n</section>\n",
      passed, skipped, rows);
}

std::string file_section(const PageContent& content, const FileReach& file, bool open)
{
  const auto& demand = file.demand;
  const auto report =
      std::find_if(content.reports.begin(), content.reports.end(),
                   [&](const auto& one) { return one.file == demand.file; });
  const bool judged = report != content.reports.end();
  auto html = fmt::format("<details class=\"card\"{}>\n<summary><bdi>{}</bdi>",
                          open ? " open" : "", html_text(demand.file));
  if (!demand.problem.empty()) {
    html += badge("unknown", "not judged") + "</summary>\n<div class=\"body\">\n<p>" +
            html_text(demand.problem) + "</p>\n";
    return html + (judged ? findings_table(*report) : "") + "</div>\n</details>\n";
  }
  html += badge("loads", fmt::format("loads on {}", count_of(file, Answer::loads)));
  for (const auto answer : {Answer::refuses, Answer::unknown}) {
    const bool refused = answer == Answer::refuses;
    if (const auto count = count_of(file, answer); count != 0) {
      html += badge(catalog::answer_name(answer),
                    fmt::format("{} {}", refused ? "refused by" : "unknown", count));
    }
  }
  if (judged) {
    html += report->passed() ? badge("loads", "verify: passed")
                             : badge("refuses", "verify: failed");
  }
  html += fmt::format("</summary>\n<p class=\"soft\">{}, needs {}</p>\n",
                      demand.requirement.triplet->render(),
                      html_text(render_requirement(demand.requirement)));
  if (!demand.other_libraries.empty()) {
    html += fmt::format("<p class=\"soft\">and, which no release is judged by: {}</p>\n",
                        html_text(join(demand.other_libraries, ", ")));
  }
  return html + "<div class=\"body\">\n" + verdict_table(content.reach, file) +
         "<div>\n" + (judged ? findings_table(*report) : "") + proof_table(file) +
         bars_table(content.reach, file) + "</div>\n</div>\n</details>\n";
}

std::string unread_table(std::span<const Unread> unread)
{
  if (unread.empty()) {
    return "";
  }
  std::string html = "<h2>What could not be read</h2>\n<div class=\"card scroll\">\n"
                     "<table class=\"list\">\n";
  for (const auto& one : unread) {
    html += fmt::format("<tr><td><bdi>{}</bdi></td><td>{}</td></tr>\n",
                        html_text(one.file), html_text(one.reason));
  }
  return html + "</table>\n</div>\n";
}

} // namespace

std::string render_page(const PageContent& content)
{
  constexpr std::size_t k_open = 4; // more open sections bury the map
  const auto& reach = content.reach;
  auto html = head_of(content) + overview(content) + "<main>\n" + heat_map(reach) +
              "<h2>Reasons, file by file</h2>\n";
  for (const auto& file : reach.files) {
    html += file_section(content, file, reach.files.size() <= k_open);
  }
  return html + unread_table(content.unread) +
         "</main>\n<footer>Versions of the releases are those of crossroot's table "
         "of distributions; what it does not know it calls unknown. “RHEL” stands "
         "for its rebuilds, too.</footer>\n</body>\n</html>\n";
}

} // namespace crossroot::verify
