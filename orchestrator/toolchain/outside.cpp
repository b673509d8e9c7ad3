// SPDX-License-Identifier: Apache-2.0
// The compiler is for use outside, too: in an IDE, in a Makefile, in go on the host. Its
// clang is a dynamic executable of another distribution, and it must see neither the
// host's libc nor the host's headers. Starting it through its own loader fails, since
// clang starts itself and its linker again by their paths; a container engine would have
// to be there. So CC is a small script that starts bwrap, which puts the toolchain's /usr
// over the host's and leaves every other folder of the host where it is, so that paths
// mean the same inside and outside. Go's probes run CC's first word alone and remember
// what it answers: everything is in the one file, and a change of toolchain, sysroot or
// flags gives another folder, hence another CC and another GOCACHE.
//
// This is no sandbox: what runs in it is the compiler, on the caller's own files and with
// the caller's rights. What the result is worth is for `crossroot verify` to say.
#include "toolchain/outside.hpp"

#include "base/text.hpp"
#include "toolchain/toolchain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace crossroot::toolchain {
namespace {

/// Folders whose place belongs to the toolchain root, the sysroot or CC.
constexpr std::array<std::string_view, 9> k_hidden{
    "/usr/", "/etc/", "/bin/", "/sbin/", "/lib", "/opt/", "/cc/", "/sysroot/", "/sys/"};

constexpr std::string_view k_checks = R"(refuse() {
  printf 'error: crossroot: %s\n' "$1" >&2
  exit 1
}
[ -d "$tree" ] && [ -d "$sysroot" ] ||
  refuse 'the store was cleaned since; run crossroot env again'
here=$(pwd -P)
for path in "$here/" "$@"; do
  case $path in
  /usr/* | /etc/* | /bin/* | /sbin/* | /lib* | /opt/* | /cc/* | /sysroot/* | /sys/*)
    if [ "$path" = "$here/" ] || { [ -e "$path" ] && [ ! -e "$sysroot$path" ]; }; then
      refuse "$path is hidden by the toolchain's own folders; \
work in another place, such as the home folder"
    fi
    ;;
  esac
done
)";

constexpr std::string_view k_folders = R"(for folder in /*; do
  case $folder in
  /usr | /etc | /bin | /sbin | /lib* | /opt | /cc | /sysroot | /sys | /dev | /lost+found) ;;
  *) [ ! -d "$folder" ] || set -- --bind-try "$folder" "$folder" "$@" ;;
  esac
done
[ -z "${SOURCE_DATE_EPOCH:-}" ] || set -- --setenv SOURCE_DATE_EPOCH "$SOURCE_DATE_EPOCH" "$@"
)";

} // namespace

std::string shell_quoted(std::string_view text)
{
  std::string out = "'";
  for (const char c : text) {
    out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  }
  return out + "'";
}

bool hidden_from_outside_tools(std::string_view path)
{
  const std::string whole = std::string(path) + "/";
  return std::any_of(k_hidden.begin(), k_hidden.end(),
                     [&](std::string_view folder) { return whole.starts_with(folder); });
}

std::vector<OutsideTool> outside_tools(const TargetSpec& target)
{
  std::vector<OutsideTool> tools;
  for (const auto& program : cc_programs(target)) {
    tools.push_back(
        {program.substr(program.rfind('/') + 1), fmt::format("{}/{}", k_cc, program)});
  }
  const auto name = fmt::format("{}-pkg-config", target.triplet.render());
  if (tools.back().name != name) {
    tools.push_back({name, go_environment(target).at("PKG_CONFIG")});
  }
  return tools;
}

std::string outside_script(const TargetSpec& target,
                           const OutsideTool& tool,
                           const OutsidePlaces& places,
                           const std::string& bwrap,
                           const std::vector<std::string>& root)
{
  const auto inside = go_environment(target);
  std::string text = fmt::format(
      "#!/bin/sh\n# {} of crossroot env, for {}. Made by crossroot; not to be changed.\n",
      tool.name, target.name);
  text += fmt::format("tree={}\nsysroot={}\n{}", shell_quoted(places.toolchain),
                      shell_quoted(places.sysroot), k_checks);
  text += fmt::format("set -- --remount-ro / --chdir \"$here\" -- {} \"$@\"\n{}",
                      shell_quoted(tool.inside), k_folders);
  text += fmt::format("exec {} --die-with-parent", shell_quoted(bwrap));
  for (const auto& argument : root) {
    text += " \\\n  " + shell_quoted(argument);
  }
  text += fmt::format(" \\\n  --ro-bind {} {}", shell_quoted(places.sysroot), k_sysroot);
  text += fmt::format(" \\\n  --ro-bind {} {}", shell_quoted(places.tools + "/cc"), k_cc);
  text += " \\\n  --dev-bind /dev /dev --clearenv --setenv TMPDIR \"${TMPDIR:-/tmp}\"";
  for (const auto* name :
       {"LC_ALL", "PATH", "PKG_CONFIG_LIBDIR", "PKG_CONFIG_SYSROOT_DIR", "TZ"}) {
    text += fmt::format(" \\\n  --setenv {} {}", name, shell_quoted(inside.at(name)));
  }
  return text + " \\\n  \"$@\"\n";
}

std::string go_flags(const TargetSpec& target)
{
  std::string flags;
  const auto arguments = go_build_arguments(target, {});
  const auto out = std::find(arguments.begin(), arguments.end(), "-o");
  for (auto word = arguments.begin() + 1; word != out; ++word) {
    if (word->starts_with("-buildmode=")) {
      continue; // it is not for go vet, nor for every package of a module
    }
    const bool plain = word->find_first_of(" '\"") == std::string::npos;
    const char quote = word->find('\'') == std::string::npos ? '\'' : '"';
    flags += (flags.empty() ? "" : " ") +
             (plain ? *word : std::string(1, quote) + *word + std::string(1, quote));
  }
  return flags;
}

std::map<std::string, std::string> outside_environment(const TargetSpec& target,
                                                       const OutsidePlaces& places)
{
  auto environment = go_environment(target);
  for (const auto* own : {"GOPATH", "GOTMPDIR", "HOME", "LC_ALL", "PKG_CONFIG_LIBDIR",
                          "PKG_CONFIG_SYSROOT_DIR", "TMPDIR", "TZ"}) {
    environment.erase(own);
  }
  const auto tool = [&](std::string_view name) {
    return fmt::format("{}/bin/{}-{}", places.tools, target.triplet.render(), name);
  };
  environment["AR"] = tool("ar");
  environment["CC"] = tool("cc");
  environment["CXX"] = tool("c++");
  environment["PKG_CONFIG"] = tool("pkg-config");
  environment["GOROOT"] = places.sdk;
  environment["PATH"] = places.sdk + "/bin";
  environment["GOCACHE"] = places.go_cache;
  environment["GOMODCACHE"] = places.module_cache;
  auto flags = go_flags(target);
  const auto inside = go_environment(target).at("AR");
  if (const auto archiver = flags.find(inside); archiver != std::string::npos) {
    flags.replace(archiver, inside.size(), tool("ar"));
  }
  environment["GOFLAGS"] = std::move(flags);
  return environment;
}

} // namespace crossroot::toolchain
