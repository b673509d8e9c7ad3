// SPDX-License-Identifier: Apache-2.0
#include "os/descriptor.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace crossroot::os {

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept
{
  if (this != &other) {
    reset();
    number_ = std::exchange(other.number_, -1);
  }
  return *this;
}

void Descriptor::reset()
{
  if (number_ >= 0) {
    ::close(number_);
    number_ = -1;
  }
}

Error system_error(std::string_view what, int error_number)
{
  return Error(
      ErrorKind::io, "io",
      fmt::format("cannot {}: {}", what, std::generic_category().message(error_number)));
}

Result<Pipe> make_pipe()
{
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) {
    return system_error("make a pipe", errno);
  }
  return Pipe{Descriptor(ends[0]), Descriptor(ends[1])};
}

Result<Descriptor> make_memory_file(std::string_view content)
{
  Descriptor file(::memfd_create("crossroot", MFD_CLOEXEC));
  if (!file.open()) {
    return system_error("make a file in memory", errno);
  }
  while (!content.empty()) {
    const auto written = ::write(file.get(), content.data(), content.size());
    if (written < 0 && errno != EINTR) {
      return system_error("write a file in memory", errno);
    }
    content.remove_prefix(written > 0 ? static_cast<std::size_t>(written) : 0);
  }
  ::lseek(file.get(), 0, SEEK_SET);
  return file;
}

} // namespace crossroot::os
