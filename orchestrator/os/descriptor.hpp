// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <string_view>
#include <utility>

namespace crossroot::os {

/// An open file descriptor, closed on destruction. Always close-on-exec: what a child
/// may have is named in Command::descriptors.
class Descriptor {
public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor() { reset(); }

  int get() const { return number_; }
  bool open() const { return number_ >= 0; }
  void reset();

private:
  int number_ = -1;
};

struct Pipe {
  Descriptor read_end;
  Descriptor write_end;
};

Result<Pipe> make_pipe();
/// A nameless file in memory that holds `content`, positioned at its start.
Result<Descriptor> make_memory_file(std::string_view content);

/// An Error (io) "cannot <what>: <reason of errno>".
Error system_error(std::string_view what, int error_number);

} // namespace crossroot::os
