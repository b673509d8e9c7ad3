// SPDX-License-Identifier: Apache-2.0
// What a lock was made from, as small named values, so that a stale lock can say which
// of them moved. Only what changes the resolution is here: a new [abi] line or a flag
// leaves the lock as it is.
#include "base/text.hpp"
#include "os/files.hpp"
#include "resolve/go_sdk_lock.hpp"
#include "resolve/package_lock.hpp"
#include "resolve/resolve.hpp"

#include <fmt/format.h>

namespace crossroot::resolve {

namespace {

std::string words(const std::vector<std::string>& list)
{
  return list.empty() ? "none" : join(list, " ");
}

std::string source_of(const SourceSpec& source)
{
  if (!source.git.empty()) {
    return fmt::format("git {} {}", net::url_for_people(source.git), source.rev);
  }
  if (!source.go.empty()) {
    return "go " + source.go;
  }
  if (!source.archive.empty()) {
    return fmt::format("archive {} {}", net::url_for_people(source.archive),
                       source.sha256);
  }
  return "path";
}

/// "none" for a file that is not there: making one is a change too.
Result<std::string> digest_of(const fs::path& file)
{
  std::error_code ignored;
  if (!fs::exists(file, ignored)) {
    return std::string("none");
  }
  CROSSROOT_TRY(const auto bytes, os::read_file(file));
  return Digest::of(bytes).render();
}

} // namespace

Result<std::map<std::string, std::string>>
lock_inputs(const Recipe& recipe, const Definitions& definitions, const fs::path& source)
{
  std::map<std::string, std::string> inputs;
  inputs["source"] = source_of(recipe.source);
  CROSSROOT_TRY(inputs["host"], go_host());
  CROSSROOT_TRY(inputs["go.sdk"], sdk_version(recipe, source));
  const auto folder = source / recipe.source.module;
  for (const auto* name : {"go.mod", "go.sum"}) {
    CROSSROOT_TRY(inputs[std::string("file.") + name], digest_of(folder / name));
  }
  CROSSROOT_TRY(const auto trees, trees_of(recipe, definitions));
  for (const auto& tree : trees) {
    const auto& definition = definitions.all().at(tree.definition);
    inputs["definition." + tree.definition] = definition.digest.render();
    inputs["tree." + tree.tree] = fmt::format("{} {}", tree.definition, tree.arch);
    if (!tree.above.empty()) {
      inputs["tree." + tree.tree] +=
          ": " + words(tree.wanted) + (tree.archives ? " with archives" : "");
    }
  }
  for (const auto& target : recipe.targets) {
    inputs["target." + target.name] =
        fmt::format("{} packages {} tags {} cgo {}", target.triplet.render(),
                    words(target.go.packages), words(target.go.tags), target.go.cgo);
  }
  return inputs;
}

} // namespace crossroot::resolve
