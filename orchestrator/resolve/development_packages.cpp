// SPDX-License-Identifier: Apache-2.0
#include "resolve/dependency.hpp"
#include "resolve/package_lock.hpp"
#include "resolve/packages_index.hpp"

#include <map>
#include <set>

namespace crossroot::resolve {

std::vector<std::string> development_packages(const PackagesIndex& index,
                                              const std::vector<PackageStanza>& installed)
{
  std::map<std::string_view, const PackageStanza*> by_name;
  for (const auto& stanza : installed) {
    if (!stanza.name.ends_with("-dev")) {
      by_name.emplace(stanza.name, &stanza);
    }
  }
  std::map<std::string_view, std::string> found; // library → its shortest -dev package
  for (const auto& stanza : index.stanzas()) {
    if (!stanza.name.ends_with("-dev")) {
      continue;
    }
    const auto clauses = parse_dependency(stanza.depends);
    for (const auto& clause : clauses ? *clauses : std::vector<Clause>()) {
      const auto& relation = clause.front();
      const auto library = by_name.find(relation.name);
      if (clause.size() != 1 || relation.op != Relation::Op::equal ||
          library == by_name.end() || library->second->version != relation.version) {
        continue;
      }
      auto& name = found[library->first];
      if (name.empty() || stanza.name.size() < name.size()) {
        name = stanza.name;
      }
    }
  }
  std::set<std::string> names;
  for (const auto& [library, name] : found) {
    names.insert(name);
  }
  return {names.begin(), names.end()};
}

} // namespace crossroot::resolve
