// SPDX-License-Identifier: Apache-2.0
// Go trusts CC's first word alone: its probes drop every further word, its link command
// drops flags that it does not know, and packages in the wild bring -I/usr/include for
// the machine of their author. A cross compiler made of flags in CGO_CFLAGS is therefore
// right until the first probe. Here everything that makes it one is added inside CC, on
// every call; what would break the promise of a build (the builder's own CPU, relative
// relocations below the loader that reads them) is refused, and what points at the
// host's folders is turned to the sysroot's. CC adds nothing to a compile that could
// warn, since runtime/cgo compiles with -Wall -Werror.
#include "inner/cc_rewrite.hpp"

#include <array>

namespace crossroot::inner {
namespace {

/// Options that name a folder or file of the target, joined or apart.
constexpr std::array<std::string_view, 9> k_path_options{
    "-isystem",     "-iquote", "-idirafter", "-include", "-imacros",
    "-iwithprefix", "-I",      "-L",         "-T"};

/// Settled by CC: a value from elsewhere would point out of the sysroot or at a linker
/// that does not know the floor's libraries.
constexpr std::array<std::string_view, 6> k_dropped_joined{
    "-fuse-ld=",        "--ld-path=",         "--sysroot=",
    "--gcc-toolchain=", "--gcc-install-dir=", "--config="};
constexpr std::array<std::string_view, 4> k_dropped_apart{"--sysroot", "-isysroot",
                                                          "--config", "-gcc-toolchain"};

template <class Names> bool starts_with_any(const Names& names, std::string_view argument)
{
  for (const std::string_view name : names) {
    if (argument.starts_with(name)) {
      return true;
    }
  }
  return false;
}

template <class Names> bool is_any(const Names& names, std::string_view argument)
{
  for (const std::string_view name : names) {
    if (argument == name) {
      return true;
    }
  }
  return false;
}

bool is_relative_relocs(std::string_view piece)
{
  return piece == "pack-relative-relocs" || piece == "-zpack-relative-relocs" ||
         piece == "--pack-dyn-relocs=relr" || piece == "-pack-dyn-relocs=relr";
}

/// Rewrites one command line argument by argument.
class Rewriter {
public:
  explicit Rewriter(const CcConfiguration& configuration) : configuration_(configuration)
  {
  }

  void take(const std::vector<std::string>& arguments);
  std::vector<std::string> result() && { return std::move(result_); }
  const std::string& refusal() const { return refusal_; }

private:
  void take_one(const std::string& argument);
  void take_pair(const std::string& option, const std::string& value);
  void take_linker_pieces(const std::string& argument);
  void take_library(const std::string& name);
  void judge(const std::string& argument, const std::string& value);
  bool static_runtime() const { return configuration_.runtime == "static"; }
  std::string mapped(const std::string& path) const
  {
    return under_sysroot(configuration_, path);
  }

  const CcConfiguration& configuration_;
  std::vector<std::string> result_;
  std::string refusal_;
};

void Rewriter::judge(const std::string& argument, const std::string& value)
{
  for (const std::string_view option : {"-march=", "-mcpu=", "-mtune="}) {
    const bool native = argument.starts_with(std::string(option) + "native");
    if (native) {
      refusal_ = argument + " asks for the CPU of the building machine, so the output " +
                 "would differ from machine to machine; name a CPU level, such as " +
                 (configuration_.triplet.starts_with("x86_64") ? "-march=x86-64-v2"
                                                               : "-mcpu=generic");
    }
  }
  const bool relative = is_relative_relocs(argument) || is_relative_relocs(value);
  if (relative && configuration_.libc == "glibc" && !configuration_.floor.empty() &&
      version_below(configuration_.floor, "2.36")) {
    refusal_ = "-z pack-relative-relocs needs the loader of glibc 2.36; the floor is " +
               configuration_.floor + "; leave the flag out or raise floor.glibc";
  }
}

void Rewriter::take(const std::vector<std::string>& arguments)
{
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const auto& argument = arguments[i];
    if (!takes_next(argument) || i + 1 == arguments.size()) {
      take_one(argument);
      continue;
    }
    take_pair(argument, arguments[++i]);
  }
}

void Rewriter::take_one(const std::string& argument)
{
  judge(argument, "");
  if (starts_with_any(k_dropped_joined, argument)) {
    return;
  }
  if (!argument.starts_with("-")) {
    result_.push_back(mapped(argument));
    return;
  }
  if (argument.starts_with("-Wl,")) {
    take_linker_pieces(argument);
    return;
  }
  if (argument.starts_with("-l")) {
    take_library(argument.substr(2));
    return;
  }
  for (const std::string_view option : k_path_options) {
    if (argument.starts_with(option) && argument[option.size()] == '/') {
      result_.push_back(std::string(option) + mapped(argument.substr(option.size())));
      return;
    }
  }
  result_.push_back(argument);
}

void Rewriter::take_pair(const std::string& option, const std::string& value)
{
  judge(option, value);
  if (is_any(k_dropped_apart, option)) {
    return;
  }
  if (option == "-l") {
    take_library(value);
    return;
  }
  result_.push_back(option);
  const bool is_path = is_any(k_path_options, option);
  const bool names_folder = option == "-Xlinker" && value.starts_with("-L/");
  result_.push_back(is_path        ? mapped(value)
                    : names_folder ? "-L" + mapped(value.substr(2))
                                   : value);
}

void Rewriter::take_linker_pieces(const std::string& argument)
{
  std::string joined = "-Wl";
  for (const auto& piece : split_commas(std::string_view(argument).substr(4))) {
    judge(argument, piece);
    const bool archive = piece.ends_with(".a") || piece.ends_with(".o");
    joined += ",";
    joined += piece.starts_with("-L/") ? "-L" + mapped(piece.substr(2))
              : archive                ? mapped(piece)
                                       : piece;
  }
  result_.push_back(std::move(joined));
}

/// -static-libstdc++ says nothing about a package's own "-lstdc++" (go-duckdb). With the
/// archive's file name in its place the linker cannot choose the shared one. The archive
/// does not say that it needs libm, as the shared library would.
void Rewriter::take_library(const std::string& name)
{
  if (static_runtime() && name == "stdc++") {
    for (const auto* part :
         {"-l:libstdc++.a", "-Wl,--push-state,--as-needed", "-lm", "-Wl,--pop-state"}) {
      result_.emplace_back(part);
    }
    return;
  }
  result_.push_back(static_runtime() && name == "gcc_s" ? "-lgcc_eh" : "-l" + name);
}

std::vector<std::string> first_arguments(const CcConfiguration& configuration, bool cxx)
{
  std::vector<std::string> first{configuration.clang};
  if (cxx) {
    first.emplace_back("--driver-mode=g++");
  }
  for (auto argument :
       {"--target=" + configuration.target, "--sysroot=" + configuration.sysroot,
        "--gcc-toolchain=" + configuration.sysroot + "/usr",
        std::string("--no-default-config"), std::string("-no-canonical-prefixes")}) {
    first.push_back(std::move(argument));
  }
  return first;
}

/// In brackets that keep clang silent about those that a particular link has no use for.
std::vector<std::string> link_arguments(const CcConfiguration& configuration,
                                        bool cxx,
                                        const Invocation& invocation)
{
  std::vector<std::string> link{"--start-no-unused-arguments",
                                "--ld-path=" + configuration.linker};
  if (!invocation.relocatable) {
    // Else by the distribution that clang guesses. On MIPS the order of dynamic symbols
    // is that of the global offset table, which leaves none to GNU's hash table; and
    // clang's DWARF sections are of a type that lld does not join with Go's.
    const bool mips = configuration.triplet.starts_with("mips");
    link.emplace_back(mips ? "-Wl,--hash-style=sysv" : "-Wl,--hash-style=gnu");
    if (mips) {
      link.emplace_back("-Wl,--strip-debug");
    }
    if (!invocation.has_build_id) {
      link.emplace_back("-Wl,--build-id=sha1"); // of the content
    }
  }
  const bool dynamic = !invocation.is_static && !invocation.relocatable;
  if (dynamic && !invocation.shared && !configuration.loader.empty()) {
    link.push_back("-Wl,--dynamic-linker=" + configuration.loader);
  }
  if (dynamic && invocation.shared) {
    link.emplace_back("-Wl,-z,defs");
    if (configuration.runtime == "static") {
      link.emplace_back("-Wl,--exclude-libs,ALL"); // or it exports all of libstdc++
    }
  }
  if (configuration.runtime == "static" && !invocation.no_runtime) {
    link.emplace_back("-static-libgcc");
    // With -static-pie clang would have all that follows libstdc++ shared again.
    if (cxx && !invocation.is_static) {
      link.emplace_back("-static-libstdc++");
    }
  }
  if (configuration.libc_link == "static" && dynamic && !invocation.shared) {
    link.emplace_back("-static");
  }
  link.emplace_back("--end-no-unused-arguments");
  return link;
}

} // namespace

std::string under_sysroot(const CcConfiguration& configuration, const std::string& path)
{
  constexpr std::array<std::string_view, 4> k_roots{"/usr", "/lib", "/lib64", "/opt"};
  for (const std::string_view root : k_roots) {
    const bool below = path.starts_with(root) &&
                       (path.size() == root.size() || path[root.size()] == '/');
    if (below && !path.starts_with(configuration.sysroot + "/")) {
      return configuration.sysroot + path;
    }
  }
  return path;
}

std::string version_line(const CcConfiguration& configuration, const std::string& line)
{
  const auto found = line.find("clang version ");
  if (found == std::string::npos) {
    return line;
  }
  return line.substr(found) + " (crossroot cfg " + configuration.digest.substr(0, 16) +
         ")";
}

Rewritten rewrite(const CcConfiguration& configuration,
                  bool cxx,
                  const std::vector<std::string>& arguments)
{
  const auto invocation = read_invocation(arguments);
  Rewriter rewriter(configuration);
  rewriter.take(arguments);
  Rewritten rewritten;
  rewritten.refusal = rewriter.refusal();
  rewritten.arguments = first_arguments(configuration, cxx);
  if (invocation.links) {
    for (auto& argument : link_arguments(configuration, cxx, invocation)) {
      rewritten.arguments.push_back(std::move(argument));
    }
  }
  for (auto& argument : std::move(rewriter).result()) {
    rewritten.arguments.push_back(std::move(argument));
  }
  return rewritten;
}

} // namespace crossroot::inner
