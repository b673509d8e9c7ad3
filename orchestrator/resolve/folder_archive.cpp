// SPDX-License-Identifier: Apache-2.0
// Vendors hand out packages one by one, as files: there is no index of them, and nobody
// signed one. What lies in the folder is the archive: each file is asked what it is, and
// its digest is what the lock holds. From then on it is as with any archive: a build
// compares digests, and another file under the old name is refused.
#include "resolve/folder_archive.hpp"

#include "archive/archive.hpp"
#include "base/text.hpp"
#include "os/files.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crossroot::resolve {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t k_package_limit = std::uint64_t{2} << 30;

Result<std::vector<fs::path>> packages_below(const fs::path& folder)
{
  std::vector<fs::path> files;
  std::error_code failure;
  for (fs::recursive_directory_iterator at(folder, failure), end; !failure && at != end;
       at.increment(failure)) {
    std::error_code ignored;
    if (at->path().extension() == ".deb" && at->is_regular_file(ignored)) {
      files.push_back(at->path());
    }
  }
  if (failure) {
    return Error(ErrorKind::io, "folder",
                 fmt::format("cannot read the packages in {}", folder.string()))
        .note("cause", failure.message());
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// Whether a line of a control file would say what is known of the file itself, or end
/// the paragraph.
bool is_ours(std::string_view line)
{
  return line.empty() || line.starts_with("Filename:") || line.starts_with("Size:") ||
         line.starts_with("SHA256:");
}

/// Its paragraph, as a Packages file would have it.
Result<std::string> paragraph_of(const fs::path& file, const fs::path& folder)
{
  CROSSROOT_TRY(const auto control, archive::read_deb_control(file));
  CROSSROOT_TRY(const auto bytes, os::read_file(file, k_package_limit));
  std::string paragraph;
  for (const auto line : split_lines(control)) {
    if (!is_ours(line)) {
      paragraph += std::string(line) + "\n";
    }
  }
  return fmt::format("{}Filename: {}\nSize: {}\nSHA256: {}\n\n", paragraph,
                     file.lexically_relative(folder).generic_string(), bytes.size(),
                     Digest::of(bytes).render());
}

} // namespace

Result<PackagesIndex> read_folder_archive(const Definition& definition,
                                          const std::string& arch)
{
  const fs::path folder = definition.archive.folder;
  const auto place = [&](Error error) {
    return std::move(error).note("from", fmt::format("definition {}", definition.name));
  };
  auto files = packages_below(folder);
  if (!files) {
    return place(std::move(files).error());
  }
  std::string text;
  for (const auto& file : *files) {
    auto paragraph = paragraph_of(file, folder);
    if (!paragraph) {
      return place(std::move(paragraph).error());
    }
    CROSSROOT_TRY(const auto one, PackagesIndex::parse(*paragraph));
    const auto stanzas = one.stanzas();
    if (stanzas.size() == 1 &&
        (stanzas[0].arch == arch || fits_every_cpu(stanzas[0].arch))) {
      text += *paragraph;
    }
  }
  return PackagesIndex::parse(std::move(text));
}

} // namespace crossroot::resolve
