// SPDX-License-Identifier: Apache-2.0
// A package of any bytes is unpacked or refused; what is written stays in its folder.
#include "archive/archive.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace fs = std::filesystem;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
  static const fs::path folder = [] {
    auto pattern = (fs::temp_directory_path() / "deb-fuzz-XXXXXX").string();
    return fs::path(::mkdtemp(pattern.data()));
  }();
  const auto into = folder / "in/to";
  fs::remove_all(folder / "in");
  fs::create_directories(into);
  std::ofstream(folder / "x.deb", std::ios::binary)
      .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
  crossroot::archive::UnpackPolicy policy;
  policy.merge_usr = size % 2 == 0;
  policy.limits.total_bytes = 1 << 20;
  policy.limits.entries = 200;
  const crossroot::CancelToken cancel;
  (void)crossroot::archive::unpack_deb(folder / "x.deb", into, policy, cancel);
  (void)crossroot::archive::read_deb_control(folder / "x.deb");
  std::size_t beside = 0;
  for ([[maybe_unused]] const auto& entry : fs::directory_iterator(folder / "in")) {
    ++beside;
  }
  for (const auto& entry : fs::recursive_directory_iterator(into)) {
    if (!entry.is_symlink() && !entry.is_directory() && !entry.is_regular_file()) {
      std::abort();
    }
  }
  if (beside != 1) {
    std::abort();
  }
  return 0;
}
