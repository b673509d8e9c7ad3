// SPDX-License-Identifier: Apache-2.0
#include "os/descriptor.hpp"
#include "os/files.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>

namespace crossroot::os {

Result<TempFolder> TempFolder::make(const fs::path& parent, std::string_view prefix)
{
  std::string name = (parent / fmt::format("{}-XXXXXX", prefix)).string();
  if (::mkdtemp(name.data()) == nullptr) {
    return system_error(fmt::format("make a folder in {}", parent.string()), errno);
  }
  return TempFolder(fs::path(name));
}

TempFolder::TempFolder(TempFolder&& other) noexcept : path_(other.release()) {}

TempFolder& TempFolder::operator=(TempFolder&& other) noexcept
{
  if (this != &other) {
    std::swap(path_, other.path_);
  }
  return *this;
}

TempFolder::~TempFolder()
{
  if (!path_.empty()) {
    // Nothing can be told from here; what stays behind is reaped by age.
    static_cast<void>(remove_tree(path_).has_value());
  }
}

fs::path TempFolder::release()
{
  fs::path path = std::move(path_);
  path_.clear();
  return path;
}

} // namespace crossroot::os
