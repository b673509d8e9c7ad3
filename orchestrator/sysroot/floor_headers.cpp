// SPDX-License-Identifier: Apache-2.0
// Three things in a base's headers make a program newer than its floor: the version
// macros that programs ask, declarations of functions that the floor lacks, and names
// that the headers turn into newer ones behind the program's back (fcntl into fcntl64,
// strtol into __isoc23_strtol, std::condition_variable into pthread_cond_clockwait).
//
// Headers that did not exist at the floor (sys/random.h, threads.h) stay as they are: who
// includes them wants what they declare, and the compat archive has it. A program that
// wants all declarations can say so with -D_CROSSROOT_ALL_FUNCTIONS.
#include "base/text.hpp"
#include "os/files.hpp"
#include "sysroot/declaration_guard.hpp"
#include "sysroot/floor_steps.hpp"
#include "sysroot/tree_layout.hpp"

#include <fmt/format.h>

#include <array>

namespace crossroot::sysroot {

namespace {

struct NewFunction {
  std::string_view header; ///< below usr/include or usr/include/<multiarch>
  std::string_view name;
  Version since;
};

// Functions that programs are known to bring themselves where glibc lacks them, with the
// release that first declared them (glibc's NEWS).
const std::array k_new_functions{
    NewFunction{"bits/mman-shared.h", "memfd_create", {2, 27}},
    NewFunction{"bits/mman-shared.h", "mlock2", {2, 27}},
    NewFunction{"bits/mman-shared.h", "pkey_alloc", {2, 27}},
    NewFunction{"bits/mman-shared.h", "pkey_free", {2, 27}},
    NewFunction{"bits/mman-shared.h", "pkey_get", {2, 27}},
    NewFunction{"bits/mman-shared.h", "pkey_mprotect", {2, 27}},
    NewFunction{"bits/mman-shared.h", "pkey_set", {2, 27}},
    NewFunction{"bits/sched.h", "getcpu", {2, 29}},
    NewFunction{"bits/signal_ext.h", "tgkill", {2, 30}},
    NewFunction{"bits/string_fortified.h", "__explicit_bzero_chk", {2, 25}},
    NewFunction{"bits/string_fortified.h", "explicit_bzero", {2, 25}},
    NewFunction{"bits/unistd_ext.h", "close_range", {2, 34}},
    NewFunction{"bits/unistd_ext.h", "gettid", {2, 30}},
    NewFunction{"malloc.h", "mallinfo2", {2, 33}},
    NewFunction{"malloc.h", "reallocarray", {2, 26}},
    NewFunction{"stdio.h", "renameat2", {2, 28}},
    NewFunction{"stdlib.h", "arc4random", {2, 36}},
    NewFunction{"stdlib.h", "arc4random_buf", {2, 36}},
    NewFunction{"stdlib.h", "arc4random_uniform", {2, 36}},
    NewFunction{"stdlib.h", "reallocarray", {2, 26}},
    NewFunction{"string.h", "explicit_bzero", {2, 25}},
    NewFunction{"string.h", "sigabbrev_np", {2, 32}},
    NewFunction{"string.h", "strerrordesc_np", {2, 32}},
    NewFunction{"string.h", "strerrorname_np", {2, 32}},
    NewFunction{"string.h", "strlcat", {2, 38}},
    NewFunction{"string.h", "strlcpy", {2, 38}},
    NewFunction{"sys/epoll.h", "epoll_pwait2", {2, 35}},
    NewFunction{"unistd.h", "copy_file_range", {2, 27}},
    NewFunction{"unistd.h", "execveat", {2, 34}},
    NewFunction{"unistd.h", "getentropy", {2, 25}},
    NewFunction{"wchar.h", "wcslcat", {2, 38}},
    NewFunction{"wchar.h", "wcslcpy", {2, 38}},
};

/// Replaces the first `from`; false if it is not there.
bool replace(std::string& text, std::string_view from, std::string_view to)
{
  const auto at = text.find(from);
  if (at == std::string::npos) {
    return false;
  }
  text.replace(at, from.size(), to);
  return true;
}

std::optional<std::string> find_header(const FlooredTree& tree, std::string_view header)
{
  const auto own =
      fmt::format("usr/include/{}/{}", multiarch_folder(tree.triplet), header);
  if (auto found = resolve_in_tree(tree.into, own)) {
    return found;
  }
  return resolve_in_tree(tree.into, fmt::format("usr/include/{}", header));
}

Result<void> set_version(const FlooredTree& tree)
{
  const std::string path = "usr/include/features.h";
  CROSSROOT_TRY(auto text, os::read_file(tree.into / path));
  const std::string floor = tree.floor.render();
  const auto minor = split(floor, '.').at(1);
  std::string out;
  bool done = false;
  for (const auto line : split_lines(text)) {
    const auto tokens = split_words(line);
    if (tokens.size() >= 3 && tokens[0] == "#define" && tokens[1] == "__GLIBC_MINOR__") {
      out += fmt::format("#define\t__GLIBC_MINOR__\t{}\n", minor);
      done = true;
    } else if (tree.floor < Version{2, 38} && tokens.size() >= 4 &&
               tokens[1] == "define" && tokens[2].starts_with("__GLIBC_USE_C2") &&
               tokens[2].ends_with("_STRTOL")) {
      // Else strtol becomes __isoc23_strtol, of 2.38.
      out += fmt::format("# define {} 0\n", tokens[2]);
    } else {
      out += line;
      out += '\n';
    }
  }
  if (!done) {
    return Error(ErrorKind::definition, "floor",
                 path + " of the base defines no __GLIBC_MINOR__");
  }
  CROSSROOT_CHECK(os::write_file(tree.into / path, out));
  tree.fixups.push_back(
      fmt::format("floor {}: {}: __GLIBC_MINOR__ {}", floor, path, minor));
  return {};
}

Result<void> guard_functions(const FlooredTree& tree)
{
  for (const auto& function : k_new_functions) {
    const auto path = find_header(tree, function.header);
    if (function.since <= tree.floor || !path) {
      continue;
    }
    CROSSROOT_TRY(const auto text, os::read_file(tree.into / *path));
    const auto guarded = guard_declarations(text, function.name, function.since);
    if (guarded.guarded > 0) {
      CROSSROOT_CHECK(os::write_file(tree.into / *path, guarded.text));
      tree.fixups.push_back(fmt::format("floor {}: {}: {} since {}", tree.floor.render(),
                                        *path, function.name, function.since.render()));
    }
  }
  return {};
}

/// fcntl was never another function for large files before 2.28: the kernel's structures
/// are chosen by the command (F_SETLK64), so that plain fcntl is right for both.
Result<void> plain_fcntl(const FlooredTree& tree)
{
  const auto path = find_header(tree, "fcntl.h");
  if (tree.floor >= Version{2, 28} || tree.base < Version{2, 28} || !path) {
    return {};
  }
  CROSSROOT_TRY(auto text, os::read_file(tree.into / *path));
  bool done = false;
  for (const std::string_view declaration :
       {"#ifndef __USE_FILE_OFFSET64\nextern int fcntl (",
        "# ifndef __USE_FILE_OFFSET64\nextern int fcntl (",
        "#ifndef __USE_TIME_BITS64\n# ifndef __USE_FILE_OFFSET64\nextern int fcntl ("}) {
    const auto line = declaration.substr(0, declaration.rfind("\nextern"));
    const auto last = line.substr(line.rfind('#'));
    if (!done && text.find(declaration) != std::string::npos) {
      auto to = std::string(declaration);
      replace(to, last, "#if !defined __USE_FILE_OFFSET64 || !__GLIBC_PREREQ (2, 28)");
      done = replace(text, declaration, to);
    }
  }
  if (!done) {
    return Error(ErrorKind::definition, "floor",
                 *path + " of the base declares fcntl in a way that is not known");
  }
  CROSSROOT_CHECK(os::write_file(tree.into / *path, text));
  tree.fixups.push_back(
      fmt::format("floor {}: {}: fcntl is not fcntl64", tree.floor.render(), *path));
  return {};
}

struct LibraryMacro {
  std::string_view name;
  Version since; ///< of what libstdc++'s headers call when it is defined
};
const std::array k_library_macros{
    LibraryMacro{"_GLIBCXX_USE_PTHREAD_COND_CLOCKWAIT", {2, 30}},
    LibraryMacro{"_GLIBCXX_USE_PTHREAD_MUTEX_CLOCKLOCK", {2, 30}},
    LibraryMacro{"_GLIBCXX_USE_PTHREAD_RWLOCK_CLOCKLOCK", {2, 30}},
    LibraryMacro{"_GLIBCXX_USE_UCHAR_C8RTOMB_MBRTOC8_CXX20", {2, 36}},
    LibraryMacro{"_GLIBCXX_USE_UCHAR_C8RTOMB_MBRTOC8_FCHAR8_T", {2, 36}},
};

Result<void> floor_library_configuration(const FlooredTree& tree, const std::string& path)
{
  CROSSROOT_TRY(const auto text, os::read_file(tree.into / path));
  std::string out;
  std::size_t changed = 0;
  for (const auto line : split_lines(text)) {
    const auto words = split_words(line);
    bool newer = false;
    for (const auto& macro : k_library_macros) {
      newer = newer || (tree.floor < macro.since && words.size() >= 2 &&
                        words[0] == "#define" && words[1] == macro.name);
    }
    out += newer ? fmt::format("/* newer than the floor: {} */\n", words[1])
                 : std::string(line) + "\n";
    changed += newer ? 1 : 0;
  }
  if (changed == 0) {
    return {};
  }
  CROSSROOT_CHECK(os::write_file(tree.into / path, out));
  tree.fixups.push_back(fmt::format("floor {}: {}: {} macros undefined",
                                    tree.floor.render(), path, changed));
  return {};
}

} // namespace

Result<void> floor_headers(const FlooredTree& tree)
{
  if (!resolve_in_tree(tree.into, "usr/include/features.h")) {
    return {}; // libraries alone
  }
  CROSSROOT_CHECK(set_version(tree));
  CROSSROOT_CHECK(guard_functions(tree));
  CROSSROOT_CHECK(plain_fcntl(tree));
  CROSSROOT_TRY(const auto entries, list_tree(tree.into / "usr/include"));
  for (const auto& entry : entries) {
    if (entry.kind == TreeEntry::Kind::file &&
        entry.path.ends_with("/bits/c++config.h")) {
      CROSSROOT_CHECK(floor_library_configuration(tree, "usr/include/" + entry.path));
    }
  }
  return {};
}

} // namespace crossroot::sysroot
