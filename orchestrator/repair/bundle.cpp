// SPDX-License-Identifier: Apache-2.0
// What a bundle carries is a family or nothing: libc, its loader and its other libraries
// are of one build and talk to each other by GLIBC_PRIVATE. A libpthread of the system
// under the bundle's libc would be refused, and modules of the system's that are loaded
// later (name service, iconv) ask for libpthread and libdl by name. So all of the
// family that the root has goes in, whether the program asks for it or not.
#include "repair/bundle.hpp"

#include "base/text.hpp"
#include "elf/elf_file.hpp"
#include "os/files.hpp"
#include "repair/service_files.hpp"
#include "sysroot/tree_layout.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>

namespace crossroot::repair {

namespace {

constexpr std::array<std::string_view, 15> k_family{
    "libBrokenLocale.so.1", "libanl.so.1",       "libc.so.6",       "libdl.so.2",
    "libgcc_s.so.1",        "libm.so.6",         "libmvec.so.1",    "libnss_compat.so.2",
    "libnss_dns.so.2",      "libnss_files.so.2", "libpthread.so.0", "libresolv.so.2",
    "librt.so.1",           "libthread_db.so.1", "libutil.so.1"};

Result<void> copy_file(const fs::path& from, const fs::path& to, unsigned mode)
{
  std::error_code failed;
  fs::copy_file(from, to, failed);
  if (failed || ::chmod(to.c_str(), mode) != 0) {
    return Error(ErrorKind::io, "write",
                 fmt::format("cannot copy {} to {}", from.string(), to.string()))
        .note("cause", failed.message());
  }
  return os::sync_file(to);
}

class Gathering {
public:
  Gathering(const BundleSpec& spec, const fs::path& folder)
      : spec_(spec), folder_(folder),
        libraries_(sysroot::library_folder(spec.root, spec.triplet)),
        loader_(fs::path(spec.triplet.facts().loader).filename())
  {
  }

  Result<Bundle> run()
  {
    CROSSROOT_TRY(const auto program, elf::read_elf(spec_.program));
    find_companions(program);
    for (const auto name : k_family) {
      if (in_root(std::string(name))) {
        CROSSROOT_CHECK(carry(std::string(name)));
      }
    }
    for (const auto& name : program.needed) {
      CROSSROOT_CHECK(carry(name));
    }
    std::sort(bundle_.carried.begin(), bundle_.carried.end());
    std::sort(bundle_.from_system.begin(), bundle_.from_system.end());
    return std::move(bundle_);
  }

private:
  /// Folders that $ORIGIN leads to: what stands there came with the program.
  void find_companions(const elf::ElfFile& program)
  {
    const auto& path = program.runpath ? program.runpath : program.rpath;
    for (const auto entry : split(path.value_or(""), ':')) {
      for (const std::string_view origin : {"$ORIGIN", "${ORIGIN}"}) {
        if (entry.starts_with(origin)) {
          auto rest = entry.substr(origin.size());
          rest.remove_prefix(rest.starts_with('/') ? 1 : 0);
          companions_.push_back(fs::absolute(spec_.program).parent_path() / rest);
        }
      }
    }
  }

  std::optional<fs::path> in_root(const std::string& name) const
  {
    const auto found = sysroot::resolve_in_tree(
        spec_.root, name == loader_ ? std::string(spec_.triplet.facts().loader)
                                    : libraries_ + "/" + name);
    return found ? std::optional(spec_.root / *found) : std::nullopt;
  }

  std::optional<fs::path> find(const std::string& name) const
  {
    for (const auto& folder : companions_) {
      std::error_code ignored;
      if (fs::is_regular_file(folder / name, ignored)) {
        return folder / name;
      }
    }
    return in_root(name);
  }

  /// One library and what it needs in its turn. The names come of files that somebody
  /// else made: one with a "/" in it names no library beside others.
  Result<void> carry(const std::string& name)
  {
    auto& known = bundle_.carried;
    if (std::find(known.begin(), known.end(), name) != known.end()) {
      return {};
    }
    const bool plain = !name.empty() && name.find('/') == std::string::npos;
    const auto from = plain ? find(name) : std::nullopt;
    if (!from) {
      auto& left = bundle_.from_system;
      if (std::find(left.begin(), left.end(), name) == left.end()) {
        left.push_back(name);
      }
      return {};
    }
    known.push_back(name);
    CROSSROOT_CHECK(
        copy_file(*from, folder_ / "lib" / name, name == loader_ ? 0755 : 0644));
    CROSSROOT_TRY(const auto library, elf::read_elf(*from));
    for (const auto& next : library.needed) {
      CROSSROOT_CHECK(carry(next));
    }
    return {};
  }

  const BundleSpec& spec_;
  const fs::path& folder_;
  std::string libraries_;
  std::string loader_;
  std::vector<fs::path> companions_;
  Bundle bundle_;
};

/// "Debian 12, glibc 2.36-9+deb12u10" → 2.36
bool loader_knows_argv0(std::string_view from)
{
  constexpr std::string_view k_glibc = "glibc ";
  const auto at = from.find(k_glibc);
  const auto text = at == from.npos ? "" : from.substr(at + k_glibc.size());
  const auto version = Version::parse(text.substr(0, text.find('-')));
  return version && *version >= Version{2, 33};
}

} // namespace

Result<Bundle> write_bundle(const BundleSpec& spec, const fs::path& folder)
{
  for (const auto* const name : {"lib", "libexec", "service"}) {
    CROSSROOT_CHECK(os::make_folders(folder / name));
  }
  CROSSROOT_TRY(auto bundle, Gathering(spec, folder).run());
  CROSSROOT_CHECK(copy_file(spec.program, folder / "libexec" / spec.name, 0755));
  const Service service{.name = spec.name,
                        .loader = fs::path(spec.triplet.facts().loader).filename(),
                        .from = spec.from,
                        .install = spec.install,
                        .names_itself = loader_knows_argv0(spec.from)};
  CROSSROOT_CHECK(os::write_file(folder / spec.name, launcher_text(service), 0755));
  for (const auto& [name, text] : service_texts(service)) {
    CROSSROOT_CHECK(os::write_file(folder / "service" / name, text));
  }
  return bundle;
}

Result<runtime::LoadOutcome> load_bundle(sandbox::Sandbox& sandbox,
                                         const runtime::ProofRoot& root,
                                         const Triplet& triplet,
                                         const std::string& name,
                                         const fs::path& folder,
                                         const CancelToken& cancel)
{
  const std::string inside(runtime::k_program_folder);
  const auto loader = fs::path(triplet.facts().loader).filename().string();
  return runtime::trace_load(sandbox, root, triplet, folder,
                             {inside + "/lib/" + loader, "--library-path",
                              inside + "/lib", inside + "/libexec/" + name},
                             cancel);
}

} // namespace crossroot::repair
