// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/event.hpp"
#include "runtime/proof.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace crossroot::repair {

namespace fs = std::filesystem;

struct BundleSpec {
  fs::path program;
  std::string name; ///< of the launcher
  Triplet triplet;
  fs::path root;    ///< loader and libraries to take, composed
  std::string from; ///< "Debian 12, glibc 2.36-9+deb12u10"
  fs::path install; ///< where the folder will stand; for the service files
};

struct Bundle {
  std::vector<std::string> carried;     ///< libraries in lib/, sorted
  std::vector<std::string> from_system; ///< needed, and left to the system; sorted
};

/// Writes into the existing, empty `folder`
///   NAME           a shell script that starts the program by the loader beside it
///   libexec/NAME   the program, every byte of it
///   lib/           loader, all of the libc's own libraries, and what the program needs
///   service/       a systemd unit, a supervisord section and a Containerfile
/// What stands beside the program by its $ORIGIN run path comes along. Errors: io;
/// verify (id "elf") if a library is no ELF file.
Result<Bundle> write_bundle(const BundleSpec& spec, const fs::path& folder);

/// Has the bundle's own loader load its program, all symbols resolved, in a system whose
/// libc is another. Errors: environment, interrupted.
Result<runtime::LoadOutcome> load_bundle(sandbox::Sandbox& sandbox,
                                         const runtime::ProofRoot& root,
                                         const Triplet& triplet,
                                         const std::string& name,
                                         const fs::path& folder,
                                         const CancelToken& cancel);

} // namespace crossroot::repair
