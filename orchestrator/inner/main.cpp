// SPDX-License-Identifier: Apache-2.0
// One static executable with several faces, told apart by the name it is called by: under
// NAME-cc, NAME-c++ and NAME-ar it is the compiler that Go sees, under NAME-pkg-config
// what it asks for libraries, under any other name it belongs to the sandbox: its process
// 1, or with --guard its guard outside.
#include "inner/cc.hpp"
#include "inner/pkg_config.hpp"
#include "inner/sandbox_guard.hpp"
#include "inner/sandbox_main.hpp"

#include <string_view>

int main(int argc, char** argv)
{
  std::string_view name = argc > 0 ? argv[0] : "";
  name.remove_prefix(name.rfind('/') + 1);
  for (const std::string_view ending : {"-cc", "-c++", "-ar"}) {
    if (name.size() > ending.size() && name.ends_with(ending)) {
      return cc_main(argc, argv);
    }
  }
  if (name.ends_with("-pkg-config")) {
    return pkg_config_main(argc, argv);
  }
  if (argc > 2 && std::string_view(argv[1]) == "--guard") {
    return crossroot::inner::guard_main(argv + 2);
  }
  return crossroot::inner::sandbox_main();
}
