// SPDX-License-Identifier: Apache-2.0
#include "os/files.hpp"
#include "sandbox/bwrap_arguments.hpp"
#include "sandbox/bwrap_diagnosis.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace crossroot;
namespace fs = std::filesystem;

namespace {

bool has(const std::vector<std::string>& words, const std::vector<std::string>& sequence)
{
  return std::search(words.begin(), words.end(), sequence.begin(), sequence.end()) !=
         words.end();
}

std::vector<std::string> words_for(const sandbox::SandboxSpec& spec)
{
  auto arguments = sandbox::bwrap_arguments(spec, "/store/inner", 8);
  REQUIRE(arguments);
  return arguments->words;
}

} // namespace

TEST_SUITE_BEGIN("sandbox.arguments");

TEST_CASE("every sandbox has all namespaces and no capability and no variable")
{
  const auto words = words_for({});
  for (const char* word :
       {"--unshare-user", "--unshare-pid", "--unshare-net", "--unshare-ipc",
        "--unshare-uts", "--unshare-cgroup-try", "--disable-userns", "--clearenv",
        "--die-with-parent", "--as-pid-1", "--new-session"}) {
    CAPTURE(word);
    CHECK(has(words, {word}));
  }
  CHECK(has(words, {"--cap-drop", "ALL"}));
  CHECK(has(words, {"--uid", "1000", "--gid", "1000", "--hostname", "crossroot"}));
  CHECK_FALSE(has(words, {"--share-net"}));
  CHECK_FALSE(has(words, {"--setenv"}));
}

TEST_CASE("the root and proc and dev are made read-only after the last mount")
{
  sandbox::SandboxSpec spec;
  spec.mounts = {{sandbox::Mount::Kind::writable, "/host/out", "/out"}};
  const auto words = words_for(spec);
  const std::vector<std::string> end(words.end() - 6, words.end());
  CHECK(end == std::vector<std::string>{"--remount-ro", "/proc", "--remount-ro", "/dev",
                                        "--remount-ro", "/"});
  CHECK(has(words, {"--bind", "/host/out", "/out"}));
}

TEST_CASE("only an interactive run keeps the terminal session")
{
  sandbox::SandboxSpec spec;
  spec.interactive = true;
  CHECK_FALSE(has(words_for(spec), {"--new-session"}));
}

TEST_CASE("the root tree is put in place entry by entry and etc gets its few files")
{
  auto folder = os::TempFolder::make(fs::temp_directory_path(), "crossroot-test");
  REQUIRE(folder);
  const fs::path root = folder->path();
  for (const auto* path : {"usr/bin", "etc/alternatives", "proc", "tmp/left", "dev"}) {
    REQUIRE(os::make_folders(root / path));
  }
  fs::create_symlink("usr/bin", root / "bin");
  REQUIRE(os::write_file(root / "etc/passwd", "own"));
  sandbox::SandboxSpec spec;
  spec.root = root;
  auto arguments = sandbox::bwrap_arguments(spec, "/store/inner", 8);
  REQUIRE(arguments);
  const auto& words = arguments->words;
  CHECK(has(words, {"--ro-bind", (root / "usr").string(), "/usr"}));
  CHECK(has(words, {"--symlink", "usr/bin", "/bin"}));
  CHECK(has(words,
            {"--ro-bind", (root / "etc/alternatives").string(), "/etc/alternatives"}));
  for (const auto* hidden : {"proc", "tmp", "dev"}) {
    CHECK_FALSE(has(words, {(root / hidden).string()}));
  }
  const auto place = std::find(words.begin(), words.end(), "/etc/passwd");
  REQUIRE(place != words.end());
  const int number = std::stoi(*(place - 1));
  REQUIRE(arguments->files.contains(number));
  const auto content =
      os::read_file("/proc/self/fd/" + std::to_string(arguments->files.at(number).get()));
  CHECK(content.value() == "own");
  CHECK(has(words, {"/etc/nsswitch.conf"}));
  CHECK(arguments->files.begin()->first == 8);
}

TEST_CASE("what bwrap says is traced to cause and remedy")
{
  const auto denied = sandbox::explain_bwrap(
      "bwrap: No permissions to create new namespace, likely because the kernel does not "
      "allow non-privileged user namespaces.",
      65534);
  CHECK(denied.kind() == ErrorKind::environment);
  CHECK(denied.id() == "sandbox");
  CHECK(denied.message() == "this host forbids user namespaces to uid 65534");
  CHECK_FALSE(denied.hints().empty());
  const auto apparmor =
      sandbox::explain_bwrap("bwrap: setting up uid map: Permission denied\n", 1000);
  CHECK(apparmor.render().find("AppArmor") != std::string::npos);
  const auto full = sandbox::explain_bwrap(
      "bwrap: Creating new namespace failed: No space left on device", 1000);
  CHECK(full.render().find("max_user_namespaces") != std::string::npos);
  const auto masked = sandbox::explain_bwrap(
      "bwrap: Can't mount proc on /newroot/proc: Operation not permitted", 1000);
  CHECK(masked.render().find("masked") != std::string::npos);
}

TEST_CASE("unknown words of bwrap are shown as they are")
{
  const auto error = sandbox::explain_bwrap("bwrap: something new\n", 1000);
  CHECK(error.render().find("something new") != std::string::npos);
}
