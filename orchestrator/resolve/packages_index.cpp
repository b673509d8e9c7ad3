// SPDX-License-Identifier: Apache-2.0
// A suite lists 60,000 packages in 50 MB of text, of which a tree wants thirty. Copying
// fields out would double the memory, so a stanza is a set of views into the text, and
// the text lives as long as the index. A field that is folded over lines is one view
// with the newlines in it: the dependency parser counts them as blanks.
#include "resolve/packages_index.hpp"

#include "base/text.hpp"
#include "resolve/dependency.hpp"

#include <fmt/format.h>

namespace crossroot::resolve {

namespace {

std::string_view* slot_of(PackageStanza& stanza, std::string_view field)
{
  switch (field.empty() ? '\0' : field[0]) {
  case 'A': return field == "Architecture" ? &stanza.arch : nullptr;
  case 'B': return field == "Breaks" ? &stanza.breaks : nullptr;
  case 'C': return field == "Conflicts" ? &stanza.conflicts : nullptr;
  case 'D': return field == "Depends" ? &stanza.depends : nullptr;
  case 'F': return field == "Filename" ? &stanza.path : nullptr;
  case 'P':
    return field == "Package"       ? &stanza.name
           : field == "Pre-Depends" ? &stanza.pre_depends
           : field == "Provides"    ? &stanza.provides
                                    : nullptr;
  case 'S':
    return field == "SHA256" ? &stanza.sha256 : field == "Size" ? &stanza.size : nullptr;
  case 'V': return field == "Version" ? &stanza.version : nullptr;
  default: return nullptr;
  }
}

} // namespace

bool fits_every_cpu(std::string_view arch)
{
  return arch == "all" || arch == "noarch";
}

Result<void> PackagesIndex::add(const PackageStanza& stanza, std::size_t line)
{
  if (stanza.name.empty() || stanza.version.empty() || stanza.arch.empty()) {
    return Error(
        ErrorKind::digest_mismatch, "index",
        fmt::format("the package index is malformed: the stanza that ends at line "
                    "{} lacks Package, Version or Architecture",
                    line));
  }
  auto& same = by_name_[stanza.name];
  for (const auto other : same) {
    if (stanzas_[other].version == stanza.version &&
        stanzas_[other].arch == stanza.arch) {
      return {};
    }
  }
  const auto number = static_cast<std::uint32_t>(stanzas_.size());
  same.push_back(number);
  stanzas_.push_back(stanza);
  if (!stanza.provides.empty()) {
    CROSSROOT_TRY(const auto provided, parse_dependency(dialect_, stanza.provides));
    for (const auto& clause : provided) {
      for (const auto& relation : clause) {
        providers_[relation.name].push_back(number);
      }
    }
  }
  return {};
}

Result<PackagesIndex> PackagesIndex::parse(std::string text)
{
  PackagesIndex index;
  index.text_ = std::make_unique<const std::string>(std::move(text));
  const std::string_view all = *index.text_;
  PackageStanza stanza;
  std::string_view* field = nullptr;
  bool open = false;
  std::size_t line_number = 0;
  for (std::size_t at = 0; at < all.size();) {
    ++line_number;
    auto end = all.find('\n', at);
    end = end == std::string_view::npos ? all.size() : end;
    const auto line = all.substr(at, end - at);
    at = end + 1;
    if (line.empty()) {
      if (open) {
        CROSSROOT_CHECK(index.add(stanza, line_number));
      }
      stanza = {};
      field = nullptr;
      open = false;
    } else if (line[0] == ' ' || line[0] == '\t') {
      if (field != nullptr && !field->empty()) {
        *field = std::string_view(
            field->data(),
            static_cast<std::size_t>(line.data() + line.size() - field->data()));
      }
    } else if (const auto colon = line.find(':'); colon != std::string_view::npos) {
      open = true;
      field = slot_of(stanza, line.substr(0, colon));
      if (field != nullptr) {
        *field = trim(line.substr(colon + 1));
      }
    } else {
      return Error(ErrorKind::digest_mismatch, "index",
                   fmt::format("the package index is malformed at line {}", line_number));
    }
  }
  if (open) {
    CROSSROOT_CHECK(index.add(stanza, line_number));
  }
  return index;
}

Result<PackagesIndex> PackagesIndex::of(Dialect dialect,
                                        std::unique_ptr<const std::string> text,
                                        const std::vector<PackageStanza>& stanzas)
{
  PackagesIndex index;
  index.dialect_ = dialect;
  index.text_ = std::move(text);
  std::size_t number = 0;
  for (const auto& stanza : stanzas) {
    CROSSROOT_CHECK(index.add(stanza, ++number));
  }
  return index;
}

std::span<const std::uint32_t> PackagesIndex::named(std::string_view name) const
{
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? std::span<const std::uint32_t>() : found->second;
}

std::span<const std::uint32_t> PackagesIndex::providing(std::string_view name) const
{
  const auto found = providers_.find(name);
  return found == providers_.end() ? std::span<const std::uint32_t>() : found->second;
}

} // namespace crossroot::resolve
