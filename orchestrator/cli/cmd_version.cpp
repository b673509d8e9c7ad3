// SPDX-License-Identifier: Apache-2.0
#include "cli/session.hpp"

namespace crossroot::cli {

Command version_command()
{
  return {.name = "version",
          .summary = "prints the version",
          .examples = {"crossroot version"},
          .run = [](Session& session, const Invocation&) -> Result<int> {
            session.printer.answer("crossroot " CROSSROOT_VERSION "\n");
            return 0;
          }};
}

} // namespace crossroot::cli
