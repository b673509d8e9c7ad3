// SPDX-License-Identifier: Apache-2.0
#include "sysroot/module_cache.hpp"

#include "archive/archive.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "os/files.hpp"

#include <fmt/format.h>

namespace crossroot::sysroot {

namespace {

bool is_name_character(char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-._~/+").find(c) != std::string_view::npos;
}

Result<void>
extract(const ModuleZip& module, const fs::path& folder, const CancelToken& cancel)
{
  CROSSROOT_TRY(const auto found, archive::go_module_hash(module.zip));
  if (found != module.h1) {
    return Error(
               ErrorKind::digest_mismatch, "module",
               fmt::format("{}@{} is not what go.sum says", module.path, module.version))
        .note("expected", module.h1)
        .note("found", found)
        .hint("run crossroot lock again if go.sum changed; else the source of the module "
              "is not to be trusted");
  }
  CROSSROOT_CHECK(os::make_folders(folder));
  archive::UnpackPolicy policy;
  policy.refuse_case_pairs = true;
  policy.strip_prefix = fmt::format("{}@{}/", module.path, module.version);
  return archive::unpack_zip(module.zip, folder, policy, cancel);
}

Result<void> write_new(const fs::path& path, std::string_view content)
{
  std::error_code failed;
  if (fs::exists(path, failed)) {
    return Error(
        ErrorKind::definition, "module",
        fmt::format("{} stands twice in the list of modules", path.filename().string()));
  }
  return os::write_file(path, content);
}

} // namespace

Result<std::string> escape_module_name(std::string_view name)
{
  std::string out;
  for (const auto piece : split(name, '/')) {
    if (piece.empty() || piece == "." || piece == "..") {
      return Error(ErrorKind::definition, "module",
                   fmt::format("\"{}\" is no module path or version", name));
    }
  }
  for (const char c : name) {
    if (!is_name_character(c)) {
      return Error(ErrorKind::definition, "module",
                   fmt::format("\"{}\" is no module path or version", name));
    }
    if (c >= 'A' && c <= 'Z') {
      out += '!';
      out += static_cast<char>(c - 'A' + 'a');
    } else {
      out += c;
    }
  }
  return out;
}

Result<void> compose_module_cache(const std::vector<ModuleZip>& modules,
                                  const fs::path& into,
                                  const CancelToken& cancel)
{
  for (const auto& module : modules) {
    CROSSROOT_TRY(const auto path, escape_module_name(module.path));
    CROSSROOT_TRY(const auto version, escape_module_name(module.version));
    const auto download = into / "cache/download" / path / "@v";
    CROSSROOT_CHECK(os::make_folders(download));
    if (!module.mod.empty()) {
      CROSSROOT_TRY(const auto mod, os::read_file(module.mod));
      CROSSROOT_CHECK(write_new(download / (version + ".mod"), mod));
    }
    const Json about(Json::Object{{"Version", module.version}});
    CROSSROOT_CHECK(
        os::write_file(download / (version + ".info"), about.render_compact()));
    if (module.zip.empty()) {
      continue;
    }
    CROSSROOT_CHECK(os::write_file(download / (version + ".ziphash"), module.h1));
    CROSSROOT_CHECK(extract(module, into / fmt::format("{}@{}", path, version), cancel));
  }
  return {};
}

} // namespace crossroot::sysroot
