// SPDX-License-Identifier: Apache-2.0
#include "config/config.hpp"

#include "base/toml.hpp"
#include "os/files.hpp"

#include <fmt/format.h>

#include <cstdlib>

namespace crossroot {
namespace {

namespace fs = std::filesystem;

Error violation(const Position& position, std::string message)
{
  return Error(ErrorKind::definition, "config", std::move(message)).at(position);
}

/// A string or a list of strings, as people write one mirror or several.
Result<std::vector<std::string>> read_urls(const TomlValue& value)
{
  if (const auto* one = value.string()) {
    return std::vector{*one};
  }
  std::vector<std::string> urls;
  if (value.array() == nullptr) {
    return violation(value.position(), fmt::format("a mirror is a URL or a list of URLs, "
                                                   "not {}",
                                                   value.kind_name()));
  }
  for (const auto& element : *value.array()) {
    if (element.string() == nullptr) {
      return violation(element.position(),
                       fmt::format("a mirror is a URL, not {}", element.kind_name()));
    }
    urls.push_back(*element.string());
  }
  return urls;
}

Result<void> read_mirrors(const TomlTable& table, Config& config)
{
  for (const auto& [archive, member] : table.members) {
    CROSSROOT_TRY(auto urls, read_urls(member.value));
    auto& known = config.mirrors[archive];
    known.insert(known.begin(), urls.begin(), urls.end());
  }
  return {};
}

/// A relative path would mean another place in every working folder.
void check_absolute(TomlReader& reader, std::string_view key, const std::string& path)
{
  if (!path.empty() && !path.starts_with('/')) {
    reader.refuse(
        violation(reader.position_of(key),
                  fmt::format("{} must be an absolute path, not \"{}\"", key, path)));
  }
}

} // namespace

Result<Config> parse_config(std::string_view toml, const std::string& file, Config below)
{
  CROSSROOT_TRY(const auto table, parse_toml(toml, file));
  TomlReader reader(table, "the configuration");
  auto config = std::move(below);
  config.store = reader.string("store", config.store);
  config.proxy = reader.string("proxy", config.proxy);
  config.ca_file = reader.string("ca-file", config.ca_file);
  constexpr std::int64_t k_most_jobs = 4096;
  const auto jobs = reader.integer("jobs", config.jobs);
  if (jobs < 0 || jobs > k_most_jobs) {
    reader.refuse(violation(reader.position_of("jobs"),
                            fmt::format("jobs must lie between 0 and {}", k_most_jobs)));
  }
  check_absolute(reader, "store", config.store);
  check_absolute(reader, "ca-file", config.ca_file);
  const auto* mirrors = reader.table("mirrors");
  CROSSROOT_CHECK(reader.finish());
  config.jobs = static_cast<unsigned>(jobs);
  if (mirrors != nullptr) {
    CROSSROOT_CHECK(read_mirrors(*mirrors, config));
  }
  return config;
}

std::vector<fs::path> config_files()
{
  std::vector<fs::path> files{"/etc/crossroot/config.toml"};
  const char* xdg = std::getenv("XDG_CONFIG_HOME"); // NOLINT(concurrency-mt-unsafe)
  const char* home = std::getenv("HOME");           // NOLINT(concurrency-mt-unsafe)
  if (xdg != nullptr && *xdg == '/') {
    files.push_back(fs::path(xdg) / "crossroot/config.toml");
  } else if (home != nullptr && *home == '/') {
    files.push_back(fs::path(home) / ".config/crossroot/config.toml");
  }
  return files;
}

Result<Config> read_config(const std::vector<fs::path>& files)
{
  Config config;
  for (const auto& file : files) {
    std::error_code failed;
    if (!fs::exists(file, failed)) {
      continue;
    }
    constexpr std::uint64_t k_limit_bytes = std::uint64_t{1} << 20;
    CROSSROOT_TRY(const auto text, os::read_file(file, k_limit_bytes));
    CROSSROOT_TRY(config, parse_config(text, file.string(), std::move(config)));
  }
  return config;
}

} // namespace crossroot
