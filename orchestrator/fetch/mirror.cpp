// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "fetch/candidates.hpp"

#include <fmt/format.h>

#include <map>
#include <system_error>

namespace crossroot::fetch {

namespace {

namespace fs = std::filesystem;

bool stays_inside(std::string_view path)
{
  if (path.empty()) {
    return false;
  }
  for (const auto part : split(path, '/')) {
    if (part.empty() || part == "." || part == "..") {
      return false;
    }
  }
  return true;
}

Error cannot_write(const fs::path& path, const std::error_code& why)
{
  return Error(ErrorKind::io, "vendor",
               fmt::format("cannot write {}: {}", path.string(), why.message()));
}

Result<void> copy_blob(const fs::path& blob, const fs::path& place)
{
  std::error_code failed;
  CROSSROOT_CHECK(os::make_folders(place.parent_path()));
  const auto temporary = place.string() + ".part";
  if (!fs::copy_file(blob, temporary, fs::copy_options::overwrite_existing, failed) ||
      failed) {
    std::error_code ignored;
    fs::remove(temporary, ignored);
    return cannot_write(place, failed);
  }
  fs::permissions(temporary, fs::perms(0644), failed);
  CROSSROOT_CHECK(os::sync_file(temporary));
  return os::rename_into_place(temporary, place);
}

} // namespace

Result<std::size_t> write_mirror(const std::vector<BlobRequest>& requests,
                                 const store::Store& store,
                                 const fs::path& folder)
{
  std::map<std::string, std::string> sums; // path → digest
  for (const auto& request : requests) {
    const auto path = fmt::format("{}/{}", request.archive, mirror_path_of(request));
    if (!stays_inside(path)) {
      return Error(
          ErrorKind::definition, "vendor",
          fmt::format("{}: \"{}\" is no path inside an archive", request.label, path));
    }
    if (!store.has_blob(request.sha256)) {
      return Error(ErrorKind::io, "vendor",
                   fmt::format("{} is not in the store", request.label))
          .hint("crossroot fetch");
    }
    CROSSROOT_CHECK(copy_blob(store.blob_path(request.sha256), folder / path));
    sums[path] = request.sha256.render();
  }
  std::string text;
  for (const auto& [path, digest] : sums) {
    text += fmt::format("{}  {}\n", digest, path);
  }
  CROSSROOT_CHECK(os::make_folders(folder));
  CROSSROOT_CHECK(os::write_file(folder / "SHA256SUMS", text));
  return sums.size();
}

Sources sources_of_mirror(const fs::path& folder, const std::string& label)
{
  Sources sources;
  std::error_code failed;
  for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end;
       entry.increment(failed)) {
    if (entry->is_directory(failed)) {
      const auto name = entry->path().filename().string();
      sources[name] = {{label, url_of_folder(fs::absolute(entry->path()))}};
    }
  }
  return sources;
}

} // namespace crossroot::fetch
