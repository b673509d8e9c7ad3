// SPDX-License-Identifier: Apache-2.0
// A loader can be asked to do all its work but for the last step. glibc's does so with
// LD_TRACE_LOADED_OBJECTS (what ldd sets): it maps every library, checks every version
// and, with LD_BIND_NOW and LD_WARN, resolves every symbol, and exits without a jump into
// the program. It goes on after what it misses, so that one run says all; its exit code
// says next to nothing. musl's does the same with --list, and its exit code counts.
// The words are those of glibc 2.17 to 2.43 (elf/rtld.c, dl-version.c, dl-load.c) and of
// musl 1.1 and 1.2 (ldso/dynlink.c).
#include "base/text.hpp"
#include "runtime/proof.hpp"
#include "sysroot/tree_layout.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <set>

namespace crossroot::runtime {

namespace {

constexpr std::string_view k_name = "program";

/// "libz.so.1 => not found", "Error loading shared library libz.so.1: No such file …"
std::optional<std::string> missing_library(std::string_view line)
{
  constexpr std::string_view k_musl = "Error loading shared library ";
  if (line.starts_with(k_musl)) {
    const auto name = line.substr(k_musl.size());
    return std::string(name.substr(0, name.find(':')));
  }
  if (line.ends_with(" => not found")) {
    return std::string(trim(line.substr(0, line.find(" => "))));
  }
  return std::nullopt;
}

/// libc's and gcc's own libraries are what a proof is about. Under glibc's root a name
/// that musl would use is foreign and the other way round.
bool belongs_to_system(std::string_view library)
{
  static const std::set<std::string_view> names{
      "libc.so.6",    "libm.so.6",     "libpthread.so.0", "libdl.so.2",
      "librt.so.1",   "libutil.so.1",  "libresolv.so.2",  "libanl.so.1",
      "libmvec.so.1", "libgcc_s.so.1", "libstdc++.so.6"};
  return names.contains(library);
}

bool is_symbol_complaint(std::string_view line)
{
  return line.starts_with("undefined symbol:") || line.ends_with(": symbol not found");
}

bool is_complaint(std::string_view line)
{
  return line.find("' not found (required by ") != std::string_view::npos ||
         line.find("error while loading shared libraries") != std::string_view::npos ||
         line.starts_with("FATAL: ") || line.starts_with("Error relocating ") ||
         line.find("CPU ISA level is lower than required") != std::string_view::npos;
}

/// "/app/program: /lib/…/libc.so.6: version …" without what is the same in every line.
std::string shortened(std::string_view line)
{
  std::string text(trim(line));
  std::replace(text.begin(), text.end(), '\t', ' ');
  const auto inside = fmt::format("{}/{}", k_program_folder, k_name);
  if (text.starts_with(inside + ": ")) {
    text.erase(0, inside.size() + 2);
  }
  for (auto at = text.find(inside); at != std::string::npos; at = text.find(inside)) {
    text.replace(at, inside.size(), k_name);
  }
  return text;
}

Result<os::TempFolder> copy_alone(store::Store& store, const fs::path& file)
{
  CROSSROOT_TRY(auto folder, store.staging("proof"));
  const auto copy = folder.path() / k_name;
  std::error_code failed;
  fs::copy_file(file, copy, failed);
  if (failed || ::chmod(copy.c_str(), 0555) != 0 ||
      ::chmod(folder.path().c_str(), 0755) != 0) {
    return Error(ErrorKind::io, "read",
                 fmt::format("cannot copy {} for its proof", file.string()))
        .note("cause", failed.message());
  }
  return folder;
}

} // namespace

LoadOutcome read_loader_words(const sandbox::SandboxOutcome& outcome)
{
  using Ending = sandbox::SandboxOutcome::Ending;
  LoadOutcome load;
  std::set<std::string> lacking;
  std::string symbol;
  const auto refuse = [&](std::string complaint) {
    if (load.result != LoadOutcome::Result::refuses) {
      load.result = LoadOutcome::Result::refuses;
      load.complaint = std::move(complaint);
    }
  };
  for (const auto* const stream : {&outcome.err, &outcome.out}) {
    for (const auto line : split_lines(*stream)) {
      const auto words = trim(line);
      if (const auto library = missing_library(words)) {
        if (belongs_to_system(*library)) {
          refuse(shortened(words));
        } else {
          lacking.insert(*library);
        }
      } else if (is_symbol_complaint(words)) {
        symbol = symbol.empty() ? shortened(words) : symbol;
      } else if (is_complaint(words)) {
        refuse(shortened(words));
      }
    }
  }
  if (outcome.ending == Ending::signalled) {
    refuse(fmt::format("the loader died of signal {}", outcome.code));
  } else if (outcome.ending != Ending::exited) {
    refuse("the loader did not come to an end");
  }
  load.lacking = {lacking.begin(), lacking.end()};
  if (load.result == LoadOutcome::Result::refuses) {
    return load;
  }
  if (!load.lacking.empty()) { // then symbols are missing for that reason
    load.result = LoadOutcome::Result::partly;
    load.complaint = "not in this root: " + join(load.lacking, ", ");
  } else if (!symbol.empty()) {
    refuse(symbol);
  } else if (outcome.code != 0) {
    refuse(fmt::format("the loader gave exit code {}", outcome.code));
  }
  return load;
}

Result<LoadOutcome> load_in_root(sandbox::Sandbox& sandbox,
                                 store::Store& store,
                                 const ProofRoot& root,
                                 const Triplet& triplet,
                                 const fs::path& file,
                                 const std::string& interpreter,
                                 const CancelToken& cancel)
{
  const std::string loader(triplet.facts().loader);
  // Named on the command line the loader would never be looked for, as the kernel does.
  if (!interpreter.empty() && !sysroot::resolve_in_tree(root.tree, interpreter)) {
    return LoadOutcome{LoadOutcome::Result::refuses,
                       fmt::format("there is no loader {}", interpreter),
                       {}};
  }
  CROSSROOT_TRY(const auto folder, copy_alone(store, file));
  const auto inside = fmt::format("{}/{}", k_program_folder, k_name);
  const bool musl = triplet.libc() == Libc::musl;
  return trace_load(sandbox, root, triplet, folder.path(),
                    musl ? std::vector<std::string>{loader, "--list", inside}
                         : std::vector<std::string>{loader, inside},
                    cancel);
}

Result<LoadOutcome> trace_load(sandbox::Sandbox& sandbox,
                               const ProofRoot& root,
                               const Triplet& triplet,
                               const fs::path& folder,
                               std::vector<std::string> argv,
                               const CancelToken& cancel)
{
  constexpr std::uint64_t k_memory = std::uint64_t{2} << 30;
  constexpr std::uint64_t k_words = std::uint64_t{1} << 20;
  RuntimeSpec spec{.root = root.tree,
                   .triplet = triplet,
                   .programs = folder,
                   .argv = std::move(argv),
                   .wall_limit = std::chrono::seconds(60),
                   .memory_limit_bytes = k_memory,
                   .log_limit_bytes = k_words};
  if (triplet.libc() == Libc::musl) {
    spec.env = {{"LD_BIND_NOW", "1"}};
  } else {
    spec.env = {{"LD_TRACE_LOADED_OBJECTS", "1"}, {"LD_BIND_NOW", "1"}, {"LD_WARN", "1"}};
  }
  CROSSROOT_TRY(const auto ran, run_in_root(sandbox, spec, cancel));
  if (ran.program.ending == sandbox::SandboxOutcome::Ending::cancelled) {
    return Error(ErrorKind::interrupted, "interrupted", "interrupted");
  }
  return read_loader_words(ran.program);
}

} // namespace crossroot::runtime
