// SPDX-License-Identifier: Apache-2.0
#include "base/printable.hpp"
#include "base/text.hpp"
#include "verify/runs_on.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace crossroot::verify {

namespace {

using catalog::Answer;

enum class Tone : std::uint8_t { plain, good, bad, doubt };

struct Cell {
  std::string text;
  Tone tone = Tone::plain;
};
using Row = std::vector<Cell>;

std::size_t width_of(std::string_view text)
{
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char byte) {
    return (static_cast<unsigned char>(byte) & 0xc0U) != 0x80U;
  }));
}

std::string painted(const std::string& text, Tone tone, const ReachStyle& style)
{
  constexpr std::array<std::string_view, 4> codes{"", "\x1b[32m", "\x1b[31m", "\x1b[33m"};
  const auto code = codes.at(static_cast<std::size_t>(tone));
  return style.color && !code.empty() ? fmt::format("{}{}\x1b[0m", code, text) : text;
}

/// Columns two blanks apart, two blanks in front, no blank at a line's end.
std::string render_rows(const std::vector<Row>& rows, const ReachStyle& style)
{
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], width_of(row[i].text));
    }
  }
  std::string text;
  for (const auto& row : rows) {
    std::string line;
    std::size_t blanks = 2;
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (!row[i].text.empty()) {
        line += std::string(blanks, ' ') + painted(row[i].text, row[i].tone, style);
        blanks = 0;
      }
      blanks += widths[i] - width_of(row[i].text) + 2;
    }
    text += line + "\n";
  }
  return text;
}

Tone tone_of(Answer answer)
{
  return answer == Answer::loads     ? Tone::good
         : answer == Answer::refuses ? Tone::bad
                                     : Tone::doubt;
}

std::string heading(const FileDemand& demand, std::string_view verb)
{
  const auto& requirement = demand.requirement;
  auto text = fmt::format("{}: {}, {} {}\n", printable(demand.file),
                          requirement.triplet ? requirement.triplet->render() : "", verb,
                          render_requirement(requirement));
  if (!demand.other_libraries.empty()) {
    text += fmt::format("  and, which no row judges: {}\n",
                        printable(join(demand.other_libraries, ", ")));
  }
  return text;
}

std::string problem_line(const FileDemand& demand)
{
  return fmt::format("{}: {}\n", printable(demand.file), printable(demand.problem));
}

std::string summary(const FileReach& file)
{
  const auto count = [&](Answer answer) {
    return std::count_if(file.verdicts.begin(), file.verdicts.end(),
                         [&](const auto& one) { return one.answer == answer; });
  };
  return fmt::format("  loads on {} of {}, refused by {}, unknown {}\n",
                     count(Answer::loads), file.verdicts.size(), count(Answer::refuses),
                     count(Answer::unknown));
}

std::string render_proofs(const FileReach& file, const ReachStyle& style)
{
  if (file.proofs.empty()) {
    return "";
  }
  std::vector<Row> rows{{{"PROOF"}, {"RESULT"}, {"THE LOADER SAYS"}}};
  std::string differences;
  for (const auto& proof : file.proofs) {
    const auto tone = proof.outcome == Proof::Outcome::loads     ? Tone::good
                      : proof.outcome == Proof::Outcome::refuses ? Tone::bad
                                                                 : Tone::doubt;
    rows.push_back({{proof.system},
                    {std::string(outcome_name(proof.outcome)), tone},
                    {printable(proof.reason)}});
    if (const auto words = difference_of(proof); !words.empty()) {
      differences += fmt::format("  differs: {}: {}\n", proof.system, words);
    }
  }
  const bool compared =
      std::any_of(file.proofs.begin(), file.proofs.end(), [](const auto& proof) {
        return proof.outcome != Proof::Outcome::skipped && proof.expected;
      });
  if (differences.empty() && compared) {
    differences = "  table and proof agree\n";
  }
  return render_rows(rows, style) + differences;
}

std::string closing(const RunsOn& reach)
{
  auto text = fmt::format("as of {}", reach.as_of.render());
  if (reach.left_out != 0) {
    text += fmt::format("; {} releases without support left out", reach.left_out);
  }
  return text + "\n";
}

std::string counted_node(const NodeDemand& node)
{
  if (node.symbols.empty()) {
    return node.node;
  }
  return fmt::format("{} ({} symbol{})", node.node, node.symbols.size(),
                     node.symbols.size() == 1 ? "" : "s");
}

std::string render_ways(const FileReach& file,
                        const std::vector<Obstruction>& obstructions,
                        const ReachStyle& style)
{
  std::set<std::size_t> named;
  std::vector<Row> rows{{{"TO LOAD ON"}, {"IT MUST DO WITHOUT"}}};
  for (const auto& one : obstructions) {
    named.insert(one.nodes.begin(), one.nodes.end());
    std::vector<std::string> words;
    for (const auto index : one.nodes) {
      words.push_back(counted_node(file.demand.nodes[index]));
    }
    for (const auto& reason : one.reasons) {
      words.push_back("(" + reason + ")");
    }
    for (std::size_t i = 0; i < one.systems.size(); ++i) {
      rows.push_back({{one.systems[i]}, {i == 0 ? join(words, ", ") : "the same"}});
    }
  }
  std::string text;
  for (const auto index : named) {
    const auto& node = file.demand.nodes[index];
    text += fmt::format("  {} ({})\n", node.node, node.library);
    for (const auto& symbol : node.symbols) {
      text += fmt::format("    {}@{} ({})\n", printable(symbol), node.node, node.library);
    }
  }
  return text + render_rows(rows, style);
}

} // namespace

std::string render_reach(const RunsOn& reach, const ReachStyle& style)
{
  std::string text;
  for (const auto& file : reach.files) {
    if (!file.demand.problem.empty()) {
      text += problem_line(file.demand);
      continue;
    }
    text += heading(file.demand, "needs");
    std::vector<Row> rows{{{"DISTRIBUTION"}, {"SUPPORT"}, {"VERDICT"}, {"REASON"}}};
    for (std::size_t i = 0; i < reach.systems.size(); ++i) {
      const auto& verdict = file.verdicts[i];
      rows.push_back(
          {{reach.systems[i].name()},
           {support_words(reach.systems[i], reach.as_of)},
           {std::string(catalog::answer_name(verdict.answer)), tone_of(verdict.answer)},
           {verdict.reason}});
    }
    text += render_rows(rows, style) + summary(file) + render_proofs(file, style);
  }
  return text + closing(reach);
}

std::string render_oldest(const RunsOn& reach, const ReachStyle& style)
{
  std::string text;
  for (const auto& file : reach.files) {
    if (!file.demand.problem.empty()) {
      text += problem_line(file.demand);
      continue;
    }
    text += heading(file.demand, "the oldest it meets:");
    const auto obstructions = obstructions_of(reach, file);
    text += obstructions.empty() ? "  nothing stands between it and older ones\n"
                                 : render_ways(file, obstructions, style);
    text += render_proofs(file, style);
  }
  return text + closing(reach);
}

} // namespace crossroot::verify
