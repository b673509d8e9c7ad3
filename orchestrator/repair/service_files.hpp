// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

namespace crossroot::repair {

/// What the texts are about.
struct Service {
  std::string name;         ///< of the program
  std::string loader;       ///< "ld-linux-x86-64.so.2"
  std::string from;         ///< "Debian 12, glibc 2.36-9+deb12u10"
  std::string install;      ///< "/opt/inventory"
  bool names_itself = true; ///< the loader knows --argv0 (since glibc 2.33)
};

/// The launcher, a POSIX shell script. It sets no variable: what the program starts in
/// its turn must find the system's libraries, not the bundle's.
std::string launcher_text(const Service& service);

/// Files of service/ by name, each to be read and changed.
std::map<std::string, std::string> service_texts(const Service& service);

} // namespace crossroot::repair
