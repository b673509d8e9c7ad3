// SPDX-License-Identifier: Apache-2.0
// Starting a program sounds like a solved problem. What a build needs of it is rarely
// solved: no descriptor of ours may reach the child (a log or a socket in a compiler's
// hands is a leak, and a pipe end that another thread's child holds keeps a reader
// waiting), the child must die when we do, and it may have to become another user.
//
// Boost.Process v2 of the distribution fails the first: its close_all leaves everything
// without close-on-exec open, its pipes race between threads, and a failed exec runs our
// exit handlers in the child. posix_spawn has no way to change the user, nor to ask for
// the death signal. So: fork, and in the child nothing but system calls on values that
// were prepared before, because other threads may have held any lock at that moment. User
// and group change by the bare system call: the C library's wrappers would signal threads
// that do not exist in the child. A failure travels back over a close-on-exec pipe as
// (step, errno); end of file means that exec took place.
#include "os/launch.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>
#include <vector>

extern char** environ;

namespace crossroot::os {
namespace {

enum class Step : int { descriptors, user, folder, death_signal, exec };

struct Failure {
  Step step = Step::exec;
  int error_number = 0;
};

/// All that the child needs, laid out before the fork.
struct Prepared {
  std::string program;
  std::vector<char*> argv;
  std::vector<std::string> env_lines;
  std::vector<char*> env;
  const char* cwd = nullptr;
  std::vector<std::pair<int, int>> descriptors; ///< child's number, ours; sorted
  std::vector<int> lifted;                      ///< room for copies out of the way
  std::optional<std::uint32_t> uid;
  int failure_pipe = -1;
  int highest = 2; ///< greatest descriptor number that the child keeps
  pid_t parent = 0;
  bool inherit_terminal = false;
};

[[noreturn]] void give_up(const Prepared& prepared, Step step)
{
  const Failure failure{step, errno};
  static_cast<void>(!::write(prepared.failure_pipe, &failure, sizeof failure));
  ::_exit(127);
}

void close_from(unsigned first)
{
  if (::syscall(SYS_close_range, first, ~0U, 0U) == 0) {
    return;
  }
  rlimit limit = {}; // a kernel before 5.9
  ::getrlimit(RLIMIT_NOFILE, &limit);
  const auto end = std::min<rlim_t>(limit.rlim_cur, 1U << 20);
  for (unsigned number = first; number < end; ++number) {
    ::close(static_cast<int>(number));
  }
}

/// Puts every descriptor at its number. All are first copied above the highest wanted
/// number: writing 3 → 4 and 4 → 3 one after the other would lose one.
void place_descriptors(Prepared& prepared)
{
  const int above = prepared.highest + 1;
  const int pipe = ::fcntl(prepared.failure_pipe, F_DUPFD_CLOEXEC, above);
  if (pipe < 0) {
    give_up(prepared, Step::descriptors);
  }
  prepared.failure_pipe = pipe;
  for (std::size_t i = 0; i < prepared.descriptors.size(); ++i) {
    prepared.lifted[i] = ::fcntl(prepared.descriptors[i].second, F_DUPFD_CLOEXEC, above);
    if (prepared.lifted[i] < 0) {
      give_up(prepared, Step::descriptors);
    }
  }
  int next = prepared.inherit_terminal ? 3 : 0;
  for (std::size_t i = 0; i < prepared.descriptors.size(); ++i) {
    const int wanted = prepared.descriptors[i].first;
    for (; next < wanted; ++next) {
      ::close(next);
    }
    next = std::max(next, wanted + 1);
    if (::dup2(prepared.lifted[i], wanted) < 0) {
      give_up(prepared, Step::descriptors);
    }
  }
  // Keep the failure pipe, at a number that is the only one left above the kept ones.
  if (pipe != above) {
    ::dup3(pipe, above, O_CLOEXEC);
    prepared.failure_pipe = above;
  }
  close_from(static_cast<unsigned>(above) + 1);
}

void become(const Prepared& prepared)
{
  if (!prepared.uid) {
    return;
  }
  const auto id = *prepared.uid;
  if (::syscall(SYS_setgroups, 0, nullptr) != 0 ||
      ::syscall(SYS_setresgid, id, id, id) != 0 ||
      ::syscall(SYS_setresuid, id, id, id) != 0) {
    give_up(prepared, Step::user);
  }
}

[[noreturn]] void run_child(Prepared& prepared)
{
  struct sigaction action = {};
  action.sa_handler = SIG_DFL;
  for (int number = 1; number < 65; ++number) {
    ::sigaction(number, &action, nullptr);
  }
  // A program that keeps the terminal must stay in its foreground group.
  if (!prepared.inherit_terminal) {
    ::setpgid(0, 0);
  }
  place_descriptors(prepared);
  become(prepared);
  // After the change of user, which clears it.
  if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) {
    give_up(prepared, Step::death_signal);
  }
  if (::getppid() != prepared.parent) {
    ::_exit(127); // our parent died before it was asked for
  }
  if (prepared.cwd != nullptr && ::chdir(prepared.cwd) != 0) {
    give_up(prepared, Step::folder);
  }
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::execve(prepared.program.c_str(), prepared.argv.data(), prepared.env.data());
  give_up(prepared, Step::exec);
}

Error program_missing(const std::string& name)
{
  if (name.find('/') != std::string::npos) {
    return Error(ErrorKind::environment, "program", fmt::format("there is no {}", name))
        .note("cause", "it, or the loader that it asks for, does not exist");
  }
  return Error(ErrorKind::environment, "program",
               fmt::format("no program {} in PATH", name))
      .hint(fmt::format("install the package that has {}", name));
}

Result<Prepared> prepare(const Command& command)
{
  if (command.argv.empty()) {
    return Error(ErrorKind::bug, "program", "an empty command");
  }
  Prepared prepared;
  prepared.program = command.argv.front();
  if (prepared.program.find('/') == std::string::npos) {
    const auto found = find_program(prepared.program);
    if (!found) {
      return program_missing(prepared.program);
    }
    prepared.program = found->string();
  }
  for (const auto& word : command.argv) {
    prepared.argv.push_back(const_cast<char*>(word.c_str()));
  }
  prepared.argv.push_back(nullptr);
  if (command.env) {
    for (const auto& [name, value] : *command.env) {
      prepared.env_lines.push_back(fmt::format("{}={}", name, value));
    }
    for (auto& line : prepared.env_lines) {
      prepared.env.push_back(line.data());
    }
  } else {
    for (char** line = environ; *line != nullptr; ++line) {
      prepared.env.push_back(*line);
    }
  }
  prepared.env.push_back(nullptr);
  prepared.cwd = command.cwd.empty() ? nullptr : command.cwd.c_str();
  prepared.uid = command.as_uid;
  prepared.parent = ::getpid();
  prepared.inherit_terminal = command.inherit_terminal;
  return prepared;
}

Error describe(const Failure& failure, const Prepared& prepared, const Command& command)
{
  switch (failure.step) {
  case Step::descriptors:
    return system_error("pass descriptors on", failure.error_number);
  case Step::user:
    return system_error(fmt::format("become uid {}", *prepared.uid),
                        failure.error_number);
  case Step::folder:
    return system_error(fmt::format("enter {}", command.cwd.string()),
                        failure.error_number);
  case Step::death_signal: return system_error("tie a child to us", failure.error_number);
  case Step::exec: break;
  }
  if (failure.error_number == ENOENT) {
    return program_missing(prepared.program);
  }
  return system_error(fmt::format("run {}", prepared.program), failure.error_number);
}

pid_t fork_child(Prepared& prepared)
{
  // No signal handler of ours may run in the child before it has none.
  sigset_t all;
  sigset_t before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  const pid_t pid = ::fork();
  if (pid == 0) {
    run_child(prepared);
  }
  const int error_number = errno;
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  errno = error_number;
  return pid;
}

} // namespace

Result<Launched> launch(const Command& command)
{
  CROSSROOT_TRY(auto prepared, prepare(command));
  prepared.descriptors.assign(command.descriptors.begin(), command.descriptors.end());
  std::array<Pipe, 3> streams;
  if (!command.inherit_terminal) {
    for (auto& stream : streams) {
      CROSSROOT_TRY(stream, make_pipe());
    }
    prepared.descriptors.insert(prepared.descriptors.begin(),
                                {{0, streams[0].read_end.get()},
                                 {1, streams[1].write_end.get()},
                                 {2, streams[2].write_end.get()}});
  }
  prepared.lifted.resize(prepared.descriptors.size());
  for (const auto& [wanted, ours] : prepared.descriptors) {
    prepared.highest = std::max(prepared.highest, wanted);
  }
  CROSSROOT_TRY(Pipe failure_pipe, make_pipe());
  prepared.failure_pipe = failure_pipe.write_end.get();

  Launched launched;
  launched.pid = fork_child(prepared);
  if (launched.pid < 0) {
    return system_error("start a process", errno);
  }
  failure_pipe.write_end.reset();
  Failure failure;
  ssize_t count = 0;
  do {
    count = ::read(failure_pipe.read_end.get(), &failure, sizeof failure);
  } while (count < 0 && errno == EINTR);
  if (count == static_cast<ssize_t>(sizeof failure)) {
    ::waitpid(launched.pid, nullptr, 0);
    return describe(failure, prepared, command);
  }
  launched.standard_input = std::move(streams[0].write_end);
  launched.standard_output = std::move(streams[1].read_end);
  launched.standard_error = std::move(streams[2].read_end);
  return launched;
}

} // namespace crossroot::os
