// SPDX-License-Identifier: Apache-2.0
// A lock is reviewed as a diff. So each entry is one line, lines are sorted by what
// people look for (tree and name, not digest), and nothing in it says when, where or by
// whom it was written: two hosts that resolve the same write the same bytes. TOML has
// one way to put a table on a line, the inline table, and arrays of those must stand
// before the first table with a header; hence the order below.
#include "base/toml.hpp"
#include "lockfile/lockfile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

namespace crossroot {

namespace {

/// An inline table that leaves out what has its default.
class Line {
public:
  Line& text(std::string_view key, std::string_view value)
  {
    return value.empty() ? *this : raw(key, quote_toml(value));
  }
  Line& number(std::string_view key, std::uint64_t value)
  {
    return value == 0 ? *this : raw(key, fmt::format("{}", value));
  }
  Line& flag(std::string_view key, bool value)
  {
    return value ? raw(key, "true") : *this;
  }
  Line& digest(std::string_view key, const Digest& value)
  {
    return value == Digest() ? *this : text(key, value.render());
  }
  std::string render() const { return members_.empty() ? "{}" : "{ " + members_ + " }"; }

private:
  Line& raw(std::string_view key, std::string_view value)
  {
    members_ += fmt::format("{}{} = {}", members_.empty() ? "" : ", ", key, value);
    return *this;
  }
  std::string members_;
};

std::string line_of(const LockedIndex& index)
{
  return Line()
      .text("definition", index.definition)
      .text("archive", index.archive)
      .text("suite", index.suite)
      .text("arch", index.arch)
      .text("date", index.date)
      .text("snapshot", index.snapshot)
      .text("key", index.key)
      .flag("expired", index.expired)
      .digest("in-release", index.in_release)
      .digest("signature", index.signature)
      .text("path", index.packages_path)
      .number("size", index.packages_size)
      .digest("sha256", index.packages)
      .render();
}

std::string line_of(const LockedPackage& package)
{
  return Line()
      .text("tree", package.tree)
      .text("name", package.name)
      .text("version", package.version)
      .text("arch", package.arch)
      .text("archive", package.archive)
      .text("path", package.path)
      .number("size", package.size)
      .digest("sha256", package.sha256)
      .render();
}

std::string line_of(const LockedModule& module)
{
  return Line()
      .text("path", module.path)
      .text("version", module.version)
      .text("h1", module.h1)
      .digest("mod", module.mod)
      .number("mod-size", module.mod_size)
      .digest("zip", module.zip)
      .number("zip-size", module.zip_size)
      .render();
}

std::string line_of(const LockedSdk& sdk)
{
  return Line()
      .text("version", sdk.version)
      .text("host", sdk.host)
      .text("kind", sdk.kind)
      .text("module", sdk.module)
      .text("h1", sdk.h1)
      .number("size", sdk.size)
      .digest("sha256", sdk.sha256)
      .render();
}

std::string line_of(const LockedSource& source)
{
  return Line()
      .text("kind", source.kind)
      .text("url", source.url)
      .text("revision", source.revision)
      .number("size", source.size)
      .digest("sha256", source.sha256)
      .render();
}

auto rank(const LockedIndex& i)
{
  return std::tie(i.definition, i.suite, i.arch, i.packages_path);
}
auto rank(const LockedPackage& p)
{
  return std::tie(p.tree, p.name, p.arch, p.version);
}
auto rank(const LockedModule& m)
{
  return std::tie(m.path, m.version);
}

template <class Entry>
std::string list_of(std::string_view key, std::vector<Entry> entries)
{
  if (entries.empty()) {
    return fmt::format("{} = []\n", key);
  }
  std::sort(entries.begin(), entries.end(),
            [](const Entry& a, const Entry& b) { return rank(a) < rank(b); });
  std::string out = fmt::format("{} = [\n", key);
  for (const auto& entry : entries) {
    out += "  " + line_of(entry) + ",\n";
  }
  return out + "]\n";
}

} // namespace

std::string Lock::render() const
{
  std::string out = "# Written by crossroot lock. Commit it.\n";
  out += fmt::format("schema = {}\n", k_schema);
  out += fmt::format("source = {}\n", line_of(source));
  out += fmt::format("sdk = {}\n", line_of(sdk));
  out += list_of("indexes", indexes);
  out += list_of("packages", packages);
  out += list_of("modules", modules);
  out += "\n[inputs]\n";
  for (const auto& [key, value] : inputs) {
    out += fmt::format("{} = {}\n", quote_toml(key), quote_toml(value));
  }
  return out;
}

} // namespace crossroot
