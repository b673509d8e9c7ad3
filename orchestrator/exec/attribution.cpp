// SPDX-License-Identifier: Apache-2.0
//
// "pidfd_spawn@GLIBC_2.39" helps nobody who has 200 modules below go.mod. What helps is
// the object that asks for it, the archive it lies in, the module that brought it and
// the #cgo line that named it. By the time the question comes up Go has deleted its work
// folder; but the compiled packages are in GOCACHE, host objects in them byte for byte,
// and so are the link flags that #cgo and pkg-config came to. `go list -export` with the
// flags of the build says where, and link_model.hpp decides what the linker took.
#include "exec/attribution.hpp"

#include "base/text.hpp"
#include "elf/object_archive.hpp"
#include "elf/object_symbols.hpp"
#include "exec/go_packages.hpp"
#include "exec/link_model.hpp"
#include "exec/sandbox_setup.hpp"
#include "toolchain/toolchain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace crossroot::exec {
namespace {

/// The objects of one link, gathered package by package.
class Gathering {
public:
  Gathering(const sandbox::SandboxSpec& spec, const TargetSpec& target)
      : spec_(spec), target_(target)
  {
  }

  void add_package(const GoPackage& package);
  void add_archives();
  std::map<std::string, std::string> references() const
  {
    return references_of(objects_);
  }

private:
  struct Wanted {
    std::string flag; ///< "/src/lib/libfoo.a" or "-lfoo"
    const GoPackage* package;
  };

  std::string read(const fs::path& inside) const;
  std::vector<fs::path> library_folders() const;
  std::optional<fs::path> archive_of(const std::string& flag) const;
  std::string cgo_place(const GoPackage& package, const std::string& flag) const;
  void add_archive(const fs::path& inside, const std::string& behind);
  void add_runtime_archives();

  const sandbox::SandboxSpec& spec_;
  const TargetSpec& target_;
  std::vector<LinkObject> objects_;
  std::vector<Wanted> wanted_;
  std::vector<fs::path> search_;
  std::set<fs::path> added_;
};

std::string Gathering::read(const fs::path& inside) const
{
  const auto path = host_path(spec_, inside);
  auto bytes = path ? os::read_file(*path) : Result<std::string>(std::string());
  return bytes ? std::move(bytes).value() : std::string();
}

/// "spawn.c", or the Go file whose C preamble it is: "main.go" for main.cgo2.c.
std::string source_of(const elf::ArchiveMember& member)
{
  constexpr std::string_view k_preamble = ".cgo2.c";
  auto source = elf::read_object_source(std::as_bytes(std::span(member.bytes)));
  source = source.substr(source.rfind('/') + 1);
  if (source.ends_with(k_preamble)) {
    return source.substr(0, source.size() - k_preamble.size()) + ".go";
  }
  return source.empty() ? member.name : source;
}

void Gathering::add_package(const GoPackage& package)
{
  const auto bytes = read(package.archive);
  for (const auto& member : elf::read_archive_members(bytes)) {
    const auto origin =
        fmt::format("{} of package {}{}", source_of(member), package.import_path,
                    package.place().starts_with("module ") ? ", " + package.place() : "");
    if (auto object = read_link_object(origin, false, member.bytes)) {
      objects_.push_back(std::move(*object));
      continue;
    }
    for (const auto& flag : cgo_link_flags(member.bytes)) {
      if (flag.starts_with("-L")) {
        search_.emplace_back(flag.substr(2));
      } else {
        wanted_.push_back({flag, &package});
      }
    }
  }
}

std::vector<fs::path> Gathering::library_folders() const
{
  const fs::path usr_lib = fs::path(toolchain::k_sysroot) / "usr/lib";
  auto folders = search_;
  folders.push_back(usr_lib / target_.triplet.facts().multiarch);
  folders.emplace_back(usr_lib.string() + "64");
  folders.push_back(usr_lib);
  return folders;
}

/// The archive that the linker takes for a flag; nothing for a shared library, whose
/// needs are its own.
std::optional<fs::path> Gathering::archive_of(const std::string& flag) const
{
  if (flag.starts_with("/") && (flag.ends_with(".a") || flag.ends_with(".o"))) {
    return flag;
  }
  if (!flag.starts_with("-l") || flag.size() < 3) {
    return std::nullopt;
  }
  const auto name = flag.substr(2);
  for (const auto& folder : library_folders()) {
    if (name.front() == ':') {
      if (host_path(spec_, folder / name.substr(1))) {
        return folder / name.substr(1);
      }
      continue;
    }
    if (host_path(spec_, folder / ("lib" + name + ".so"))) {
      return std::nullopt;
    }
    if (host_path(spec_, folder / ("lib" + name + ".a"))) {
      return folder / ("lib" + name + ".a");
    }
  }
  return std::nullopt;
}

/// " (#cgo LDFLAGS, foo.go:12)", or nothing where pkg-config or the recipe said it.
std::string Gathering::cgo_place(const GoPackage& package, const std::string& flag) const
{
  for (const auto& file : package.cgo_files) {
    const auto place = cgo_line(file, read(fs::path(package.folder) / file), flag);
    if (!place.empty()) {
      return place;
    }
  }
  return "";
}

void Gathering::add_archive(const fs::path& inside, const std::string& behind)
{
  if (!added_.insert(inside).second) {
    return;
  }
  const auto bytes = read(inside);
  const auto name = inside.filename().string();
  for (const auto& member : elf::read_archive_members(bytes)) {
    const auto origin = fmt::format("{} in {}, {}", member.name, name, behind);
    if (auto object = read_link_object(origin, true, member.bytes)) {
      objects_.push_back(std::move(*object));
    }
  }
  const auto plain = fmt::format("{}, {}", name, behind);
  if (auto object = read_link_object(plain, false, bytes)) {
    objects_.push_back(std::move(*object)); // an object that a flag names
  }
}

/// libstdc++ and libgcc, which every link may take from.
void Gathering::add_runtime_archives()
{
  // One folder a vendor's name of the CPU (x86_64-linux-gnu, x86_64-redhat-linux), in it
  // one a version.
  const auto gcc = fs::path(toolchain::k_sysroot) / "usr/lib/gcc";
  std::error_code failed;
  std::vector<fs::path> folders;
  for (const auto& mount : spec_.mounts) {
    if (mount.inside != toolchain::k_sysroot) {
      continue;
    }
    const auto host = mount.host / gcc.lexically_relative(toolchain::k_sysroot);
    for (fs::recursive_directory_iterator entry(host, failed), end;
         !failed && entry != end; entry.increment(failed)) {
      if (entry.depth() == 1) {
        folders.push_back(gcc / entry->path().lexically_relative(host));
        entry.disable_recursion_pending();
      }
    }
  }
  std::sort(folders.begin(), folders.end());
  for (const auto& folder : folders) {
    for (const auto* name : {"libstdc++.a", "libgcc.a", "libgcc_eh.a"}) {
      add_archive(folder / name, "the sysroot");
    }
  }
}

void Gathering::add_archives()
{
  for (const auto& [flag, package] : wanted_) {
    const auto archive = archive_of(flag);
    if (archive) {
      const bool of_sysroot =
          archive->string().starts_with(std::string(toolchain::k_sysroot) + "/");
      add_archive(*archive, (of_sysroot ? "the sysroot, for " : "") + package->place() +
                                cgo_place(*package, flag));
    }
  }
  add_runtime_archives();
}

} // namespace

std::map<std::string, std::string>
symbol_causes(const ActionRun& run, const TargetSpec& target, sandbox::SandboxSpec spec)
{
  spec.argv.resize(1);
  for (auto& word : list_arguments(decode_list(run.setting("arguments")))) {
    spec.argv.push_back(std::move(word));
  }
  const auto outcome = run.context.sandbox.run(spec, run.context.cancel);
  if (!outcome || !outcome->succeeded()) {
    return {};
  }
  const auto packages = parse_go_packages(outcome->out);
  Gathering gathering(spec, target);
  for (const auto& package : packages) {
    gathering.add_package(package);
  }
  gathering.add_archives();
  return gathering.references();
}

} // namespace crossroot::exec
