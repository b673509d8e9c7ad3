// SPDX-License-Identifier: Apache-2.0
// Waiting for a program has three traps. A daemon it left behind may hold its output
// pipe open for ever, so the end of the program decides, not the end of its output. A
// program that is not read from stops, so both streams and its input are served by one
// poll loop. And PR_SET_PDEATHSIG is sent when the *thread* that started the child ends:
// the thread that calls run_process therefore starts the child and waits for it itself.
#include "os/process.hpp"

#include "os/clock.hpp"
#include "os/host.hpp"
#include "os/launch.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>

namespace crossroot::os {
namespace {

using Ending = ProcessOutcome::Ending;

void set_nonblocking(const Descriptor& descriptor)
{
  if (descriptor.open()) {
    ::fcntl(descriptor.get(), F_SETFL, ::fcntl(descriptor.get(), F_GETFL) | O_NONBLOCK);
  }
}

/// write(2) to a pipe whose reader may be gone, without the SIGPIPE: the signal is held
/// back from this thread, and taken away if it came.
ssize_t write_without_signal(int pipe, std::string_view bytes)
{
  sigset_t broken_pipe;
  sigset_t before;
  ::sigemptyset(&broken_pipe);
  ::sigaddset(&broken_pipe, SIGPIPE);
  ::pthread_sigmask(SIG_BLOCK, &broken_pipe, &before);
  const auto count = ::write(pipe, bytes.data(), bytes.size());
  const int error_number = errno;
  if (count < 0 && error_number == EPIPE) {
    const timespec at_once = {};
    ::sigtimedwait(&broken_pipe, nullptr, &at_once);
  }
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  errno = error_number;
  return count;
}

class Watch {
public:
  Watch(const Command& command, const CancelToken& cancel, Launched child)
      : command_(command), cancel_(cancel), child_(std::move(child)),
        end_notice_(static_cast<int>(::syscall(SYS_pidfd_open, child_.pid, 0))),
        started_(monotonic_seconds()), unwritten_(command.stdin_text)
  {
    set_nonblocking(child_.standard_input);
    set_nonblocking(child_.standard_output);
    set_nonblocking(child_.standard_error);
    if (unwritten_.empty()) {
      child_.standard_input.reset();
    }
  }

  ProcessOutcome finish()
  {
    while (!reap()) {
      wait_for_news();
      serve_streams();
      enforce_limits();
    }
    kill_group();
    drain();
    return std::move(outcome_);
  }

private:
  bool reap();
  void wait_for_news();
  void serve_streams();
  bool read_stream(Descriptor& stream, std::string& kept);
  void write_input();
  void enforce_limits();
  void stop(Ending ending);
  void kill_group() const;
  void drain();

  const Command& command_;
  const CancelToken& cancel_;
  Launched child_;
  Descriptor end_notice_; ///< readable when the child ended; closed on kernels before 5.3
  double started_;
  std::string_view unwritten_;
  ProcessOutcome outcome_;
  std::optional<double> kill_at_; ///< set once the program has to end
  bool killed_ = false;
};

bool Watch::reap()
{
  int status = 0;
  pid_t pid = 0;
  do {
    pid = ::waitpid(child_.pid, &status, WNOHANG);
  } while (pid < 0 && errno == EINTR);
  if (pid == 0) {
    return false;
  }
  if (WIFSIGNALED(status)) {
    outcome_.code = WTERMSIG(status);
  } else {
    outcome_.code = WEXITSTATUS(status);
  }
  if (outcome_.ending == Ending::exited && WIFSIGNALED(status)) {
    outcome_.ending = Ending::signalled;
  }
  return true;
}

void Watch::wait_for_news()
{
  std::array<pollfd, 4> watched = {{{child_.standard_output.get(), POLLIN, 0},
                                    {child_.standard_error.get(), POLLIN, 0},
                                    {child_.standard_input.get(), POLLOUT, 0},
                                    {end_notice_.get(), POLLIN, 0}}};
  // The token is set by a signal that may reach another thread, so look now and then.
  const int patience_ms = end_notice_.open() ? 50 : 5;
  ::poll(watched.data(), watched.size(), patience_ms);
}

bool Watch::read_stream(Descriptor& stream, std::string& kept)
{
  std::array<char, 65536> piece;
  if (!stream.open()) {
    return false;
  }
  const auto count = ::read(stream.get(), piece.data(), piece.size());
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) {
    return false;
  }
  if (count <= 0) {
    stream.reset();
    return false;
  }
  const auto room = command_.output_limit_bytes - kept.size();
  const std::string_view arrived(piece.data(), static_cast<std::size_t>(count));
  const auto taken = arrived.substr(
      0, static_cast<std::size_t>(std::min<std::uint64_t>(room, arrived.size())));
  kept.append(taken);
  if (command_.on_output && !taken.empty()) {
    command_.on_output(taken);
  }
  if (taken.size() < arrived.size()) {
    stop(Ending::output_limit);
  }
  return true;
}

void Watch::write_input()
{
  if (!child_.standard_input.open()) {
    return;
  }
  const auto count = write_without_signal(child_.standard_input.get(), unwritten_);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) {
    return;
  }
  unwritten_.remove_prefix(count > 0 ? static_cast<std::size_t>(count)
                                     : unwritten_.size());
  if (unwritten_.empty()) {
    child_.standard_input.reset();
  }
}

void Watch::serve_streams()
{
  read_stream(child_.standard_output, outcome_.out);
  read_stream(child_.standard_error, outcome_.err);
  write_input();
}

void Watch::enforce_limits()
{
  const double now = monotonic_seconds();
  if (cancel_.cancelled()) {
    stop(Ending::cancelled);
  }
  const auto limit = static_cast<double>(command_.wall_limit.count());
  if (limit > 0 && now - started_ >= limit) {
    stop(Ending::timed_out);
  }
  if (kill_at_ && now >= *kill_at_ && !killed_) {
    killed_ = true;
    ::kill(child_.pid, SIGKILL);
    kill_group();
  }
}

/// The first reason is the one that is told.
void Watch::stop(Ending ending)
{
  if (kill_at_) {
    return;
  }
  outcome_.ending = ending;
  double grace = 0;
  if (command_.ask_to_stop) {
    command_.ask_to_stop();
    grace = std::chrono::duration<double>(command_.stop_grace).count();
  }
  kill_at_ = monotonic_seconds() + grace;
}

void Watch::kill_group() const
{
  if (!command_.inherit_terminal) {
    ::kill(-child_.pid, SIGKILL);
  }
}

/// What the program wrote before it ended is in the pipes already; what a process that
/// left the group writes later is not waited for.
void Watch::drain()
{
  // A pipe holds at most 1 MiB here, a read takes 64 KiB of it.
  for (int reads = 0; reads < 16 && read_stream(child_.standard_output, outcome_.out);) {
    ++reads;
  }
  for (int reads = 0; reads < 16 && read_stream(child_.standard_error, outcome_.err);) {
    ++reads;
  }
}

} // namespace

Result<ProcessOutcome> run_process(const Command& command, const CancelToken& cancel)
{
  if (cancel.cancelled()) {
    return Error(ErrorKind::interrupted, "interrupted", "interrupted");
  }
  CROSSROOT_TRY(auto child, launch(command));
  return Watch(command, cancel, std::move(child)).finish();
}

std::optional<std::filesystem::path> find_program(std::string_view name)
{
  if (name.empty() || name.find('/') != std::string_view::npos) {
    return std::nullopt;
  }
  const std::string path =
      environment("PATH").value_or("/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin");
  std::string_view rest = path;
  while (true) {
    const auto end = rest.find(':');
    const auto folder = rest.substr(0, end);
    // An empty piece means the current folder: never what a build should run from.
    if (!folder.empty()) {
      const auto candidate = std::filesystem::path(folder) / name;
      struct stat status = {};
      if (::stat(candidate.c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
          ::access(candidate.c_str(), X_OK) == 0) {
        return candidate;
      }
    }
    if (end == std::string_view::npos) {
      return std::nullopt;
    }
    rest.remove_prefix(end + 1);
  }
}

} // namespace crossroot::os
