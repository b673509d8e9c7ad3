// SPDX-License-Identifier: Apache-2.0
// bwrap's --die-with-parent has a hole: between clone() and the moment its child has
// asked for the death signal, that child waits for its parent to write the uid map. If
// the parent is killed right then, the child waits for ever, as process 1 of a namespace
// that nobody knows. Killing the orchestrator at random instants hit this window one
// time in ten.
//
// So the orchestrator does not start bwrap itself but this guard, which nobody kills: it
// drops the death signal it was started with and watches the liveness pipe instead. When
// that closes, bwrap is left time to get as far as inner, which sees the same end of file
// and ends in order; only then bwrap is killed. As subreaper the guard inherits whatever
// bwrap leaves behind, kills it, and has waited for all of it when it returns.
#include "inner/sandbox_guard.hpp"

#include "inner/wire.hpp"

#include <dirent.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cctype>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace crossroot::inner {
namespace {

constexpr int k_orderly_end_ms = 3000;
constexpr int k_failed = 125;

pid_t start_guarded(char** argv)
{
  const pid_t guard = ::getpid();
  const pid_t pid = ::fork();
  if (pid != 0) {
    return pid;
  }
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != guard) {
    ::_exit(k_failed);
  }
  // Ctrl-C of an interactive run is for the program inside; inner gives it back to it.
  ::signal(SIGINT, SIG_IGN);
  ::signal(SIGQUIT, SIG_IGN);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::execv(argv[0], argv);
  std::fprintf(stderr, "bwrap: cannot run %s: %s\n", argv[0], std::strerror(errno));
  ::_exit(k_failed);
}

/// The parent of a process by /proc, 0 if it is gone.
pid_t parent_of(const char* pid)
{
  std::array<char, 64> path;
  std::snprintf(path.data(), path.size(), "/proc/%.20s/stat", pid);
  FILE* file = std::fopen(path.data(), "re");
  if (file == nullptr) {
    return 0;
  }
  std::array<char, 512> text = {};
  const auto size = std::fread(text.data(), 1, text.size() - 1, file);
  std::fclose(file);
  text[size] = '\0';
  // The program's name, in brackets, may hold blanks and brackets of its own.
  const char* end_of_name = std::strrchr(text.data(), ')');
  int parent = 0;
  char state = 0;
  if (end_of_name == nullptr ||
      std::sscanf(end_of_name + 1, " %c %d", &state, &parent) != 2) {
    return 0;
  }
  return parent;
}

void kill_children()
{
  DIR* processes = ::opendir("/proc");
  if (processes == nullptr) {
    return;
  }
  while (const dirent* entry = ::readdir(processes)) {
    if (std::isdigit(static_cast<unsigned char>(entry->d_name[0])) != 0 &&
        parent_of(entry->d_name) == ::getpid()) {
      ::kill(static_cast<pid_t>(std::atoi(entry->d_name)), SIGKILL);
    }
  }
  ::closedir(processes);
}

/// Kills what was left to us and waits until it is gone.
void end_inherited()
{
  while (true) {
    const pid_t pid = ::waitpid(-1, nullptr, WNOHANG);
    if (pid < 0) {
      return;
    }
    if (pid == 0) {
      kill_children();
      ::poll(nullptr, 0, 2);
    }
  }
}

int watch_guarded(pid_t guarded, int child_notices)
{
  int liveness = k_liveness_descriptor;
  int patience = -1;
  while (true) {
    std::array<pollfd, 2> watched = {{{child_notices, POLLIN, 0}, {liveness, POLLIN, 0}}};
    const int news = ::poll(watched.data(), watched.size(), patience);
    if (news == 0) {
      ::kill(guarded, SIGKILL);
      patience = -1;
    }
    if (watched[1].revents != 0) {
      liveness = -1; // poll passes over negative numbers
      patience = k_orderly_end_ms;
    }
    signalfd_siginfo notice;
    static_cast<void>(!::read(child_notices, &notice, sizeof notice));
    int status = 0;
    pid_t pid = 0;
    while ((pid = ::waitpid(-1, &status, WNOHANG)) > 0) {
      if (pid == guarded) {
        return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
      }
    }
  }
}

} // namespace

int guard_main(char** argv)
{
  if (::prctl(PR_SET_CHILD_SUBREAPER, 1) != 0 || ::prctl(PR_SET_PDEATHSIG, 0) != 0) {
    return k_failed;
  }
  sigset_t signals;
  ::sigfillset(&signals);
  ::sigprocmask(SIG_SETMASK, &signals, nullptr);
  ::sigemptyset(&signals);
  ::sigaddset(&signals, SIGCHLD);
  const int child_notices = ::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
  if (child_notices < 0) {
    return k_failed;
  }
  const pid_t guarded = start_guarded(argv);
  if (guarded < 0) {
    return k_failed;
  }
  // The other ends belong to bwrap and inner: what they close must be closed.
  for (int number = 0; number < 64; ++number) {
    if (number != child_notices && number != k_liveness_descriptor) {
      ::close(number);
    }
  }
  const int code = watch_guarded(guarded, child_notices);
  end_inherited();
  return code;
}

} // namespace crossroot::inner
