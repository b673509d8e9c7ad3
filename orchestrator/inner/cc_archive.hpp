// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crossroot::inner {

/// The names that a relocatable object defines for others, sorted; nothing if the bytes
/// are no object or contradict themselves. Total: reads no byte outside `object`.
std::optional<std::vector<std::string>> defined_names(std::string_view object);

struct ArchiveInput {
  std::string name;  ///< as it is called in the archive: "go.o"
  std::string bytes; ///< an object, or anything else, which defines nothing
};

/// An ar(5) archive of the inputs in their order, with a symbol index, without times,
/// owners and modes. Nothing above 4 GiB; `problem` then says so.
std::optional<std::string> make_archive(const std::vector<ArchiveInput>& inputs,
                                        std::string& problem);

/// What "ar" does for Go: `arguments` are "-q -c -s OUT FILE…" (letters q r c s D u v S,
/// joined or apart), and OUT is written anew. Returns the exit code; messages go to
/// stderr.
int archive_main(const std::vector<std::string>& arguments);

} // namespace crossroot::inner
