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

// A full or read-only disk is no fault of an operation but a state of the host that the
// user can mend, wherever it is met first.
Error system_error(std::string_view what, int error_number)
{
  auto message =
      fmt::format("cannot {}: {}", what, std::generic_category().message(error_number));
  switch (error_number) {
  case ENOSPC:
  case EDQUOT:
    return Error(ErrorKind::environment, "disk-full", std::move(message))
        .hint("crossroot gc    or    CROSSROOT_STORE=FOLDER on a larger disk");
  case EROFS:
    return Error(ErrorKind::environment, "read-only", std::move(message))
        .hint("a place that may be written; CROSSROOT_STORE=FOLDER for the store");
  default: return Error(ErrorKind::io, "io", std::move(message));
  }
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
