// SPDX-License-Identifier: Apache-2.0
// bwrap is the distribution's own binary on purpose: hosts that restrict user namespaces
// grant them by the path of the program, and only that one is on their list. It runs as
// an unprivileged user even if we are root: as root it would leave /proc/sys writable
// and hand all capabilities to whoever finds a hole.
//
// Between us and bwrap stands a guard, inner in another role (inner/sandbox_guard.cpp
// says why). Three descriptors tie us to inner, process 1 inside: what to run (a file in
// memory), a pipe whose end of file says that we died or want it to stop, and a pipe on
// which it reports how the program ended. bwrap's exit code would not tell a program that
// exits with 1 from a sandbox that could not be made; the report does.
#include "base/text.hpp"
#include "inner/landlock_abi.hpp"
#include "inner/wire.hpp"
#include "os/descriptor.hpp"
#include "os/files.hpp"
#include "os/host.hpp"
#include "os/process.hpp"
#include "sandbox/bwrap_arguments.hpp"
#include "sandbox/bwrap_diagnosis.hpp"
#include "sandbox/bwrap_report.hpp"
#include "sandbox/sandbox.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace crossroot::sandbox {
namespace {

constexpr std::uint32_t k_unprivileged_uid = 65534;
constexpr int k_first_free_descriptor = inner::k_relay_descriptor + 1;

Error bwrap_missing()
{
  return Error(ErrorKind::environment, "sandbox", "bwrap is not installed")
      .note("cause", "builds run in a sandbox that bwrap makes")
      .hint("install bubblewrap (apt-get install bubblewrap)")
      .note("more", "crossroot doctor");
}

/// The first folder on the way to `path` that `uid`, and the gid of the same number, may
/// not enter, if any. Looks at the mode bits; access lists may still open such a folder.
std::optional<fs::path> closed_folder(const fs::path& path, std::uint32_t uid)
{
  fs::path way;
  for (const auto& part : fs::absolute(path).parent_path()) {
    way /= part;
    struct stat status = {};
    if (::stat(way.c_str(), &status) != 0) {
      return std::nullopt;
    }
    const mode_t needed = status.st_uid == uid   ? S_IXUSR
                          : status.st_gid == uid ? S_IXGRP
                                                 : S_IXOTH;
    if ((status.st_mode & needed) == 0) {
      return way;
    }
  }
  return std::nullopt;
}

Error out_of_reach(const fs::path& path, const fs::path& closed, std::uint32_t uid)
{
  return Error(ErrorKind::environment, "sandbox",
               fmt::format("uid {} cannot reach {}", uid, path.string()))
      .note("cause", fmt::format("builds of root run as uid {}, and {} is closed to it",
                                 uid, closed.string()))
      .hint("set CROSSROOT_STORE to a folder that every user may enter, such as "
            "/var/cache/crossroot");
}

/// A socket that the mount would show to the inside, where neither a read-only mount nor
/// the network namespace keeps anybody from connecting. What the store has published
/// (folders of mode 0555) holds none and is not searched.
std::optional<fs::path> socket_in(const fs::path& host)
{
  std::error_code ignored;
  const auto status = fs::symlink_status(host, ignored);
  if (fs::is_socket(status)) {
    return host;
  }
  const auto writable =
      fs::perms::owner_write | fs::perms::group_write | fs::perms::others_write;
  if (!fs::is_directory(status) || (status.permissions() & writable) == fs::perms::none) {
    return std::nullopt;
  }
  const auto options = fs::directory_options::skip_permission_denied;
  for (fs::recursive_directory_iterator entry(host, options, ignored), end;
       !ignored && entry != end; entry.increment(ignored)) {
    if (!entry->is_symlink(ignored) && entry->is_socket(ignored)) {
      return entry->path();
    }
  }
  return std::nullopt;
}

Result<void> refuse_sockets(const std::vector<Mount>& mounts)
{
  for (const auto& mount : mounts) {
    if (const auto socket = socket_in(mount.host)) {
      return Error(ErrorKind::environment, "sandbox",
                   fmt::format("{} may not be seen inside: it is a socket",
                               socket->string()))
          .note("cause", "a program of the host listens there, and mounts do not stop a "
                         "build from talking to it")
          .hint("remove the socket");
    }
  }
  return {};
}

/// Whether the user namespace that we are in knows the uid; the first one knows all.
bool is_mapped(std::uint32_t uid)
{
  const auto map = os::read_file("/proc/self/uid_map");
  if (!map) {
    return true; // no /proc: what comes next will tell
  }
  for (const auto line : split_lines(*map)) {
    std::vector<std::uint64_t> numbers; // first inside, first outside, how many
    for (const auto word : split(line, ' ')) {
      if (const auto number = parse_number(word)) {
        numbers.push_back(*number);
      }
    }
    if (numbers.size() == 3 && uid >= numbers[0] && uid - numbers[0] < numbers[2]) {
      return true;
    }
  }
  return false;
}

Error not_mapped()
{
  return Error(ErrorKind::environment, "sandbox",
               fmt::format("uid {} does not exist here", k_unprivileged_uid))
      .note("cause", fmt::format("builds of root run as uid {}, and this user namespace "
                                 "does not map it",
                                 k_unprivileged_uid))
      .hint("run crossroot as an ordinary user, or start the container with a range of "
            "uids (/etc/subuid)");
}

std::string read_all(os::Descriptor& pipe)
{
  std::string text;
  std::array<char, 4096> piece;
  while (true) {
    const auto count = ::read(pipe.get(), piece.data(), piece.size());
    if (count < 0 && errno == EINTR) {
      continue;
    }
    if (count <= 0) {
      return text;
    }
    text.append(piece.data(), static_cast<std::size_t>(count));
  }
}

inner::InnerSpec inner_spec_of(const SandboxSpec& spec)
{
  inner::InnerSpec inside;
  inside.argv = spec.argv;
  for (const auto& [name, value] : spec.env) {
    inside.env.push_back(fmt::format("{}={}", name, value));
  }
  inside.cwd = spec.cwd;
  inside.writable = {"/tmp", "/dev/shm"};
  for (const auto& mount : spec.mounts) {
    if (mount.kind == Mount::Kind::writable) {
      inside.writable.push_back(mount.inside);
    }
  }
  inside.wall_limit_ms = static_cast<std::uint64_t>(spec.wall_limit.count()) * 1000;
  inside.memory_limit_bytes = spec.memory_limit_bytes;
  inside.relay = spec.relay_socket.has_value();
  inside.interactive = spec.interactive;
  inside.record = spec.record_calls;
  for (const auto& absent : spec.absent_calls) {
    inside.absent.push_back({absent.architecture, absent.ranges});
  }
  return inside;
}

/// The open ends of one run.
struct Wiring {
  BwrapArguments arguments;
  os::Descriptor argument_file;
  os::Descriptor spec_file;
  os::Pipe liveness;
  os::Pipe report;
  os::Descriptor relay;

  std::map<int, int> descriptors(int argument_number) const
  {
    std::map<int, int> numbers = {
        {inner::k_spec_descriptor, spec_file.get()},
        {inner::k_liveness_descriptor, liveness.read_end.get()},
        {inner::k_report_descriptor, report.write_end.get()},
        {argument_number, argument_file.get()},
    };
    if (relay.open()) {
      numbers.emplace(inner::k_relay_descriptor, relay.get());
    }
    for (const auto& [number, file] : arguments.files) {
      numbers.emplace(number, file.get());
    }
    return numbers;
  }
};

Result<Wiring> wire_up(const SandboxSpec& spec, const fs::path& inner_file)
{
  Wiring wiring;
  CROSSROOT_TRY(wiring.arguments,
                bwrap_arguments(spec, inner_file, k_first_free_descriptor + 1));
  CROSSROOT_TRY(wiring.argument_file, os::make_memory_file(wiring.arguments.render()));
  CROSSROOT_TRY(wiring.spec_file, os::make_memory_file(encode(inner_spec_of(spec))));
  CROSSROOT_TRY(wiring.liveness, os::make_pipe());
  CROSSROOT_TRY(wiring.report, os::make_pipe());
  if (spec.relay_socket) {
    wiring.relay = os::Descriptor(::open(spec.relay_socket->c_str(), O_PATH | O_CLOEXEC));
    if (!wiring.relay.open()) {
      return os::system_error(fmt::format("reach {}", spec.relay_socket->string()),
                              errno);
    }
  }
  return wiring;
}

SandboxOutcome outcome_of(os::ProcessOutcome process, const InnerReport& report)
{
  using Ending = SandboxOutcome::Ending;
  SandboxOutcome outcome;
  outcome.out = std::move(process.out);
  outcome.err = std::move(process.err);
  outcome.code = report.code;
  outcome.calls = report.calls;
  switch (process.ending) {
  case os::ProcessOutcome::Ending::cancelled:
    outcome.ending = Ending::cancelled;
    return outcome;
  case os::ProcessOutcome::Ending::output_limit:
    outcome.ending = Ending::log_limit;
    return outcome;
  case os::ProcessOutcome::Ending::timed_out:
    outcome.ending = Ending::timed_out;
    return outcome;
  case os::ProcessOutcome::Ending::exited:
  case os::ProcessOutcome::Ending::signalled: break;
  }
  switch (report.ending) {
  case InnerReport::Ending::exited: outcome.ending = Ending::exited; break;
  case InnerReport::Ending::timed_out: outcome.ending = Ending::timed_out; break;
  case InnerReport::Ending::stopped: outcome.ending = Ending::cancelled; break;
  case InnerReport::Ending::signalled: outcome.ending = Ending::signalled; break;
  case InnerReport::Ending::none: // somebody killed bwrap or inner: SIGKILL took all
    outcome.ending = Ending::signalled;
    outcome.code = 9;
    break;
  }
  return outcome;
}

class BwrapSandbox final : public Sandbox {
public:
  BwrapSandbox(SandboxSettings settings, fs::path bwrap)
      : settings_(std::move(settings)), bwrap_(std::move(bwrap))
  {
    settings_.inner = fs::absolute(settings_.inner);
    if (os::effective_uid() == 0) {
      drop_to_ = k_unprivileged_uid;
    }
  }

  Result<SandboxOutcome> run(const SandboxSpec& spec, const CancelToken& cancel) override;
  std::uint32_t owner_uid() const override
  {
    return drop_to_.value_or(os::effective_uid());
  }

private:
  Result<void> check_reach(const SandboxSpec& spec) const;

  SandboxSettings settings_;
  fs::path bwrap_;
  std::optional<std::uint32_t> drop_to_;
};

Result<void> BwrapSandbox::check_reach(const SandboxSpec& spec) const
{
  if (!drop_to_) {
    return {};
  }
  std::vector<fs::path> wanted = {settings_.inner};
  if (!spec.root.empty()) {
    wanted.push_back(spec.root / "usr");
  }
  for (const auto& mount : spec.mounts) {
    wanted.push_back(mount.host);
  }
  for (const auto& path : wanted) {
    if (const auto closed = closed_folder(path, *drop_to_)) {
      return out_of_reach(path, *closed, *drop_to_);
    }
  }
  return {};
}

Result<SandboxOutcome> BwrapSandbox::run(const SandboxSpec& spec,
                                         const CancelToken& cancel)
{
  CROSSROOT_CHECK(refuse_sockets(spec.mounts));
  CROSSROOT_TRY(auto wiring, wire_up(spec, settings_.inner));
  os::Command command;
  command.argv = {settings_.inner.string(),
                  "--guard",
                  bwrap_.string(),
                  "--args",
                  std::to_string(k_first_free_descriptor),
                  "--",
                  "/inner"};
  command.env = std::map<std::string, std::string>{};
  command.cwd = "/";
  command.stdin_text = spec.stdin_text;
  command.descriptors = wiring.descriptors(k_first_free_descriptor);
  command.inherit_terminal = spec.interactive;
  command.output_limit_bytes = spec.log_limit_bytes;
  // Inner keeps the time; this is for the case that it cannot.
  if (spec.wall_limit.count() > 0) {
    command.wall_limit = spec.wall_limit + std::chrono::seconds(10);
  }
  command.as_uid = drop_to_;
  command.on_output = spec.on_output;
  command.ask_to_stop = [&wiring] { wiring.liveness.write_end.reset(); };
  command.stop_grace = std::chrono::seconds(10); // the guard kills after three
  auto process = os::run_process(command, cancel);
  if (!process) {
    CROSSROOT_CHECK(check_reach(spec));
    return std::move(process).error();
  }
  wiring.report.write_end.reset();
  const auto report = parse_report(read_all(wiring.report.read_end));
  if (report.failure) {
    return explain_inner(report.failure->step, report.failure->error_number,
                         spec.argv.empty() ? "" : spec.argv.front());
  }
  if (!report.ready && process->ending != os::ProcessOutcome::Ending::cancelled) {
    CROSSROOT_CHECK(check_reach(spec));
    return explain_bwrap(process->err, owner_uid());
  }
  return outcome_of(*std::move(process), report);
}

} // namespace

Result<std::unique_ptr<Sandbox>> make_bwrap_sandbox(const SandboxSettings& settings)
{
  const auto bwrap = os::find_program("bwrap");
  if (!bwrap) {
    return bwrap_missing();
  }
  if (os::effective_uid() == 0 && !is_mapped(k_unprivileged_uid)) {
    return not_mapped();
  }
  return std::unique_ptr<Sandbox>(std::make_unique<BwrapSandbox>(settings, *bwrap));
}

int landlock_version()
{
  return inner::landlock_abi();
}

Result<void> check_sandbox(const SandboxSettings& settings, const CancelToken& cancel)
{
  CROSSROOT_TRY(const auto sandbox, make_bwrap_sandbox(settings));
  SandboxSpec spec;
  spec.wall_limit = std::chrono::seconds(20);
  CROSSROOT_TRY(const auto outcome, sandbox->run(spec, cancel));
  if (!outcome.succeeded()) {
    return explain_bwrap(outcome.err, sandbox->owner_uid());
  }
  return {};
}

} // namespace crossroot::sandbox
