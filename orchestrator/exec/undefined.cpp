// SPDX-License-Identifier: Apache-2.0
#include "exec/undefined.hpp"

#include "base/text.hpp"
#include "catalog/symbols.hpp"
#include "os/files.hpp"

#include <fmt/format.h>

namespace crossroot::exec {
namespace {

struct Reference {
  std::string symbol;
  std::string object;
};

std::vector<Reference> read_references(const std::filesystem::path& report)
{
  constexpr std::uint64_t k_limit_bytes = std::uint64_t{16} << 20;
  std::vector<Reference> references;
  const auto text = os::read_file(report, k_limit_bytes);
  if (!text) {
    return references; // no link failed for want of a symbol
  }
  for (const auto line : split_lines(*text)) {
    const auto fields = split(line, '\t');
    if (fields.size() >= 2 && !fields[0].empty()) {
      references.push_back({std::string(fields[0]), std::string(fields[1])});
    }
  }
  return references;
}

/// The last component of each path in "x.o:(f) in archive /modcache/…/libfoo.a".
std::string object_for_people(const std::string& object)
{
  constexpr std::string_view k_module_cache = "/modcache/";
  const auto at = object.find(k_module_cache);
  return at == std::string::npos ? object
                                 : object.substr(0, at) +
                                       object.substr(at + k_module_cache.size());
}

} // namespace

Error explain_undefined(Error failure, const std::filesystem::path& report,
                        const TargetSpec& target)
{
  for (const auto& reference : read_references(report)) {
    const auto introduced = catalog::introduction_of(catalog::Runtime::glibc,
                                                     target.triplet, reference.symbol);
    if (!introduced || !(introduced->release > target.floor.libc)) {
      continue;
    }
    const auto since = introduced->release.render();
    auto explained =
        Error(ErrorKind::build, "floor",
              fmt::format("{} needs {}, first in glibc {}; floor is {}", target.name,
                          reference.symbol, since, target.floor.libc.render()))
            .note("from", object_for_people(reference.object))
            .note("cause", "no compat replacement exists")
            .hint(fmt::format("floor.glibc = \"{}\" in [target.{}]", since, target.name));
    for (const auto& note : failure.notes()) {
      if (note.label == "log") {
        explained = std::move(explained).note(note.label, note.text);
      }
    }
    return explained;
  }
  return failure;
}

} // namespace crossroot::exec
