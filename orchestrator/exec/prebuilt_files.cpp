// SPDX-License-Identifier: Apache-2.0
//
// Which compiled files a link will name is said by #cgo lines behind conditions on
// system, CPU and tags: a package ships one archive for each and takes one. Go alone
// reads them right, and `go list` says it before anything is compiled. It takes some
// tenths of a second, so it is asked only if there is a file to ask about; most programs
// have none.
#include "exec/prebuilt_files.hpp"

#include "exec/sandbox_setup.hpp"
#include "os/files.hpp"
#include "toolchain/toolchain.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace crossroot::exec {
namespace {

bool is_prebuilt(std::string_view name)
{
  return name.ends_with(".a") || name.ends_with(".o") || name.ends_with(".syso") ||
         name.ends_with(".so") || name.find(".so.") != std::string_view::npos;
}

bool holds_prebuilt(const fs::path& tree)
{
  std::error_code failed;
  for (fs::recursive_directory_iterator entry(tree, failed), end; !failed && entry != end;
       entry.increment(failed)) {
    if (is_prebuilt(entry->path().filename().native())) {
      return true;
    }
  }
  return false;
}

bool is_name_letter(char c)
{
  return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
         (c >= 'A' && c <= 'Z');
}

/// The files of one link that source and modules bring, each once.
class Finding {
public:
  explicit Finding(const sandbox::SandboxSpec& spec) : spec_(spec) {}

  Result<void> add(const CgoPackage& package);
  std::vector<PrebuiltFile> files;
  PrebuiltCallers callers;

private:
  Result<std::string> read(const fs::path& inside) const;
  /// Of a flag that names a file, or a library in one of the package's own folders.
  fs::path file_of(const std::string& flag) const;
  Result<void> add_file(const fs::path& inside, const std::string& origin);

  const sandbox::SandboxSpec& spec_;
  std::vector<fs::path> search_;
  std::set<fs::path> added_;
};

Result<std::string> Finding::read(const fs::path& inside) const
{
  const auto path = host_path(spec_, inside);
  return path ? os::read_file(*path) : Result<std::string>(std::string());
}

fs::path Finding::file_of(const std::string& flag) const
{
  if (flag.starts_with("/") && is_prebuilt(flag)) {
    return flag;
  }
  if (!flag.starts_with("-l") || flag.size() < 3) {
    return {};
  }
  const auto name = flag.substr(2);
  const bool exact = name.front() == ':';
  for (const auto& folder : search_) {
    const std::array<fs::path, 2> places{
        folder / (exact ? name.substr(1) : "lib" + name + ".so"),
        folder / (exact ? name.substr(1) : "lib" + name + ".a")};
    for (const auto& place : places) {
      if (host_path(spec_, place)) {
        return place;
      }
    }
  }
  return {};
}

Result<void> Finding::add_file(const fs::path& inside, const std::string& origin)
{
  const auto text = inside.lexically_normal().string();
  const bool ours = text.starts_with(std::string(toolchain::k_source) + "/") ||
                    text.starts_with(std::string(toolchain::k_module_cache) + "/");
  if (ours && added_.insert(text).second) {
    CROSSROOT_TRY(auto bytes, read(inside));
    files.push_back({inside.filename().string(), origin, std::move(bytes)});
  }
  return {};
}

Result<void> Finding::add(const CgoPackage& found)
{
  const auto& package = found.package;
  const fs::path folder = package.folder;
  std::map<std::string, std::string> go_files;
  for (const auto& name : package.cgo_files) {
    CROSSROOT_TRY(const auto text, read(folder / name));
    callers.called.merge(called_from_go(text));
    callers.sources += text;
    go_files[name] = text;
  }
  for (const auto& name : found.sources) {
    CROSSROOT_TRY(const auto text, read(folder / name));
    callers.sources += text + "\n";
  }
  for (const auto& flag : found.link_flags) {
    if (flag.starts_with("-L")) {
      search_.emplace_back(flag.substr(2));
    }
  }
  for (const auto& flag : found.link_flags) {
    if (const auto file = file_of(flag); !file.empty()) {
      auto origin = package.place();
      for (const auto& [name, text] : go_files) {
        if (const auto line = cgo_line(name, text, flag); !line.empty()) {
          origin += line;
          break;
        }
      }
      CROSSROOT_CHECK(add_file(file, origin));
    }
  }
  for (const auto& name : found.objects) {
    CROSSROOT_CHECK(add_file(folder / name, package.place()));
  }
  return {};
}

} // namespace

std::set<std::string> called_from_go(std::string_view go_file)
{
  std::set<std::string> names;
  for (auto at = go_file.find("C."); at != std::string_view::npos;
       at = go_file.find("C.", at + 2)) {
    auto end = at + 2;
    while (end < go_file.size() && is_name_letter(go_file[end])) {
      ++end;
    }
    if ((at == 0 || !is_name_letter(go_file[at - 1])) && end > at + 2) {
      names.emplace(go_file.substr(at + 2, end - at - 2));
    }
  }
  return names;
}

Result<std::string>
check_prebuilt(const ActionRun& run, const TargetSpec& target, sandbox::SandboxSpec spec)
{
  if (target.triplet.libc() != Libc::glibc ||
      (!holds_prebuilt(run.input("source")) && !holds_prebuilt(run.input("modules")))) {
    return std::string();
  }
  spec.argv.resize(1);
  for (auto& word : cgo_list_arguments(decode_list(run.setting("arguments")))) {
    spec.argv.push_back(std::move(word));
  }
  CROSSROOT_TRY(const auto outcome, run.context.sandbox.run(spec, run.context.cancel));
  Finding finding(spec);
  for (const auto& package : parse_cgo_packages(outcome.out)) {
    CROSSROOT_CHECK(finding.add(package));
  }
  auto survey = survey_prebuilt(finding.files, target, finding.callers);
  if (survey.refusal) {
    return *std::move(survey.refusal);
  }
  for (const auto& file : finding.files) {
    if (auto words = prebuilt_summary(survey, target, file.name); !words.empty()) {
      run.context.events.tell({.kind = Event::Kind::note,
                               .subject = "prebuilt",
                               .text = file.name + ": " + words});
    }
  }
  return prebuilt_lines(survey, target);
}

} // namespace crossroot::exec
