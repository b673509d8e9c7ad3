// SPDX-License-Identifier: Apache-2.0
// Go asks PKG_CONFIG for --cflags and --libs and knows nothing of --static, without which
// a .pc file keeps to itself what an archive needs. pkgconf has no variable for it, and
// #cgo lines take no option, so the question passes through here. On the way back every
// path is looked at: a .pc file is foreign, and one with a folder of its author's machine
// in it would send the compiler to a place that is not there, or not the target's.
#include "inner/pkg_config.hpp"

#include "inner/cc_configuration.hpp"
#include "inner/cc_process.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>

namespace crossroot::inner {
namespace {

using Words = std::vector<std::string>;

/// pkgconf quotes blanks with backslashes; a word keeps them.
Words split_flags(std::string_view text)
{
  Words words;
  std::string word;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) {
      word += text[i];
      word += text[++i];
    } else if (text[i] == ' ' || text[i] == '\t' || text[i] == '\n') {
      if (!word.empty()) {
        words.push_back(std::move(word));
        word.clear();
      }
    } else {
      word += text[i];
    }
  }
  if (!word.empty()) {
    words.push_back(std::move(word));
  }
  return words;
}

std::string join_flags(const Words& words)
{
  std::string text;
  for (const auto& word : words) {
    text += (text.empty() ? "" : " ") + word;
  }
  return text + "\n";
}

std::string read_whole(const std::string& path)
{
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// "word value" lines.
std::map<std::string, std::string> read_settings(const std::string& text)
{
  std::map<std::string, std::string> settings;
  for (std::size_t start = 0; start < text.size();) {
    const auto end = std::min(text.find('\n', start), text.size());
    const auto line = text.substr(start, end - start);
    const auto blank = line.find(' ');
    if (blank != std::string::npos) {
      settings[line.substr(0, blank)] = line.substr(blank + 1);
    }
    start = end + 1;
  }
  return settings;
}

int ask(const Words& command, std::string& out, std::string& err)
{
  return run_process(
      command, [&](std::string_view piece) { out += piece; },
      [&](std::string_view piece) { err += piece; });
}

/// The names behind -l of which no folder of the sysroot has an archive. The libc's own
/// may be scripts: a shared name counts for them.
Words libraries_nowhere(std::string_view flags,
                        const std::string& sysroot,
                        const std::string& folders)
{
  Words nowhere;
  for (const auto& word : split_flags(flags)) {
    if (!word.starts_with("-l")) {
      continue;
    }
    bool found = false;
    for (const auto& folder : split_flags(folders)) {
      const auto stem = sysroot + "/" + folder + "/lib" + word.substr(2);
      found |= access((stem + ".a").c_str(), R_OK) == 0 ||
               access((stem + ".so").c_str(), R_OK) == 0;
    }
    if (!found) {
      nowhere.push_back(word.substr(2));
    }
  }
  return nowhere;
}

int refuse(const std::string& message)
{
  write_all(STDERR_FILENO, "error: crossroot: " + message + "\n");
  return 1;
}

} // namespace

std::string
judge_flags(std::string_view flags, std::string_view sysroot, std::string& refusal)
{
  constexpr std::array<std::string_view, 4> k_options{"-I", "-L", "-isystem", ""};
  constexpr std::array<std::string_view, 3> k_targets{"/usr/", "/lib", "/opt/"};
  auto words = split_flags(flags);
  for (auto& word : words) {
    for (const auto option : k_options) {
      if (!word.starts_with(std::string(option) + "/")) {
        continue;
      }
      const auto path = word.substr(option.size());
      const bool of_target =
          std::any_of(k_targets.begin(), k_targets.end(),
                      [&](auto folder) { return path.starts_with(folder); });
      if (of_target) {
        word = std::string(option) + std::string(sysroot) + path;
      }
      const auto inside =
          of_target ? path : path.substr(std::min(path.size(), sysroot.size()));
      const bool under = of_target || path.starts_with(std::string(sysroot) + "/");
      const bool known =
          under && std::any_of(k_targets.begin(), k_targets.end(),
                               [&](auto folder) { return inside.starts_with(folder); });
      if (!known && refusal.empty()) {
        refusal = (under ? inside : path) + " is no folder of the target";
      }
    }
  }
  return join_flags(words);
}

std::string without_lacking(std::string_view all,
                            std::string_view direct,
                            const std::vector<std::string>& lacking)
{
  const auto asked = split_flags(direct);
  auto words = split_flags(all);
  std::erase_if(words, [&](const std::string& word) {
    return word.starts_with("-l") &&
           std::find(lacking.begin(), lacking.end(), word.substr(2)) != lacking.end() &&
           std::find(asked.begin(), asked.end(), word) == asked.end();
  });
  return join_flags(words);
}

} // namespace crossroot::inner

int pkg_config_main(int argc, char** argv)
{
  using namespace crossroot::inner;
  const char* path = std::getenv("PATH");
  const auto self = own_path(argv[0], path == nullptr ? "" : path);
  const auto settings = read_settings(read_whole(self + ".conf"));
  const auto program = settings.find("program");
  const auto sysroot = settings.find("sysroot");
  if (program == settings.end() || sysroot == settings.end()) {
    return refuse("there is no configuration at " + self + ".conf");
  }
  const auto link = settings.find("link");
  const bool archives = link != settings.end() && link->second == "static";
  Words command{program->second};
  command.insert(command.end(), argv + 1, argv + argc);
  const bool libs = std::find(command.begin(), command.end(), "--libs") != command.end();
  std::string out;
  std::string err;
  int code = ask(command, out, err);
  if (code == 0 && libs && archives) {
    const auto direct = std::move(out);
    out.clear();
    err.clear();
    command.insert(command.begin() + 1, "--static");
    code = ask(command, out, err);
    const auto folders = settings.find("folders");
    const auto lacking = libraries_nowhere(
        out, sysroot->second, folders == settings.end() ? "" : folders->second);
    out = without_lacking(out, direct, lacking);
  }
  write_all(STDERR_FILENO, err);
  const bool flags =
      libs || std::find(command.begin(), command.end(), "--cflags") != command.end();
  if (code == 0 && flags) {
    std::string refusal;
    out = judge_flags(out, sysroot->second, refusal);
    if (!refusal.empty()) {
      return refuse("a .pc file of " + (argc > 1 ? std::string(argv[argc - 1]) : "") +
                    " is not usable: " + refusal);
    }
  }
  write_all(STDOUT_FILENO, out);
  return code;
}
