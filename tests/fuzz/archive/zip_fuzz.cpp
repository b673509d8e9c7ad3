// SPDX-License-Identifier: Apache-2.0
// A zip of any bytes is unpacked and hashed or refused; nothing is written beside its
// folder.
#include "archive/archive.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace fs = std::filesystem;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
  static const fs::path folder = [] {
    auto pattern = (fs::temp_directory_path() / "zip-fuzz-XXXXXX").string();
    return fs::path(::mkdtemp(pattern.data()));
  }();
  const auto zip = folder / "x.zip";
  const auto into = folder / "in/to";
  fs::remove_all(folder / "in");
  fs::create_directories(into);
  std::ofstream(zip, std::ios::binary)
      .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
  crossroot::archive::UnpackPolicy policy;
  policy.refuse_case_pairs = true;
  policy.limits.total_bytes = 1 << 20;
  policy.limits.entries = 200;
  const crossroot::CancelToken cancel;
  (void)crossroot::archive::unpack_zip(zip, into, policy, cancel);
  (void)crossroot::archive::go_module_hash(zip);
  (void)crossroot::archive::first_entry(zip);
  (void)crossroot::archive::read_zip_member(zip, "a");
  if (std::distance(fs::directory_iterator(folder / "in"), fs::directory_iterator()) !=
      1) {
    std::abort();
  }
  return 0;
}
