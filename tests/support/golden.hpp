// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace crossroot::test {

/// The content of tests/golden/`name`, "" if there is none. With CROSSROOT_TEST_ACCEPT=1
/// the file is first written with `actual`; the change is then reviewed like code.
inline std::string golden(const std::string& name, const std::string& actual)
{
  const std::filesystem::path path =
      std::string(CROSSROOT_SOURCE_DIR "/tests/golden/") + name;
  const char* accept = std::getenv("CROSSROOT_TEST_ACCEPT");
  if (accept != nullptr && std::string(accept) == "1") {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << actual;
  }
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

} // namespace crossroot::test
