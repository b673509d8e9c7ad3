// SPDX-License-Identifier: Apache-2.0
#include "exec/undefined.hpp"

#include "base/text.hpp"
#include "catalog/distributions.hpp"
#include "catalog/symbols.hpp"
#include "exec/collect.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace crossroot::exec {
namespace {

struct Reference {
  std::string symbol;
  std::string object;
  Version since;              ///< of glibc
  std::string shared_library; ///< that brings the need along, ""
};

/// "/src/lib/libfoo.so" of "/src/lib/libfoo.so (disallowed by …)"; lld names a shared
/// library so, and objects as "x.o:(function)".
std::string shared_library_in(std::string_view object)
{
  const auto path = object.substr(0, object.find(" ("));
  const auto name = path.substr(path.rfind('/') + 1);
  return name.ends_with(".so") || name.find(".so.") != std::string_view::npos
             ? std::string(path)
             : "";
}

/// The release that a reference needs: of "close_range@GLIBC_2.34" the version, which a
/// shared library fixed when it was linked.
std::optional<Version>
release_of(const Triplet& triplet, std::string_view name, std::string_view version)
{
  constexpr std::string_view k_node = "GLIBC_";
  if (version.starts_with(k_node)) {
    const auto parsed = Version::parse(version.substr(k_node.size()));
    return parsed ? std::optional(*parsed) : std::nullopt;
  }
  const auto introduced =
      catalog::introduction_of(catalog::Runtime::glibc, triplet, name);
  return introduced ? std::optional(introduced->release) : std::nullopt;
}

/// The references above the floor, newest first, then by name; one a symbol.
std::vector<Reference> above_floor(const std::filesystem::path& report,
                                   const TargetSpec& target)
{
  constexpr std::uint64_t k_limit_bytes = std::uint64_t{16} << 20;
  const auto text = read_left(report, k_limit_bytes);
  std::vector<Reference> references;
  if (!text) {
    return references; // no link failed for want of a symbol
  }
  for (const auto line : split_lines(*text)) {
    const auto fields = split(line, '\t');
    if (fields.size() < 2 || fields[0].empty()) {
      continue;
    }
    const auto at = std::min(fields[0].find('@'), fields[0].size());
    const auto name = fields[0].substr(0, at);
    const auto version = fields[0].substr(std::min(at + 1, fields[0].size()));
    const auto since = release_of(target.triplet, name, version);
    if (since && *since > target.floor.libc) {
      references.push_back({std::string(name), std::string(fields[1]), *since,
                            shared_library_in(fields[1])});
    }
  }
  std::stable_sort(references.begin(), references.end(),
                   [](const auto& a, const auto& b) {
                     return a.since != b.since ? b.since < a.since : a.symbol < b.symbol;
                   });
  references.erase(
      std::unique(references.begin(), references.end(),
                  [](const auto& a, const auto& b) { return a.symbol == b.symbol; }),
      references.end());
  return references;
}

/// "x.o:(f) in archive example.com/foo@v1.2.0/libfoo.a", without folders that only the
/// sandbox knows and the linker's remarks on its options.
std::string object_for_people(std::string object)
{
  object = object.substr(0, object.find(" (disallowed by"));
  for (const std::string_view folder : {"/modcache/", "/src/"}) {
    if (const auto at = object.find(folder); at != std::string::npos) {
      return object.substr(0, at) + object.substr(at + folder.size());
    }
  }
  if (object.starts_with("/tmp/")) { // go's work folder, with a new name each time
    const auto end = std::min(object.find(":("), object.size());
    const auto name = object.rfind('/', end) + 1;
    return object.substr(name);
  }
  return object;
}

Error with_cause(Error error, const Reference& reference, const TargetSpec& target)
{
  if (reference.shared_library.empty()) {
    return std::move(error).note("cause", "no compat replacement exists");
  }
  const auto name =
      reference.shared_library.substr(reference.shared_library.rfind('/') + 1);
  return std::move(error)
      .note("cause", name + " is a shared library: its needs are fixed, and no compat "
                            "replacement can meet them")
      .hint(fmt::format("bundle a build of {} that needs no more than glibc {}, or link "
                        "its static archive",
                        name, target.floor.libc.render()));
}

} // namespace

std::string floor_remedy(const TargetSpec& target, const Version& since)
{
  catalog::Requirement raised;
  raised.libc_version = since;
  const auto dropped = catalog::reach_of(raised).refused_by;
  return fmt::format("floor.glibc = \"{}\" in [target.{}]{}", since.render(), target.name,
                     dropped.empty() ? ""
                                     : fmt::format(" (drops {})", join(dropped, ", ")));
}

Error explain_undefined(Error failure,
                        const std::filesystem::path& report,
                        const TargetSpec& target,
                        const std::function<SymbolCauses()>& causes)
{
  constexpr std::size_t k_most_named = 8;
  const auto references = above_floor(report, target);
  if (references.empty()) {
    return failure;
  }
  const auto known = causes ? causes() : SymbolCauses{};
  const auto from = [&](const Reference& reference) {
    const auto cause = known.find(reference.symbol);
    return cause != known.end() && reference.shared_library.empty()
               ? cause->second
               : object_for_people(reference.object);
  };
  const auto& first = references.front();
  auto error =
      Error(ErrorKind::build, "floor",
            fmt::format("{} needs {}, first in glibc {}; floor is {}", target.name,
                        first.symbol, first.since.render(), target.floor.libc.render()))
          .note("from", from(first));
  for (std::size_t i = 1; i < references.size() && i < k_most_named; ++i) {
    error = std::move(error).note(
        "also", fmt::format("{}, glibc {}, from {}", references[i].symbol,
                            references[i].since.render(), from(references[i])));
  }
  if (references.size() > k_most_named) {
    error = std::move(error).note(
        "also", fmt::format("and {} more", references.size() - k_most_named));
  }
  error = with_cause(std::move(error), first, target);
  for (const auto& note : failure.notes()) {
    if (note.label == "log") {
      error = std::move(error).note(note.label, note.text);
    }
  }
  error = std::move(error).note("more", "crossroot help symbol " + first.symbol);
  return std::move(error).hint(floor_remedy(target, first.since));
}

} // namespace crossroot::exec
