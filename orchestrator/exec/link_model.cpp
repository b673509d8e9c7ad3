// SPDX-License-Identifier: Apache-2.0
//
// Who asked for a symbol is known to the linker alone, and it is gone when verify finds
// the symbol. Its map could be had by linking again, but a Go program that was linked
// internally never saw a linker, and one whose link fails gives no map. So the part of
// a linker that decides this is done over here, from symbol tables: every object of a
// package is linked; an archive's member is, once something linked asks for a name that
// it defines.
#include "exec/link_model.hpp"

#include "base/json.hpp"
#include "elf/object_symbols.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace crossroot::exec {

std::optional<LinkObject>
read_link_object(std::string origin, bool on_demand, std::string_view bytes)
{
  const auto symbols = elf::read_object_symbols(std::as_bytes(std::span(bytes)));
  if (!symbols) {
    return std::nullopt;
  }
  LinkObject object{std::move(origin), on_demand, {}, {}};
  for (const auto& symbol : *symbols) {
    if (!symbol.name.empty()) {
      (symbol.defined() ? object.defined : object.undefined).push_back(symbol.name);
    }
  }
  return object;
}

std::vector<const LinkObject*> linked_objects(const std::vector<LinkObject>& objects)
{
  std::multimap<std::string_view, std::size_t> offers;
  std::vector<bool> taken(objects.size());
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < objects.size(); ++i) {
    if (!objects[i].on_demand) {
      taken[i] = true;
      open.push_back(i);
      continue;
    }
    for (const auto& name : objects[i].defined) {
      offers.emplace(name, i); // equal names keep the order of the link
    }
  }
  std::set<std::string_view> defined;
  for (const auto i : open) {
    defined.insert(objects[i].defined.begin(), objects[i].defined.end());
  }
  while (!open.empty()) {
    const auto current = open.back();
    open.pop_back();
    for (const auto& name : objects[current].undefined) {
      const auto offer = offers.lower_bound(name);
      if (defined.contains(name) || offer == offers.end() || offer->first != name) {
        continue;
      }
      const auto first = offer->second;
      defined.insert(objects[first].defined.begin(), objects[first].defined.end());
      if (!taken[first]) {
        taken[first] = true;
        open.push_back(first);
      }
    }
  }
  std::vector<const LinkObject*> result;
  for (std::size_t i = 0; i < objects.size(); ++i) {
    if (taken[i]) {
      result.push_back(&objects[i]);
    }
  }
  return result;
}

std::map<std::string, std::string> references_of(const std::vector<LinkObject>& objects)
{
  std::map<std::string, std::vector<std::string>> origins;
  for (const auto* object : linked_objects(objects)) {
    for (const auto& name : object->undefined) {
      auto& known = origins[name];
      if (std::find(known.begin(), known.end(), object->origin) == known.end()) {
        known.push_back(object->origin);
      }
    }
  }
  std::map<std::string, std::string> references;
  for (const auto& [name, known] : origins) {
    references[name] = known.size() == 1 ? known.front()
                                         : fmt::format("{} and {} more", known.front(),
                                                       known.size() - 1);
  }
  return references;
}

std::vector<std::string> cgo_link_flags(std::string_view go_object)
{
  constexpr std::string_view k_begin = "$$  // cgo\n";
  constexpr std::string_view k_end = "\n$$\n";
  std::vector<std::string> flags;
  const auto begin = go_object.find(k_begin);
  if (begin == std::string_view::npos) {
    return flags;
  }
  const auto rest = go_object.substr(begin + k_begin.size());
  const auto json = Json::parse(rest.substr(0, rest.find(k_end)));
  if (!json || json->array() == nullptr) {
    return flags;
  }
  for (const auto& directive : *json->array()) {
    const auto* words = directive.array();
    if (words == nullptr || words->size() != 2 || (*words)[0] != Json("cgo_ldflag") ||
        (*words)[1].string() == nullptr) {
      continue;
    }
    flags.push_back(*(*words)[1].string());
  }
  return flags;
}

} // namespace crossroot::exec
