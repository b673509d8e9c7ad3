// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace crossroot::inner {

/// What a compiler command line asks for, as far as CC must know.
struct Invocation {
  bool links = false;              ///< runs the linker
  bool shared = false;             ///< -shared
  bool relocatable = false;        ///< -r
  bool is_static = false;          ///< -static or -static-pie
  bool no_runtime = false;         ///< -nostdlib, -nodefaultlibs or -nolibc
  bool names_compiler = false;     ///< -###, --version or -v: the version line will show
  bool has_build_id = false;       ///< -Wl,--build-id…
  std::string output;              ///< of -o; "" if there is none
  std::string first_include;       ///< folder of the first -I
  std::vector<std::string> inputs; ///< files, in order; "-" is standard input
};

/// Reads arguments without argv[0] and without response files. Total.
Invocation read_invocation(const std::vector<std::string>& arguments);

/// Whether the option takes its value from the next argument when written alone ("-I").
bool takes_next(std::string_view option);

/// The pieces of "-Wl,a,b", or of an option's argument list in general.
std::vector<std::string> split_commas(std::string_view text);

} // namespace crossroot::inner
