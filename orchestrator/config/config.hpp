// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace crossroot {

/// What the user and the machine's owner may set once for all projects. Environment
/// only: nothing here may reach an action key or an output.
struct Config {
  std::map<std::string, std::vector<std::string>>
      mirrors;         ///< archive → base URLs, in order
  std::string store;   ///< absolute; "" is the default
  unsigned jobs = 0;   ///< 0: as many as CPUs
  std::string proxy;   ///< for http and https
  std::string ca_file; ///< PEM bundle
  bool operator==(const Config&) const = default;
};

/// One file over `below`: keys that it sets win, mirrors of its archives come first.
Result<Config> parse_config(std::string_view toml, const std::string& file, Config below);

/// The files in the order they are read: /etc/crossroot/config.toml, then
/// $XDG_CONFIG_HOME/crossroot/config.toml or ~/.config/crossroot/config.toml.
std::vector<std::filesystem::path> config_files();

/// Reads those that exist. A file that exists and cannot be read is an Error.
Result<Config> read_config(const std::vector<std::filesystem::path>& files);

} // namespace crossroot
