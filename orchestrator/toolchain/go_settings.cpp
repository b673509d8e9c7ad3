// SPDX-License-Identifier: Apache-2.0
// What reaches the go command is all here and is a pure function of the recipe: Go reads
// dozens of variables, configuration files and the host's own go.env, and each of them
// is either fixed below or switched off. -mod is left alone on purpose: -mod=readonly
// would break a module that vendors.
#include "base/text.hpp"
#include "toolchain/toolchain.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crossroot::toolchain {
namespace {

/// One word of a list that Go splits itself (CGO_CFLAGS, -ldflags): quotes of either
/// kind group, nothing escapes.
std::string quote_word(const std::string& word)
{
  if (!word.empty() && word.find_first_of(" \t\n'\"") == std::string::npos) {
    return word;
  }
  const char quote = word.find('\'') == std::string::npos ? '\'' : '"';
  return quote + word + quote;
}

std::string join_words(const std::vector<std::string>& words)
{
  std::vector<std::string> quoted;
  quoted.reserve(words.size());
  std::transform(words.begin(), words.end(), std::back_inserter(quoted), quote_word);
  return join(quoted, " ");
}

std::vector<std::string> concatenated(std::vector<std::string> first,
                                      const std::vector<std::string>& second)
{
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

bool uses_cgo(const TargetSpec& target)
{
  return target.go.cgo != "off";
}
bool is_program(const TargetSpec& target)
{
  return target.go.buildmode == "exe" || target.go.buildmode == "pie";
}
bool is_static(const TargetSpec& target)
{
  return target.libc_link == "static";
}

std::vector<std::string> linker_flags(const TargetSpec& target,
                                      const std::map<std::string, std::string>& stamps)
{
  // Go's build id hashes CC's version line and with it every byte of the sysroot: two
  // equal programs would differ by it. The GNU build-id that CC asks of the linker is
  // one of the content.
  std::vector<std::string> flags{"-buildid="};
  if (uses_cgo(target) && is_program(target) && !is_static(target)) {
    flags.emplace_back("-I");
    flags.emplace_back(target.triplet.facts().loader);
  }
  if (uses_cgo(target) && is_program(target) && is_static(target)) {
    flags.emplace_back("-linkmode=external");
    flags.emplace_back(target.go.buildmode == "pie" ? "-extldflags=-static-pie"
                                                    : "-extldflags=-static");
  }
  if (target.go.buildmode == "c-archive") { // else it runs what CC calls "ar"
    flags.emplace_back("-extar");
    flags.push_back(go_environment(target).at("AR"));
  }
  for (const auto& [variable, value] : stamps) {
    flags.emplace_back("-X");
    flags.push_back(variable + "=" + value);
  }
  return concatenated(std::move(flags), target.go.ldflags);
}

/// The flags that the standard library's cache entries depend on; std and the program
/// must agree in every one, or the seed is of no use.
std::vector<std::string> shared_arguments(const TargetSpec& target)
{
  std::vector<std::string> arguments{"build", "-trimpath", "-buildvcs=false"};
  if (!target.go.tags.empty()) {
    arguments.push_back("-tags=" + join(target.go.tags, ","));
  }
  if (!target.go.sanitize.empty()) {
    arguments.emplace_back(target.go.sanitize == "race"      ? "-race"
                           : target.go.sanitize == "address" ? "-asan"
                                                             : "-msan");
  }
  return arguments;
}

/// Where the result goes: a folder, but for libraries a file, to which Go gives no
/// suffix of its own.
std::string output_path(const TargetSpec& target)
{
  const auto folder = fmt::format("{}/bin/", k_out);
  if (is_program(target) || target.go.packages.size() != 1) {
    return folder;
  }
  std::string name = target.go.packages.front();
  name = name.substr(name.rfind('/') + 1);
  if (name.empty() || name == "." || name == "..") {
    name = "lib" + target.name;
  }
  return folder + name + (target.go.buildmode == "c-archive" ? ".a" : ".so");
}

/// Debian's multiarch folder has its own name for i686; other distributions have none.
std::string pkg_config_folders(const Triplet& triplet)
{
  const auto name = triplet.render();
  const auto multiarch = name == "i686-linux-gnu" ? "i386-linux-gnu" : name;
  std::vector<std::string> folders{"usr/lib/" + multiarch + "/pkgconfig"};
  if (triplet.facts().bits == 64) {
    folders.emplace_back("usr/lib64/pkgconfig");
  }
  folders.emplace_back("usr/lib/pkgconfig");
  folders.emplace_back("usr/share/pkgconfig");
  for (auto& folder : folders) {
    folder = fmt::format("{}/{}", k_sysroot, folder);
  }
  return join(folders, ":");
}

} // namespace

std::map<std::string, std::string> go_environment(const TargetSpec& target)
{
  const auto& facts = target.triplet.facts();
  const auto tool = [&](std::string_view name) {
    return fmt::format("{}/bin/{}-{}", k_cc, facts.name, name);
  };
  std::map<std::string, std::string> environment{
      {"AR", tool("ar")},
      {"CC", tool("cc")},
      {"CXX", tool("c++")},
      {"CGO_ENABLED", uses_cgo(target) ? "1" : "0"},
      {"CGO_CFLAGS", join_words(target.cc.cflags)},
      {"CGO_CXXFLAGS", join_words(concatenated(target.cc.cflags, target.cc.cxxflags))},
      {"CGO_LDFLAGS", join_words(target.cc.ldflags)},
      {"GOARCH", std::string(facts.go_arch)},
      {"GOCACHE", std::string(k_go_cache)},
      {"GOENV", "off"},
      {"GOFLAGS", "-trimpath -buildvcs=false"},
      {"GOMODCACHE", std::string(k_module_cache)},
      {"GOOS", "linux"},
      {"GOPATH", "/tmp/gopath"},
      {"GOPROXY", "off"},
      {"GOROOT", std::string(k_go_root)},
      {"GOSUMDB", "off"},
      {"GOTELEMETRY", "off"},
      {"GOTMPDIR", "/tmp"},
      {"GOTOOLCHAIN", "local"},
      {"HOME", "/tmp"},
      {"LC_ALL", "C.UTF-8"},
      {"PATH", fmt::format("{}/bin:{}/bin:/usr/bin", k_cc, k_go_root)},
      {"PKG_CONFIG", "/usr/bin/pkgconf"},
      {"PKG_CONFIG_LIBDIR",
       fmt::format("{0}/usr/lib/{1}/pkgconfig:{0}/usr/share/pkgconfig", k_sysroot,
                   facts.multiarch)},
      {"PKG_CONFIG_SYSROOT_DIR", std::string(k_sysroot)},
      {"TMPDIR", "/tmp"},
      {"TZ", "UTC"}};
  if (!target.libraries.packages.empty()) {
    environment["PKG_CONFIG"] = tool("pkg-config");
    environment["PKG_CONFIG_LIBDIR"] = pkg_config_folders(target.triplet);
  }
  if (!facts.go_variable.empty()) {
    environment.emplace(facts.go_variable, target.cpu_level.empty()
                                               ? std::string(facts.go_level)
                                               : target.cpu_level);
  }
  return environment;
}

std::vector<std::string>
go_build_arguments(const TargetSpec& target,
                   const std::map<std::string, std::string>& stamps)
{
  auto arguments = shared_arguments(target);
  // Said aloud, exe takes one main package only; unsaid it is the default, for any
  // number.
  if (target.go.buildmode != "exe" || target.go.packages.size() == 1) {
    arguments.push_back("-buildmode=" + target.go.buildmode);
  }
  arguments.push_back("-ldflags=" + join_words(linker_flags(target, stamps)));
  arguments.emplace_back("-o");
  arguments.push_back(output_path(target));
  return concatenated(std::move(arguments), target.go.packages);
}

std::vector<std::string> go_std_arguments(const TargetSpec& target)
{
  auto arguments = shared_arguments(target);
  // -buildmode=exe makes go skip every package that is no main package, which all of std
  // are; it compiles as without the flag. The other modes compile as pie does (-shared),
  // and c-shared and c-archive take a single main package only (Go: work/init.go,
  // buildModeInit).
  if (target.go.buildmode != "exe") {
    arguments.emplace_back("-buildmode=pie");
  }
  arguments.emplace_back("std");
  return arguments;
}

} // namespace crossroot::toolchain
