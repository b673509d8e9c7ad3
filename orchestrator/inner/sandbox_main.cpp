// SPDX-License-Identifier: Apache-2.0
// bwrap makes the namespaces and mounts; what it does not do is done here, as process 1
// inside: limits, Landlock, the system call filter, closing what leaked in, the wall
// clock, and above all the end. A build may leave daemons behind, and its outputs may
// only be hashed when nobody can write to them any more. So when the main process ends,
// everything else is killed and reaped before the ending is reported; and since this is
// process 1, its own end takes down with it whatever the kernel still has in the
// namespace. The orchestrator's death shows as end of file on the liveness pipe, beside
// the death signal that bwrap arranged, which alone has a race.
#include "inner/sandbox_main.hpp"

#include "inner/landlock_abi.hpp"
#include "inner/sandbox_kernel.hpp"
#include "inner/sandbox_landlock.hpp"
#include "inner/sandbox_limits.hpp"
#include "inner/sandbox_record.hpp"
#include "inner/sandbox_relay.hpp"
#include "inner/sandbox_seccomp.hpp"
#include "inner/wire.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>

namespace crossroot::inner {
namespace {

void report(std::string_view word, std::string_view detail = "")
{
  std::string line(word);
  if (!detail.empty()) {
    line += ' ';
    line += detail;
  }
  line += '\n';
  // Shorter than PIPE_BUF, so in one piece; a reader that is gone needs no report.
  static_cast<void>(!::write(k_report_descriptor, line.data(), line.size()));
}

[[noreturn]] void fail(std::string_view step, int error_number)
{
  report(k_report_failed, std::string(step) + ' ' + std::to_string(error_number));
  ::_exit(125);
}

InnerSpec read_spec()
{
  std::string bytes;
  std::array<char, 65536> piece;
  while (true) {
    const auto count = ::read(k_spec_descriptor, piece.data(), piece.size());
    if (count < 0 && errno == EINTR) {
      continue;
    }
    if (count < 0) {
      fail("spec", errno);
    }
    if (count == 0) {
      break;
    }
    bytes.append(piece.data(), static_cast<std::size_t>(count));
  }
  ::close(k_spec_descriptor);
  auto spec = decode(bytes);
  if (!spec) {
    fail("spec", EINVAL);
  }
  return *std::move(spec);
}

std::uint64_t now_ms()
{
  timespec now = {};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1000 +
         static_cast<std::uint64_t>(now.tv_nsec) / 1'000'000;
}

std::vector<char*> pointers_to(const std::vector<std::string>& texts)
{
  std::vector<char*> pointers;
  for (const auto& text : texts) {
    pointers.push_back(const_cast<char*>(text.c_str()));
  }
  pointers.push_back(nullptr);
  return pointers;
}

void close_from(int first)
{
  if (::syscall(SYS_close_range, static_cast<unsigned>(first), ~0U, 0U) != 0) {
    for (int number = first; number < 1024; ++number) { // a kernel before 5.9
      ::close(number);
    }
  }
}

struct StartFailure {
  char step[12] = "";
  int error_number = 0;
};
constexpr const char* k_about_to_record = "recording"; ///< no failure

/// The child's half of starting the program. `failures` is close-on-exec.
[[noreturn]] void become_program(const InnerSpec& spec, int failures)
{
  const auto tell = [&failures](const char* step) {
    StartFailure failure;
    failure.error_number = errno;
    for (std::size_t i = 0; i + 1 < sizeof failure.step && step[i] != '\0'; ++i) {
      failure.step[i] = step[i];
    }
    static_cast<void>(!::write(failures, &failure, sizeof failure));
  };
  const auto give_up = [&tell](const char* step) {
    tell(step);
    ::_exit(125);
  };
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  for (const int number : {SIGPIPE, SIGINT, SIGQUIT}) { // the latter two: see the guard
    ::signal(number, SIG_DFL);
  }
  // The only one to survive besides the streams, and exec closes it.
  const int kept = ::dup3(failures, k_spec_descriptor, O_CLOEXEC);
  if (kept >= 0) {
    failures = kept;
  }
  close_from(k_spec_descriptor + 1);
  if (::chdir(spec.cwd.c_str()) != 0) {
    give_up("cwd");
  }
  if (!apply_limits(spec)) {
    give_up("limits");
  }
  if (!restrict_by_landlock(spec, landlock_abi())) {
    give_up("landlock");
  }
  const auto argv = pointers_to(spec.argv);
  const auto env = pointers_to(spec.env);
  if (!install_seccomp_filter()) {
    give_up("seccomp");
  }
  if (!spec.record) {
    if (!install_older_kernel(spec.absent)) {
      give_up("kernel");
    }
  } else {
    ::prctl(PR_SET_DUMPABLE, 1); // else not even the parent may fetch the listener
    errno = 0;
    tell(k_about_to_record);
    if (!install_recorder(spec.absent)) {
      give_up("record");
    }
  }
  ::execve(argv[0], argv.data(), env.data());
  give_up("exec");
  ::_exit(125);
}

bool read_failure(int failures, StartFailure& failure)
{
  return ::read(failures, &failure, sizeof failure) ==
         static_cast<ssize_t>(sizeof failure);
}

/// Fetches the listener and lets the child come to its exec, which is a call as well.
void begin_record(Recorder& recorder, pid_t child, int failures)
{
  StartFailure word;
  if (!read_failure(failures, word) || std::string_view(word.step) != k_about_to_record) {
    fail(word.step, word.error_number);
  }
  if (!recorder.attach(child)) {
    const int error_number = errno;
    ::kill(child, SIGKILL);
    fail("record", error_number);
  }
  while (true) {
    std::array<pollfd, 2> watched = {
        {{failures, POLLIN, 0}, {recorder.descriptor(), POLLIN, 0}}};
    ::poll(watched.data(), watched.size(), -1);
    if ((watched[1].revents & POLLIN) != 0) {
      recorder.take_one();
    }
    if (watched[0].revents != 0) {
      return;
    }
  }
}

pid_t start_program(const InnerSpec& spec, Recorder& recorder)
{
  int failures[2];
  if (::pipe2(failures, O_CLOEXEC) != 0) {
    fail("pipe", errno);
  }
  const pid_t pid = ::fork();
  if (pid < 0) {
    fail("fork", errno);
  }
  if (pid == 0) {
    become_program(spec, failures[1]);
  }
  ::close(failures[1]);
  if (spec.record) {
    begin_record(recorder, pid, failures[0]);
  }
  StartFailure failure;
  if (read_failure(failures[0], failure)) {
    fail(failure.step, failure.error_number);
  }
  ::close(failures[0]);
  report(k_report_ready);
  // Only the program writes to its streams, so their end of file means what it says.
  if (!spec.interactive) {
    for (int number = 0; number < 3; ++number) {
      ::close(number);
    }
  }
  return pid;
}

void start_relay()
{
  const int listener = listen_for_relay();
  if (listener < 0) {
    fail("relay", errno);
  }
  const pid_t pid = ::fork();
  if (pid < 0) {
    fail("fork", errno);
  }
  if (pid == 0) {
    // Not a way around the filter, should somebody take it over.
    const int socket_path = ::dup3(k_relay_descriptor, k_spec_descriptor, O_CLOEXEC);
    const int kept_listener = ::dup3(listener, k_liveness_descriptor, O_CLOEXEC);
    close_from(k_liveness_descriptor + 1);
    if (!install_seccomp_filter()) {
      ::_exit(1);
    }
    run_relay(kept_listener, socket_path);
  }
  ::close(listener);
  ::close(k_relay_descriptor);
}

/// Kills all that is left and waits until it is gone.
void end_everything()
{
  while (true) {
    ::kill(-1, SIGKILL); // from process 1: all others of the namespace
    pid_t pid = ::waitpid(-1, nullptr, 0);
    if (pid < 0 && errno == ECHILD) {
      return;
    }
    // Not one signal to all for each of thousands of dead: that would be quadratic.
    while (pid > 0) {
      pid = ::waitpid(-1, nullptr, WNOHANG);
    }
  }
}

enum class Reason { main_ended, timed_out, stopped };

struct Ending {
  Reason reason = Reason::main_ended;
  int status = 0; ///< of waitpid
};

Ending watch_over(pid_t program,
                  int child_notices,
                  std::uint64_t deadline_ms,
                  Recorder& recorder)
{
  while (true) {
    int timeout = -1;
    if (deadline_ms != 0) {
      const auto now = now_ms();
      if (now >= deadline_ms) {
        return {Reason::timed_out, 0};
      }
      timeout = static_cast<int>(std::min<std::uint64_t>(deadline_ms - now, 60'000));
    }
    std::array<pollfd, 3> watched = {{{child_notices, POLLIN, 0},
                                      {k_liveness_descriptor, POLLIN, 0},
                                      {recorder.descriptor(), POLLIN, 0}}};
    ::poll(watched.data(), watched.size(), timeout);
    if (watched[1].revents != 0) {
      return {Reason::stopped, 0};
    }
    if ((watched[2].revents & POLLIN) != 0) {
      recorder.take_one();
    }
    signalfd_siginfo notice;
    static_cast<void>(!::read(child_notices, &notice, sizeof notice));
    int status = 0;
    pid_t pid = 0;
    while ((pid = ::waitpid(-1, &status, WNOHANG)) > 0) {
      if (pid == program) {
        return {Reason::main_ended, status};
      }
    }
  }
}

void report_ending(const Ending& ending)
{
  switch (ending.reason) {
  case Reason::timed_out: report(k_report_timed_out); return;
  case Reason::stopped: report(k_report_stopped); return;
  case Reason::main_ended: break;
  }
  if (WIFSIGNALED(ending.status)) {
    report(k_report_signalled, std::to_string(WTERMSIG(ending.status)));
  } else {
    report(k_report_exited, std::to_string(WEXITSTATUS(ending.status)));
  }
}

int watch_children()
{
  sigset_t signals;
  ::sigfillset(&signals); // process 1 is ended by its parent or by the pipe, by no signal
  ::sigprocmask(SIG_SETMASK, &signals, nullptr);
  sigset_t children;
  ::sigemptyset(&children);
  ::sigaddset(&children, SIGCHLD);
  return ::signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK);
}

} // namespace

int sandbox_main()
{
  if (::fcntl(k_report_descriptor, F_GETFD) < 0 || ::getpid() != 1) {
    constexpr std::string_view k_message =
        "crossroot-inner: this program runs inside the sandbox, started by crossroot\n";
    static_cast<void>(!::write(2, k_message.data(), k_message.size()));
    return 125;
  }
  const InnerSpec spec = read_spec();
  // The program may not look into this process, though both have one uid.
  ::prctl(PR_SET_DUMPABLE, 0);
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
    fail("no-new-privs", errno);
  }
  const int child_notices = watch_children();
  if (child_notices < 0) {
    fail("signals", errno);
  }
  if (spec.relay) {
    start_relay();
  }
  if (spec.argv.empty()) {
    report(k_report_ready);
    end_everything();
    report(k_report_exited, "0");
    return 0;
  }
  const std::uint64_t deadline =
      spec.wall_limit_ms == 0 ? 0 : now_ms() + spec.wall_limit_ms;
  Recorder recorder;
  const pid_t program = start_program(spec, recorder);
  const Ending ending = watch_over(program, child_notices, deadline, recorder);
  end_everything();
  for (const auto& [architecture, number] : recorder.calls()) {
    report(k_report_called, std::to_string(architecture) + ' ' + std::to_string(number));
  }
  report_ending(ending);
  return 0;
}

} // namespace crossroot::inner
