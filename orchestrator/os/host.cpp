// SPDX-License-Identifier: Apache-2.0
#include "os/host.hpp"

#include <pwd.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cstdlib>

namespace crossroot::os {

unsigned cpu_count()
{
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  if (::sched_getaffinity(0, sizeof allowed, &allowed) != 0) {
    return 1;
  }
  const int count = CPU_COUNT(&allowed);
  return count > 0 ? static_cast<unsigned>(count) : 1;
}

std::uint32_t effective_uid()
{
  return ::geteuid();
}

bool is_terminal(int descriptor)
{
  return ::isatty(descriptor) == 1;
}

unsigned terminal_columns(int descriptor)
{
  winsize size = {};
  if (::ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) {
    return 80;
  }
  return size.ws_col;
}

std::optional<std::string> environment(const char* name)
{
  const char* value = std::getenv(name);
  if (value == nullptr || *value == '\0') {
    return std::nullopt;
  }
  return value;
}

std::optional<std::filesystem::path> home_folder()
{
  if (const auto home = environment("HOME")) {
    return *home;
  }
  const passwd* user = ::getpwuid(::geteuid());
  if (user == nullptr || user->pw_dir == nullptr || *user->pw_dir == '\0') {
    return std::nullopt;
  }
  return user->pw_dir;
}

std::optional<std::uint64_t> free_disk_bytes(const std::filesystem::path& path)
{
  struct statvfs status = {};
  if (::statvfs(path.c_str(), &status) != 0) {
    return std::nullopt;
  }
  return std::uint64_t{status.f_bavail} * status.f_frsize;
}

std::filesystem::path own_executable()
{
  std::error_code failure;
  return std::filesystem::read_symlink("/proc/self/exe", failure);
}

} // namespace crossroot::os
