// SPDX-License-Identifier: Apache-2.0
#include "verify/subject.hpp"

#include "base/text.hpp"
#include "catalog/cgo_modules.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

namespace crossroot::verify {

std::optional<Triplet> guess_triplet(const elf::ElfFile& file)
{
  constexpr std::uint16_t k_em_arm = 40;
  constexpr std::uint32_t k_soft_float = 0x200; // EF_ARM_ABI_FLOAT_SOFT
  const bool soft = file.machine == k_em_arm && (file.flags & k_soft_float) != 0;
  for (const auto& facts : Triplet::all()) {
    if (facts.elf_machine != file.machine || facts.bits != file.bits ||
        facts.big_endian != (file.endian == Endian::big) ||
        (file.machine == k_em_arm && facts.soft_float != soft)) {
      continue;
    }
    const bool musl_needed =
        std::any_of(file.needed.begin(), file.needed.end(), [](const auto& name) {
          return name == "libc.so" || name.starts_with("libc.musl-");
        });
    const bool musl = musl_needed || (file.interpreter &&
                                      file.interpreter->starts_with("/lib/ld-musl-"));
    if ((facts.libc == Libc::musl) == musl) {
      return *Triplet::parse(facts.name);
    }
  }
  return std::nullopt;
}

bool is_libc_library(std::string_view name)
{
  static constexpr std::array<std::string_view, 13> k_names{
      "libc.so.6",    "libm.so.6",    "libpthread.so.0",   "libdl.so.2",
      "librt.so.1",   "libutil.so.1", "libresolv.so.2",    "libanl.so.1",
      "libmvec.so.1", "libnsl.so.1",  "libthread_db.so.1", "libBrokenLocale.so.1",
      "libcrypt.so.1"};
  return std::find(k_names.begin(), k_names.end(), name) != k_names.end() ||
         name.starts_with("ld-linux") || name.starts_with("ld64.so.") ||
         name == "ld.so.1" || name == "libc.so" || name.starts_with("libc.musl-") ||
         name.starts_with("ld-musl-");
}

bool is_runtime_library(std::string_view name)
{
  return name == "libstdc++.so.6" || name == "libgcc_s.so.1";
}

bool Subject::is_library() const
{
  return expectations.buildmode == "c-shared" ||
         (file.type == elf::FileType::shared && !file.interpreter &&
          !file.position_independent_executable());
}

VersionDemand demand_of(const elf::ElfFile& file,
                        std::string_view prefix,
                        const std::function<bool(std::string_view)>& wanted)
{
  VersionDemand demand;
  for (const auto& need : file.version_needs) {
    for (const auto& version : need.versions) {
      if (!wanted(need.library) || version.weak() || !version.name.starts_with(prefix)) {
        continue;
      }
      if (const auto number = elf::version_number(version.name, prefix)) {
        demand.highest = std::max(demand.highest, *number);
      } else {
        demand.words.push_back(version.name);
      }
    }
  }
  std::sort(demand.words.begin(), demand.words.end());
  return demand;
}

Asking symbols_asking(
    const elf::ElfFile& file,
    const std::function<bool(const elf::VersionNeed&, const elf::NeededVersion&)>& wanted)
{
  // One walk over the symbols for all versions: a hostile file has thousands of these and
  // millions of those.
  using Asked = std::tuple<std::uint16_t, std::string_view, std::string_view>;
  std::map<Asked, bool> by_symbol; // index, library, version
  for (const auto& need : file.version_needs) {
    for (const auto& version : need.versions) {
      if (wanted(need, version)) {
        by_symbol[{version.index, need.library, version.name}] = false;
      }
    }
  }
  std::set<std::string> evidence;
  std::set<std::string> names;
  for (const auto& symbol : file.symbols) {
    const auto found =
        by_symbol.empty()
            ? by_symbol.end()
            : by_symbol.find({symbol.version_index, symbol.version_file, symbol.version});
    if (found != by_symbol.end()) {
      found->second = true;
      evidence.insert(symbol.name + "@" + symbol.version + " (" + symbol.version_file +
                      ")");
      names.insert(symbol.name);
    }
  }
  for (const auto& [asked, seen] : by_symbol) {
    if (!seen) {
      evidence.insert(std::string(std::get<2>(asked)) + " (" +
                      std::string(std::get<1>(asked)) + ")");
    }
  }
  return {{evidence.begin(), evidence.end()}, {names.begin(), names.end()}};
}

namespace {

/// The modules of the build record that are known to contain cgo: what is not Go in the
/// program came with one of them, or with Go's own net, os/user and runtime/cgo.
std::string cgo_modules(const elf::GoBuildInfo& go)
{
  const auto enabled = go.settings.find("CGO_ENABLED");
  if (enabled != go.settings.end() && enabled->second == "0") {
    return {};
  }
  std::vector<std::string> modules;
  auto all = go.dependencies;
  all.push_back(go.main_module);
  for (const auto& module : all) {
    if (catalog::known_to_use_cgo(module.substr(0, module.find(' ')))) {
      modules.push_back(module);
    }
  }
  std::sort(modules.begin(), modules.end());
  return modules.empty()
             ? ""
             : "the build record lists modules with cgo: " + join(modules, ", ");
}

} // namespace

std::string causes_of(const Subject& subject, const std::vector<std::string>& symbols)
{
  std::vector<std::string> causes;
  for (const auto& symbol : symbols) {
    if (const auto found = subject.expectations.causes.find(symbol);
        found != subject.expectations.causes.end()) {
      causes.push_back(symbol + " from " + found->second);
    }
  }
  return causes.empty() && !symbols.empty() && subject.go ? cgo_modules(*subject.go)
                                                          : join(causes, "; ");
}

Finding pass(std::string_view check, std::string expected, std::string found)
{
  Finding finding;
  finding.check = check;
  finding.expected = std::move(expected);
  finding.found = std::move(found);
  return finding;
}

Finding skip(std::string_view check, std::string reason)
{
  Finding finding;
  finding.check = check;
  finding.status = Status::skip;
  finding.found = std::move(reason);
  return finding;
}

Finding fail(std::string_view check, std::string expected, std::string found)
{
  auto finding = pass(check, std::move(expected), std::move(found));
  finding.status = Status::fail;
  return finding;
}

std::string counted(std::size_t count, std::string_view noun)
{
  return std::to_string(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

bool above_floor(const Expectations& expectations,
                 std::string_view library,
                 std::string_view node)
{
  const auto number = elf::version_number(node, "GLIBC_");
  return number && is_libc_library(library) && !expectations.floor.libc.empty() &&
         *number > expectations.floor.libc;
}

} // namespace crossroot::verify
