// SPDX-License-Identifier: Apache-2.0
// CC's bytes are the same for every target; what makes it the compiler of one is the
// small file beside it. The file carries a digest over itself and over the trees that
// stand behind its paths, since the paths inside the sandbox never change: CC shows it
// in its version line, and so Go's cache tells two sysroots apart.
#include "target/cpu_level.hpp"
#include "toolchain/toolchain.hpp"

#include <fmt/format.h>

namespace crossroot::toolchain {
namespace {

/// Absolute inside the toolchain root; `otherwise` where the definition names none.
std::string tool_path(const Definition& toolchain,
                      const std::string& tool,
                      const std::string& otherwise)
{
  const auto found = toolchain.tools.find(tool);
  const auto& path = found == toolchain.tools.end() ? otherwise : found->second;
  return path.empty() || path.starts_with("/") ? path : "/" + path;
}

std::string program(const TargetSpec& target, std::string_view tool)
{
  return fmt::format("bin/{}-{}", target.triplet.render(), tool);
}

/// What inner/pkg_config.cpp reads.
std::string pkg_config_configuration(const TargetSpec& target,
                                     const Definition& toolchain)
{
  const auto name = target.triplet.render();
  return fmt::format("program {}\nsysroot {}\nlink {}\nfolders usr/lib/{} usr/lib64 "
                     "usr/lib\n",
                     tool_path(toolchain, "pkg-config", "usr/bin/pkgconf"), k_sysroot,
                     target.libraries.link,
                     name == "i686-linux-gnu" ? "i386-linux-gnu" : name);
}

} // namespace

std::string cc_configuration(const TargetSpec& target,
                             const Definition& toolchain,
                             const std::vector<std::string>& tree_digests)
{
  const auto& facts = target.triplet.facts();
  std::string text;
  const auto line = [&](std::string_view word, std::string_view value) {
    if (!value.empty()) {
      text += fmt::format("{} {}\n", word, value);
    }
  };
  line("triplet", facts.name);
  line("target", llvm_triple_at(target.triplet, target.cpu_level));
  line("clang", tool_path(toolchain, "clang", ""));
  line("linker", tool_path(toolchain, "ld.lld", ""));
  line("ar", tool_path(toolchain, "ar", ""));
  line("sysroot", k_sysroot);
  line("loader", facts.loader);
  line("libc", facts.libc == Libc::glibc ? "glibc" : "musl");
  line("floor", target.floor.libc.empty() ? "" : target.floor.libc.render());
  line("runtime", target.cc.runtime);
  line("libc-link", target.libc_link.empty() ? "dynamic" : target.libc_link);
  line("report", k_report);
  std::string hashed = text;
  for (const auto& digest : tree_digests) {
    hashed += "tree " + digest + "\n";
  }
  return fmt::format("digest {}\n{}", Digest::of(hashed).render(), text);
}

std::map<std::string, std::string> cc_folder(const TargetSpec& target,
                                             const Definition& toolchain,
                                             const std::vector<std::string>& tree_digests)
{
  const auto text = cc_configuration(target, toolchain, tree_digests);
  std::map<std::string, std::string> files;
  for (const auto& name : cc_programs(target)) {
    files.emplace(name + ".conf", name.ends_with("-pkg-config")
                                      ? pkg_config_configuration(target, toolchain)
                                      : text);
  }
  return files;
}

std::vector<std::string> cc_programs(const TargetSpec& target)
{
  std::vector<std::string> programs{program(target, "ar"), program(target, "c++"),
                                    program(target, "cc")};
  if (!target.libraries.packages.empty()) {
    programs.push_back(program(target, "pkg-config"));
  }
  return programs;
}

} // namespace crossroot::toolchain
