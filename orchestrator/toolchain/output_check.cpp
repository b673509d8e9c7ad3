// SPDX-License-Identifier: Apache-2.0
// What Go calls a build mode is one half of what comes out; how the libc is linked is the
// other. Some pairs cannot be: Go or the linker would say so late and in their own words,
// or take one half and leave the other.
#include "toolchain/toolchain.hpp"

#include <fmt/format.h>

namespace crossroot::toolchain {

Result<void> check_output(const TargetSpec& target,
                          const Definition& toolchain,
                          const std::string& recipe_file)
{
  auto position = target.position;
  position.file = recipe_file;
  const auto& mode = target.go.buildmode;
  if (mode == "c-archive" && !toolchain.tools.contains("ar")) {
    return Error(ErrorKind::definition, "buildmode",
                 fmt::format("target {}: buildmode \"c-archive\" needs an archiver, and "
                             "toolchain {} has none",
                             target.name, toolchain.name))
        .at(position)
        .note("cause", "an archiver of its own would make every toolchain root a "
                       "quarter larger")
        .hint("buildmode = \"c-shared\", or a toolchain definition of your own with "
              "llvm-19 among its packages and ar in [tools]");
  }
  if ((mode == "c-shared" || mode == "pie") && target.libc_link == "static") {
    return Error(ErrorKind::definition, "buildmode",
                 fmt::format("target {}: buildmode \"{}\" cannot have libc-link = "
                             "\"static\"",
                             target.name, mode))
        .at(position)
        .note("cause", mode == "pie"
                           ? "a program that moves needs a loader to do it, and a static "
                             "one has none"
                           : "a library shares the libc of the program that loads it")
        .hint("leave libc-link out");
  }
  if (!target.libraries.packages.empty() && target.libraries.link != "static" &&
      target.libc_link == "static") {
    return Error(ErrorKind::definition, "libraries",
                 fmt::format("target {}: libraries.link = \"{}\" cannot have libc-link = "
                             "\"static\"",
                             target.name, target.libraries.link))
        .at(position)
        .note("cause", "a static program has no loader that could load a library")
        .hint("libraries.link = \"static\", or leave libc-link out");
  }
  return {};
}

} // namespace crossroot::toolchain
