// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "elf/elf_file.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace crossroot::elf {

/// What the Go linker recorded: version, main module, dependencies, settings.
struct GoBuildInfo {
  std::string go_version;                      ///< "go1.25.5"
  std::string path;                            ///< main package
  std::string main_module;                     ///< "example.com/x v1.2.0"
  std::vector<std::string> dependencies;       ///< "path version", in the file's order
  std::map<std::string, std::string> settings; ///< -buildmode, CGO_ENABLED, GOARCH …
};

/// Nothing if the file carries none; an Error if it carries a damaged one.
Result<std::optional<GoBuildInfo>> read_go_build_info(ByteSource& source,
                                                      const ElfFile& file);

} // namespace crossroot::elf
