// SPDX-License-Identifier: Apache-2.0
#include "inner/cc.hpp"

#include "inner/cc_archive.hpp"
#include "inner/cc_libraries.hpp"
#include "inner/cc_process.hpp"
#include "inner/cc_report.hpp"
#include "inner/cc_response.hpp"
#include "inner/cc_rewrite.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>

namespace crossroot::inner {
namespace {

constexpr std::size_t k_kept_messages_bytes = std::size_t{1} << 20;

/// Go decides by words such as "unknown" and "unsupported" in the output whether a flag
/// exists: no message of ours may hold one.
int refuse(const std::string& message)
{
  write_all(STDERR_FILENO, "error: crossroot: " + message + "\n");
  return 1;
}

int start_failed(const std::string& program)
{
  return refuse("cannot start " + program + ": " + std::strerror(errno));
}

std::string with_version_line(const CcConfiguration& configuration,
                              const std::string& text)
{
  const auto found = text.find("clang version ");
  if (found == std::string::npos) {
    return text;
  }
  const auto before = text.rfind('\n', found);
  const auto start = before == std::string::npos ? 0 : before + 1;
  const auto end = std::min(text.find('\n', found), text.size());
  return text.substr(0, start) +
         version_line(configuration, text.substr(start, end - start)) + text.substr(end);
}

int run_naming_compiler(const CcConfiguration& configuration,
                        const std::vector<std::string>& arguments)
{
  std::string out;
  std::string err;
  const int code = run_process(
      arguments, [&](std::string_view piece) { out += piece; },
      [&](std::string_view piece) { err += piece; });
  if (code == 127 && errno != 0) {
    return start_failed(arguments[0]);
  }
  write_all(STDOUT_FILENO, with_version_line(configuration, out));
  write_all(STDERR_FILENO, with_version_line(configuration, err));
  return code;
}

int run_reported(const CcConfiguration& configuration,
                 const Invocation& invocation,
                 std::vector<std::string> arguments)
{
  std::string messages;
  PieceSink keep;
  if (invocation.links) {
    for (auto& argument : trace_arguments(configuration)) {
      arguments.push_back(std::move(argument));
    }
    keep = [&](std::string_view piece) {
      write_all(STDERR_FILENO, piece);
      messages += piece.substr(0, k_kept_messages_bytes -
                                      std::min(messages.size(), k_kept_messages_bytes));
    };
  }
  const int code = run_process(fit_command_line(arguments), {}, keep);
  if (code == 127 && errno != 0) {
    return start_failed(arguments[0]);
  }
  if (code != 0) {
    report_undefined(configuration, invocation, messages);
  } else if (invocation.links) {
    report_link(configuration, invocation);
  } else {
    report_compile(configuration, invocation);
  }
  return code;
}

/// The arguments with what the sysroot notes of its third-party libraries.
std::vector<std::string> with_noted(const CcConfiguration& configuration,
                                    const Invocation& invocation,
                                    const std::vector<std::string>& arguments,
                                    std::string& refusal)
{
  std::ifstream file(configuration.sysroot + "/usr/lib/crossroot/libraries",
                     std::ios::binary);
  if (!file || invocation.relocatable) {
    return arguments;
  }
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const bool dynamic = !invocation.is_static && configuration.libc_link != "static";
  return with_libraries(parse_library_notes(text), arguments, dynamic, refusal);
}

/// A base may have no C++ library at all: gcc's is built for one libc.
bool lacks_cxx(const CcConfiguration& configuration,
               bool cxx,
               const std::vector<std::string>& arguments)
{
  const bool asked =
      cxx ||
      std::any_of(arguments.begin(), arguments.end(), [](const std::string& argument) {
        return argument == "-lstdc++" || argument == "-lc++";
      });
  return asked && configuration.libc == "musl" &&
         access((configuration.sysroot + "/usr/include/c++").c_str(), F_OK) != 0;
}

/// LLVM's C++ library is no part of any base, and linked beside libstdc++, which carried
/// archives ask for, it makes two of everything. A recipe may bring it by [libraries].
bool lacks_libcxx(const CcConfiguration& configuration,
                  const std::vector<std::string>& arguments)
{
  const bool asked =
      std::any_of(arguments.begin(), arguments.end(), [](const std::string& argument) {
        return argument == "-stdlib=libc++" || argument == "--stdlib=libc++" ||
               argument == "-lc++";
      });
  return asked &&
         access((configuration.sysroot + "/usr/include/c++/v1").c_str(), F_OK) != 0;
}

int run(const CcConfiguration& configuration,
        const std::string& name,
        const std::vector<std::string>& arguments)
{
  if (name.ends_with("-ar")) {
    if (configuration.ar.empty()) {
      return archive_main(arguments);
    }
    std::vector<std::string> archiver{configuration.ar};
    archiver.insert(archiver.end(), arguments.begin(), arguments.end());
    replace_process(archiver);
    return start_failed(configuration.ar);
  }
  const auto expanded = expand_responses(arguments);
  for (const auto& argument : expanded) {
    if (!configuration.ar.empty() &&
        (argument == "--print-prog-name=ar" || argument == "-print-prog-name=ar")) {
      write_all(STDOUT_FILENO, configuration.ar + "\n");
      return 0;
    }
  }
  const bool cxx = name.ends_with("-c++");
  if (lacks_cxx(configuration, cxx, expanded)) {
    return refuse("the base of " + configuration.triplet +
                  " has no C++ library: Debian builds libstdc++ for glibc alone; leave "
                  "the C++ out, or name a base that has one for musl");
  }
  if (lacks_libcxx(configuration, expanded)) {
    return refuse("the sysroot of " + configuration.triplet +
                  " has libstdc++ and no libc++; leave -stdlib=libc++ and -lc++ out, or "
                  "bring libc++-dev and libc++abi-dev by libraries.packages");
  }
  const auto invocation = read_invocation(expanded);
  std::string refusal;
  const auto whole = invocation.links
                         ? with_noted(configuration, invocation, expanded, refusal)
                         : expanded;
  const auto rewritten = rewrite(configuration, cxx, whole);
  if (refusal.empty()) {
    refusal = rewritten.refusal;
  }
  if (!refusal.empty()) {
    return refuse(refusal);
  }
  if (invocation.names_compiler) {
    return run_naming_compiler(configuration, rewritten.arguments);
  }
  if (report_wanted(configuration)) {
    return run_reported(configuration, invocation, rewritten.arguments);
  }
  replace_process(fit_command_line(rewritten.arguments));
  return start_failed(configuration.clang);
}

} // namespace
} // namespace crossroot::inner

int cc_main(int argc, char** argv)
{
  using namespace crossroot::inner;
  const char* path = std::getenv("PATH");
  const auto self = own_path(argc > 0 ? argv[0] : "cc", path == nullptr ? "" : path);
  std::ifstream file(self + ".conf", std::ios::binary);
  if (!file) {
    return refuse("there is no configuration at " + self + ".conf");
  }
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  std::string problem;
  const auto configuration = parse_configuration(text, problem);
  if (!configuration) {
    return refuse(self + ".conf: " + problem);
  }
  return run(*configuration, self.substr(self.rfind('/') + 1),
             std::vector<std::string>(argv + (argc > 0 ? 1 : 0), argv + argc));
}
