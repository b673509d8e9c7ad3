// SPDX-License-Identifier: Apache-2.0
// "Unresolvable" helps nobody. A conflict has two sides, and each came in by a chain of
// dependencies that starts at a line of the definition or recipe: both chains are shown.
#include "base/text.hpp"
#include "resolve/solve_pool.hpp"

#include <fmt/format.h>

namespace crossroot::resolve {

namespace {

std::string sentence(const Complaint& c)
{
  switch (c.kind) {
  case Complaint::Kind::nothing_provides:
    return fmt::format("{} needs {}, which nothing provides", c.source, c.dependency);
  case Complaint::Kind::needs: return fmt::format("{} needs {}", c.source, c.dependency);
  case Complaint::Kind::conflicts:
    return fmt::format("{} conflicts with {}", c.source, c.target);
  case Complaint::Kind::two_versions:
    return fmt::format("only one of {} and {} can be installed", c.source, c.target);
  case Complaint::Kind::other: break;
  }
  return c.source.empty() ? c.dependency : c.source;
}

} // namespace

Error unknown_package(const SolveRequest& request, std::string_view name)
{
  std::vector<std::string> near;
  for (const auto& stanza : request.index.stanzas()) {
    const auto size = static_cast<std::ptrdiff_t>(stanza.name.size()) -
                      static_cast<std::ptrdiff_t>(name.size());
    if (size >= -2 && size <= 2 && stanza.name.substr(0, 2) == name.substr(0, 2)) {
      near.emplace_back(stanza.name);
    }
  }
  auto error = Error(ErrorKind::definition, "resolve",
                     fmt::format("there is no package {} in {}", name, request.place));
  if (const auto found = nearest(name, near)) {
    return std::move(error).hint(fmt::format("did you mean \"{}\"?", *found));
  }
  return std::move(error).hint("look whether another release or CPU has it");
}

Error unsolvable(const SolveRequest& request,
                 const CandidatePool& pool,
                 const std::vector<Complaint>& complaints)
{
  auto error = Error(ErrorKind::definition, "resolve",
                     fmt::format("{} of {} cannot be installed together",
                                 join(request.wanted, ", "), request.place));
  for (const auto& complaint : complaints) {
    error = std::move(error).note("cause", sentence(complaint));
  }
  std::set<std::string> paths;
  for (const auto& complaint : complaints) {
    if (!complaint.source_name.empty()) {
      const bool needs = complaint.kind == Complaint::Kind::needs ||
                         complaint.kind == Complaint::Kind::nothing_provides;
      paths.insert(pool.path_to(complaint.source_name) +
                   (needs ? " → " + complaint.dependency : ""));
    }
    if (!complaint.target_name.empty()) {
      paths.insert(pool.path_to(complaint.target_name));
    }
  }
  // What another path continues is on the way and no end of its own. In this order a
  // path stands before all that begin like it.
  for (auto at = paths.begin(); at != paths.end();) {
    const auto next = std::next(at);
    const bool continued = next != paths.end() && next->starts_with(*at + " ");
    at = continued ? paths.erase(at) : next;
  }
  for (const auto& path : paths) {
    error = std::move(error).note("path", path);
  }
  return std::move(error).hint(
      "leave one of them out, or omit a package that is not needed");
}

} // namespace crossroot::resolve
