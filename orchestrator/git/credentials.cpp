// SPDX-License-Identifier: Apache-2.0
#include "git/credentials.hpp"

#include "base/text.hpp"
#include "net/url.hpp"
#include "os/files.hpp"
#include "os/process.hpp"

#include <chrono>
#include <cstdlib>

namespace crossroot::git {

namespace {

fs::path netrc_path(const RemoteSettings& settings)
{
  if (!settings.netrc.empty()) {
    return settings.netrc;
  }
  const char* home = std::getenv("HOME");
  return home == nullptr ? fs::path() : fs::path(home) / ".netrc";
}

std::optional<Login> from_netrc(const std::string& host, const RemoteSettings& settings)
{
  const auto path = netrc_path(settings);
  std::error_code failed;
  if (path.empty() || !fs::exists(path, failed)) {
    return std::nullopt;
  }
  const auto text = os::read_file(path, 1 << 20);
  return text ? find_login(*text, host) : std::nullopt;
}

std::optional<Login> from_git(const std::string& url, const CancelToken& cancel)
{
  if (!os::find_program("git")) {
    return std::nullopt;
  }
  os::Command fill;
  fill.argv = {"git", "-c", "core.askPass=", "credential", "fill"};
  fill.stdin_text =
      "protocol=" + net::scheme_of(url) + "\nhost=" + net::host_of(url) + "\n\n";
  fill.wall_limit = std::chrono::seconds(20);
  fill.env.emplace();
  // Its configuration and agents are found through these; nothing may ask the user.
  for (const char* name : {"HOME", "PATH", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "USER",
                           "DBUS_SESSION_BUS_ADDRESS", "GIT_CONFIG_GLOBAL"}) {
    if (const char* value = std::getenv(name)) {
      (*fill.env)[name] = value;
    }
  }
  (*fill.env)["GIT_TERMINAL_PROMPT"] = "0";
  const auto outcome = os::run_process(fill, cancel);
  if (!outcome || !outcome->succeeded()) {
    return std::nullopt;
  }
  Login login;
  for (const auto line : split_lines(outcome->out)) {
    if (line.starts_with("username=")) {
      login.user = line.substr(9);
    } else if (line.starts_with("password=")) {
      login.password = line.substr(9);
    }
  }
  return login.user.empty() && login.password.empty() ? std::nullopt
                                                      : std::optional(login);
}

} // namespace

std::optional<Login> login_for(const std::string& url,
                               const RemoteSettings& settings,
                               const CancelToken& cancel)
{
  const auto host = net::host_of(url);
  if (auto login = from_netrc(host.substr(0, host.find(':')), settings)) {
    return login;
  }
  return from_git(url, cancel);
}

} // namespace crossroot::git
