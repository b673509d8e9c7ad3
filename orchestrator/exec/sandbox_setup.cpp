// SPDX-License-Identifier: Apache-2.0
#include "exec/sandbox_setup.hpp"

#include "base/text.hpp"
#include "exec/collect.hpp"
#include "os/descriptor.hpp"
#include "toolchain/toolchain.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace crossroot::exec {
namespace {

Result<void> set_mode(const fs::path& path, unsigned mode)
{
  if (chmod(path.c_str(), mode) != 0) {
    return os::system_error("set the mode of " + path.string(), errno);
  }
  return {};
}

/// Go keeps the answers of its compiler probes under CC's size, mode and modification
/// time; a fixed time keeps them valid from one build to the next.
Result<void> set_fixed_time(const fs::path& path)
{
  const timespec fixed{.tv_sec = 946684800, .tv_nsec = 0}; // 2000-01-01
  const timespec times[2] = {fixed, fixed};
  if (utimensat(AT_FDCWD, path.c_str(), times, 0) != 0) {
    return os::system_error("set the time of " + path.string(), errno);
  }
  return {};
}

} // namespace

Result<os::TempFolder> make_staging(const ActionRun& run, std::string_view purpose)
{
  CROSSROOT_TRY(auto folder, run.context.store.staging(purpose));
  const auto uid = run.context.sandbox.owner_uid();
  if (uid == geteuid()) {
    CROSSROOT_CHECK(set_mode(folder.path(), 0700));
    return folder;
  }
  if (lchown(folder.path().c_str(), static_cast<uid_t>(-1), uid) != 0) {
    return os::system_error("give " + folder.path().string() + " to the sandbox", errno);
  }
  CROSSROOT_CHECK(set_mode(folder.path(), 0710));
  return folder;
}

Result<void> give_to_sandbox(const ExecContext& context, const fs::path& path)
{
  const auto uid = context.sandbox.owner_uid();
  if (uid == geteuid()) {
    return {};
  }
  if (lchown(path.c_str(), uid, uid) != 0) {
    return os::system_error("give " + path.string() + " to the sandbox", errno);
  }
  return {};
}

Result<fs::path> make_writable_folder(const ExecContext& context,
                                      const fs::path& parent,
                                      std::string_view name)
{
  auto path = parent / name;
  if (mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) {
    return os::system_error("create " + path.string(), errno);
  }
  CROSSROOT_CHECK(give_to_sandbox(context, path));
  return path;
}

Result<fs::path>
make_cc_folder(const ActionRun& run, const TargetSpec& target, const fs::path& parent)
{
  CROSSROOT_TRY(const auto definition, run.context.definitions.find(target.cc.toolchain));
  const auto files = toolchain::cc_folder(
      target, definition, {run.digest("toolchain"), run.digest("sysroot")});
  auto folder = parent / "cc";
  for (const auto& [name, content] : files) {
    CROSSROOT_CHECK(os::make_folders((folder / name).parent_path()));
    CROSSROOT_CHECK(os::write_file(folder / name, content, 0644));
    CROSSROOT_CHECK(set_fixed_time(folder / name));
  }
  for (const auto& name : toolchain::cc_programs(target)) {
    CROSSROOT_CHECK(os::make_folders((folder / name).parent_path()));
    CROSSROOT_CHECK(copy_to_new_inode(run.context.inner, folder / name, 0755));
    CROSSROOT_CHECK(set_fixed_time(folder / name));
  }
  return folder;
}

std::string encode_list(const std::vector<std::string>& words)
{
  return Json(Json::Array(words.begin(), words.end())).render_compact();
}

std::vector<std::string> decode_list(std::string_view text)
{
  std::vector<std::string> words;
  const auto json = Json::parse(text);
  if (json && json->array() != nullptr) {
    for (const auto& word : *json->array()) {
      words.push_back(word.string() != nullptr ? *word.string() : "");
    }
  }
  return words;
}

std::map<std::string, std::string> environment_of(const Action& action)
{
  std::map<std::string, std::string> env;
  constexpr std::string_view k_prefix = "env.";
  for (const auto& [name, value] : action.settings) {
    if (name.starts_with(k_prefix)) {
      env.emplace(name.substr(k_prefix.size()), value);
    }
  }
  return env;
}

std::string log_of(const sandbox::SandboxOutcome& outcome)
{
  return outcome.out + outcome.err;
}

std::string ending_of(const sandbox::SandboxOutcome& outcome)
{
  using Ending = sandbox::SandboxOutcome::Ending;
  switch (outcome.ending) {
  case Ending::exited: return fmt::format("exit code {}", outcome.code);
  case Ending::signalled: return fmt::format("killed by signal {}", outcome.code);
  case Ending::timed_out: return "ran longer than it may";
  case Ending::log_limit: return "printed more than it may";
  case Ending::cancelled: return "interrupted";
  }
  return "";
}

std::vector<std::string> last_lines(std::string_view log, std::size_t count)
{
  std::vector<std::string> lines;
  for (const auto line : split_lines(log)) {
    if (!trim(line).empty()) {
      lines.emplace_back(line);
    }
  }
  if (lines.size() > count) {
    lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(count));
  }
  return lines;
}

Error build_failure(const ActionRun& run,
                    std::string_view program,
                    const sandbox::SandboxOutcome& outcome)
{
  if (outcome.ending == sandbox::SandboxOutcome::Ending::cancelled) {
    return {ErrorKind::interrupted, "interrupted", "interrupted"};
  }
  constexpr std::size_t k_lines = 20;
  const auto log = log_of(outcome);
  auto error = Error(
      ErrorKind::build, "build",
      fmt::format("{}: {} failed: {}", run.action.name, program, ending_of(outcome)));
  if (log.find("o space left on device") != std::string::npos) {
    error = Error(ErrorKind::environment, "disk-full",
                  run.action.name + ": the disk of the store is full")
                .hint("crossroot gc    or    CROSSROOT_STORE=FOLDER on a larger disk");
  }
  for (const auto& line : last_lines(log, k_lines)) {
    error = std::move(error).note("", line);
  }
  if (const auto kept = run.context.store.put_blob(log)) {
    error = std::move(error).note("log", run.context.store.blob_path(*kept).string());
  }
  return error;
}

} // namespace crossroot::exec
