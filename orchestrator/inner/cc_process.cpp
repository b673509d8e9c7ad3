// SPDX-License-Identifier: Apache-2.0
#include "inner/cc_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>

extern char** environ;

namespace crossroot::inner {
namespace {

constexpr std::size_t k_longest_command_line_bytes = 256 * 1024;

constexpr std::array<std::string_view, 12> k_withheld{"CPATH=",
                                                      "C_INCLUDE_PATH=",
                                                      "CPLUS_INCLUDE_PATH=",
                                                      "OBJC_INCLUDE_PATH=",
                                                      "LIBRARY_PATH=",
                                                      "COMPILER_PATH=",
                                                      "CCC_OVERRIDE_OPTIONS=",
                                                      "LD_LIBRARY_PATH=",
                                                      "LD_RUN_PATH=",
                                                      "GCC_EXEC_PREFIX=",
                                                      "CC_PRINT_OPTIONS=",
                                                      "QA_OVERRIDE_GCC3_OPTIONS="};

std::vector<char*> pointers(const std::vector<std::string>& strings)
{
  std::vector<char*> result;
  for (const auto& string : strings) {
    result.push_back(const_cast<char*>(string.c_str())); // never written
  }
  result.push_back(nullptr);
  return result;
}

std::vector<char*> passed_environment()
{
  std::vector<char*> passed;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    bool withheld = false;
    for (const auto name : k_withheld) {
      withheld |= std::string_view(*variable).starts_with(name);
    }
    if (!withheld) {
      passed.push_back(*variable);
    }
  }
  passed.push_back(nullptr);
  return passed;
}

/// One stream of the child: a pipe if it has a sink.
class Stream {
public:
  Stream(int child_descriptor, const PieceSink& sink)
      : child_descriptor_(child_descriptor), sink_(sink)
  {
    if (sink_ && pipe2(ends_.data(), O_CLOEXEC) != 0) {
      ends_ = {-1, -1};
    }
  }
  ~Stream()
  {
    close_end(0);
    close_end(1);
  }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  void prepare(posix_spawn_file_actions_t& actions) const
  {
    if (ends_[1] >= 0) {
      posix_spawn_file_actions_adddup2(&actions, ends_[1], child_descriptor_);
    }
  }
  void started() { close_end(1); }
  int descriptor() const { return ends_[0]; } ///< -1 once it has ended; poll skips it
  void read_piece()
  {
    std::array<char, 16384> buffer{};
    const auto got = read(ends_[0], buffer.data(), buffer.size());
    if (got > 0) {
      sink_(std::string_view(buffer.data(), static_cast<std::size_t>(got)));
    } else if (got == 0 || errno != EINTR) {
      close_end(0);
    }
  }

private:
  void close_end(std::size_t end)
  {
    if (ends_[end] >= 0) {
      close(ends_[end]);
      ends_[end] = -1;
    }
  }

  int child_descriptor_;
  const PieceSink& sink_;
  std::array<int, 2> ends_{-1, -1};
};

int wait_for(pid_t child)
{
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) {
      return 127;
    }
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

} // namespace

void write_all(int descriptor, std::string_view text)
{
  while (!text.empty()) {
    const auto written = write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) {
      continue;
    }
    if (written <= 0) {
      return;
    }
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

void replace_process(const std::vector<std::string>& arguments)
{
  const auto environment = passed_environment();
  execve(arguments[0].c_str(), pointers(arguments).data(), environment.data());
}

int run_process(const std::vector<std::string>& arguments,
                const PieceSink& on_out,
                const PieceSink& on_err)
{
  Stream out(STDOUT_FILENO, on_out);
  Stream err(STDERR_FILENO, on_err);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  out.prepare(actions);
  err.prepare(actions);
  const auto environment = passed_environment();
  pid_t child = 0;
  const int failure = posix_spawn(&child, arguments[0].c_str(), &actions, nullptr,
                                  pointers(arguments).data(), environment.data());
  posix_spawn_file_actions_destroy(&actions);
  if (failure != 0) {
    errno = failure;
    return 127;
  }
  out.started();
  err.started();
  while (out.descriptor() >= 0 || err.descriptor() >= 0) {
    std::array<pollfd, 2> waited{pollfd{out.descriptor(), POLLIN, 0},
                                 pollfd{err.descriptor(), POLLIN, 0}};
    if (poll(waited.data(), waited.size(), -1) < 0 && errno != EINTR) {
      break;
    }
    if (waited[0].revents != 0) {
      out.read_piece();
    }
    if (waited[1].revents != 0) {
      err.read_piece();
    }
  }
  errno = 0;
  return wait_for(child);
}

std::vector<std::string> fit_command_line(const std::vector<std::string>& arguments)
{
  std::size_t total = 0;
  for (const auto& argument : arguments) {
    total += argument.size() + 1;
  }
  // Not close-on-exec: clang opens it by its number.
  const int file =
      total > k_longest_command_line_bytes ? memfd_create("arguments", 0) : -1;
  if (file < 0) {
    return arguments;
  }
  std::string text;
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    text += '"';
    for (const char c : arguments[i]) {
      if (c == '"' || c == '\\') {
        text += '\\';
      }
      text += c;
    }
    text += "\"\n";
  }
  write_all(file, text);
  return {arguments[0], "@/proc/self/fd/" + std::to_string(file)};
}

} // namespace crossroot::inner
