// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "archive/archive.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>

/// Unpacks `data` as a file of that name into a folder of its own, under tight limits,
/// and aborts if anything but files, folders and links is there, or anything beside it.
template <class Unpack>
void unpack_any_bytes(const unsigned char* data, std::size_t size, Unpack unpack)
{
  namespace fs = std::filesystem;
  static const fs::path folder = [] {
    auto pattern = (fs::temp_directory_path() / "unpack-fuzz-XXXXXX").string();
    return fs::path(::mkdtemp(pattern.data()));
  }();
  const auto into = folder / "in/to";
  fs::remove_all(folder / "in");
  fs::create_directories(into);
  std::ofstream(folder / "x", std::ios::binary)
      .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
  crossroot::archive::UnpackPolicy policy;
  policy.merge_usr = size % 2 == 0;
  policy.limits.total_bytes = 1 << 20;
  policy.limits.entries = 200;
  const crossroot::CancelToken cancel;
  (void)unpack(folder / "x", into, policy, cancel);
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
}
