// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "resolve/resolve.hpp"
#include "runtime/runtime.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace crossroot::runtime {

/// Version of how a file is loaded for a proof.
inline constexpr std::string_view k_proof_version = "proof-1";

/// A distribution whose loader and libraries can be had as packages.
struct ProofSystem {
  std::string definition; ///< "debian-12"
  std::string name;       ///< "Debian 12", as the table of distributions calls it
};
/// Oldest first.
const std::vector<ProofSystem>& proof_systems();
/// The shipped definitions and those that only proofs are made with (sysroots/proof).
Result<Definitions> proof_definitions();

/// Loader and libraries of one system for one triplet, composed.
struct ProofRoot {
  fs::path tree;       ///< becomes /
  std::string version; ///< of the libc's package: "2.36-9+deb12u10"
};
/// Resolves, fetches and composes the root, or finds it in the store. The lock stands in
/// the store and came through the signature check that `lock` uses; for a system that
/// rolls it is made anew each day. For a musl triplet the root holds the distribution's
/// musl package. Errors: definition (id "proof-system") if the system has no such
/// architecture, else those of locking and fetching.
Result<ProofRoot> make_proof_root(const ProofSystem& system,
                                  const Triplet& triplet,
                                  const resolve::ResolveContext& context);

/// What a real loader made of a file.
struct LoadOutcome {
  enum class Result : std::uint8_t {
    loads,
    refuses,
    partly ///< all versions are there; libraries of neither libc nor gcc are not
  };
  Result result = Result::loads;
  std::string complaint;            ///< the loader's first, in its own words
  std::vector<std::string> lacking; ///< sorted
};

/// Has the loader of `root` load the file, all symbols resolved, without running it. The
/// file is seen as a copy and alone, in the sandbox; a foreign CPU is emulated.
/// Errors: environment, interrupted.
Result<LoadOutcome> load_in_root(sandbox::Sandbox& sandbox,
                                 store::Store& store,
                                 const ProofRoot& root,
                                 const Triplet& triplet,
                                 const fs::path& file,
                                 const std::string& interpreter,
                                 const CancelToken& cancel);

/// The same of a loader command of the caller's; `folder` is seen at k_program_folder.
Result<LoadOutcome> trace_load(sandbox::Sandbox& sandbox,
                               const ProofRoot& root,
                               const Triplet& triplet,
                               const fs::path& folder,
                               std::vector<std::string> argv,
                               const CancelToken& cancel);

/// Reads what glibc's loader says when it traces (ld.so(8), LD_TRACE_LOADED_OBJECTS), and
/// what musl's says with --list. Total.
LoadOutcome read_loader_words(const sandbox::SandboxOutcome& outcome);

} // namespace crossroot::runtime
