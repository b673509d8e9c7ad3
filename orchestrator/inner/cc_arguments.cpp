// SPDX-License-Identifier: Apache-2.0
#include "inner/cc_arguments.hpp"

#include <algorithm>
#include <array>

namespace crossroot::inner {
namespace {

/// Options of clang's driver and gcc's whose value may stand in the next argument.
constexpr std::array<std::string_view, 42> k_with_value{"--param",
                                                        "--sysroot",
                                                        "-B",
                                                        "-D",
                                                        "-F",
                                                        "-I",
                                                        "-L",
                                                        "-MF",
                                                        "-MJ",
                                                        "-MQ",
                                                        "-MT",
                                                        "-T",
                                                        "-U",
                                                        "-V",
                                                        "-Xassembler",
                                                        "-Xclang",
                                                        "-Xlinker",
                                                        "-Xpreprocessor",
                                                        "-arch",
                                                        "-aux-info",
                                                        "-e",
                                                        "-framework",
                                                        "-gcc-toolchain",
                                                        "-idirafter",
                                                        "-imacros",
                                                        "-include",
                                                        "-iprefix",
                                                        "-iquote",
                                                        "-isysroot",
                                                        "-isystem",
                                                        "-iwithprefix",
                                                        "-iwithprefixbefore",
                                                        "-l",
                                                        "-mllvm",
                                                        "-o",
                                                        "-rpath",
                                                        "-target",
                                                        "-u",
                                                        "-x",
                                                        "-z",
                                                        "-include-pch",
                                                        "-install_name"};

bool stops_before_link(std::string_view argument)
{
  return argument == "-c" || argument == "-S" || argument == "-E" || argument == "-M" ||
         argument == "-MM" || argument == "-fsyntax-only" || argument == "--analyze" ||
         argument == "-emit-ast" || argument == "--precompile";
}

void read_flag(std::string_view argument, Invocation& invocation)
{
  const auto is = [&](std::string_view name) { return argument == name; };
  invocation.shared |= is("-shared") || is("--shared");
  invocation.relocatable |= is("-r");
  invocation.is_static |= is("-static") || is("--static") || is("-static-pie");
  invocation.no_runtime |= is("-nostdlib") || is("-nodefaultlibs") || is("-nolibc");
  invocation.names_compiler |= is("-###") || is("--version") || is("-v");
  invocation.has_build_id |= argument.find("--build-id") != std::string_view::npos;
  constexpr std::string_view k_include = "-I";
  if (argument.starts_with(k_include) && invocation.first_include.empty()) {
    invocation.first_include = argument.substr(k_include.size());
  }
}

} // namespace

bool takes_next(std::string_view option)
{
  return std::find(k_with_value.begin(), k_with_value.end(), option) !=
         k_with_value.end();
}

std::vector<std::string> split_commas(std::string_view text)
{
  std::vector<std::string> pieces;
  for (std::size_t start = 0;;) {
    const auto end = text.find(',', start);
    pieces.emplace_back(text.substr(start, end - start));
    if (end == std::string_view::npos) {
      return pieces;
    }
    start = end + 1;
  }
}

Invocation read_invocation(const std::vector<std::string>& arguments)
{
  Invocation invocation;
  bool stops = false;
  bool linker_input = false; // "CC -Wl,--version" reaches the linker with no file at all
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view argument = arguments[i];
    if (argument == "-" || !argument.starts_with("-")) {
      invocation.inputs.emplace_back(argument);
      continue;
    }
    stops |= stops_before_link(argument);
    linker_input |= argument.starts_with("-Wl,") || argument.starts_with("-l") ||
                    argument == "-Xlinker";
    if (!takes_next(argument)) {
      if (argument.starts_with("-o")) {
        invocation.output = argument.substr(2);
      }
      read_flag(argument, invocation);
      continue;
    }
    if (++i == arguments.size()) {
      break;
    }
    if (argument == "-o") {
      invocation.output = arguments[i];
    } else if (argument == "-I" && invocation.first_include.empty()) {
      invocation.first_include = arguments[i];
    } else if (argument == "-Xlinker") {
      read_flag(arguments[i], invocation);
    }
  }
  invocation.links = !stops && (linker_input || !invocation.inputs.empty());
  return invocation;
}

} // namespace crossroot::inner
