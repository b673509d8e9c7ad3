// SPDX-License-Identifier: Apache-2.0
#include "sysroot/consistency.hpp"

#include "base/text.hpp"
#include "elf/elf_file.hpp"
#include "os/files.hpp"
#include "sysroot/tree_layout.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crossroot::sysroot {

namespace {

constexpr std::uint64_t k_header_limit_bytes = std::uint64_t{4} << 20;

Error contradiction(const Definition& definition, std::string message)
{
  return Error(ErrorKind::definition, "sysroot",
               fmt::format("the packages of {} do not fit together", definition.name))
      .note("cause", std::move(message))
      .hint("run crossroot lock --update with the package that is behind");
}

/// The number after "#define NAME" in a header.
std::optional<std::uint64_t> defined_number(std::string_view text, std::string_view name)
{
  for (const auto line : split_lines(text)) {
    const auto words = split_words(line);
    if (words.size() >= 3 && words[0] == "#define" && words[1] == name) {
      return parse_number(words[2]);
    }
  }
  return std::nullopt;
}

/// "2.31-13" of the package `name`, from "libc6-dev 2.31-13 amd64".
std::string version_of(const std::vector<PackageTree>& packages, std::string_view name)
{
  for (const auto& package : packages) {
    const auto words = split_words(package.name);
    if (words.size() >= 2 && words[0] == name) {
      return std::string(words[1]);
    }
  }
  return {};
}

Result<Version> kernel_header_version(const fs::path& tree)
{
  const auto path = tree / "usr/include/linux/version.h";
  CROSSROOT_TRY(const auto text, os::read_file(path, k_header_limit_bytes));
  const auto code = defined_number(text, "LINUX_VERSION_CODE");
  if (!code) {
    return Error(ErrorKind::definition, "sysroot",
                 "linux/version.h defines no LINUX_VERSION_CODE");
  }
  return Version{static_cast<std::uint32_t>(*code >> 16),
                 static_cast<std::uint32_t>(*code >> 8 & 255)};
}

/// "GNU C Library (Debian GLIBC 2.31-13) stable release version 2.31.": the sentence that
/// running libc.so.6 prints.
std::string_view banner_in(std::string_view bytes)
{
  constexpr std::string_view k_banner = "GNU C Library";
  const auto banner = bytes.substr(std::min(bytes.find(k_banner), bytes.size()));
  return split(banner.substr(0, 400), '\n').front();
}

std::string build_in(std::string_view banner)
{
  const auto open = banner.find('(');
  const auto close = banner.find(')', open);
  return close == std::string_view::npos
             ? std::string()
             : std::string(banner.substr(open + 1, close - open - 1));
}

/// What libc.so.6 takes from the loader beyond its public interface must be there.
Result<void> check_loader(const fs::path& tree,
                          const Definition& definition,
                          const std::string& library,
                          const std::string& loader)
{
  const auto libc = elf::read_elf(tree / library);
  const auto own = elf::read_elf(tree / loader);
  if (!libc || !own) {
    return {}; // of a test, or unreadable: then nothing links with it either
  }
  for (const auto& symbol : libc->symbols) {
    if (symbol.defined() || symbol.weak() || symbol.version != "GLIBC_PRIVATE") {
      continue;
    }
    const bool there =
        std::any_of(own->symbols.begin(), own->symbols.end(), [&](const auto& other) {
          return other.defined() && other.name == symbol.name;
        });
    if (!there) {
      return contradiction(definition,
                           fmt::format("libc.so.6 and the loader are of two builds: {} "
                                       "is not in {}",
                                       symbol.name, loader));
    }
  }
  return {};
}

} // namespace

// Version nodes are no measure: 2.31 gave libc.so.6 no new symbol, so its highest node is
// GLIBC_2.30. The sentence that running libc.so.6 prints is always there.
Result<Version> libc_version(const fs::path& library)
{
  constexpr std::string_view k_release = " release version ";
  CROSSROOT_TRY(const auto bytes, os::read_file(library));
  const auto line = banner_in(bytes);
  const auto at = line.find(k_release);
  auto number = at == std::string_view::npos ? std::string_view()
                                             : line.substr(at + k_release.size());
  number = number.substr(0, number.find_first_not_of("0123456789."));
  if (number.ends_with('.')) {
    number.remove_suffix(1); // it is the end of the sentence
  }
  auto version = Version::parse(number);
  if (!version) {
    return Error(ErrorKind::definition, "sysroot",
                 fmt::format("{} does not say which glibc it is", library.string()));
  }
  return version;
}

// musl's version ends a string of its own among the read-only ones; what stands before it
// need not be a string.
Result<Version> musl_version(const fs::path& library)
{
  CROSSROOT_TRY(const auto bytes, os::read_file(library));
  constexpr std::string_view k_number = "0123456789.";
  for (auto end = bytes.find('\0'); end != std::string::npos;
       end = bytes.find('\0', end + 1)) {
    const auto before =
        end == 0 ? std::string::npos : bytes.find_last_not_of(k_number, end - 1);
    const auto start = before == std::string::npos ? 0 : before + 1;
    const auto word = std::string_view(bytes).substr(start, end - start);
    if (word.size() < 5 || std::count(word.begin(), word.end(), '.') != 2) {
      continue;
    }
    if (auto version = Version::parse(word)) {
      return version;
    }
  }
  return Error(ErrorKind::definition, "sysroot",
               fmt::format("{} does not say which musl it is", library.string()));
}

Result<Version> header_version(const fs::path& tree)
{
  const auto path = tree / "usr/include/features.h";
  CROSSROOT_TRY(const auto text, os::read_file(path, k_header_limit_bytes));
  const auto major = defined_number(text, "__GLIBC__");
  const auto minor = defined_number(text, "__GLIBC_MINOR__");
  if (!major || !minor) {
    return Error(ErrorKind::definition, "sysroot",
                 fmt::format("{} does not say which glibc it is of", path.string()));
  }
  return Version{static_cast<std::uint32_t>(*major), static_cast<std::uint32_t>(*minor)};
}

namespace {

Result<void> check_kernel_headers(const Definition& definition, const Version& found)
{
  if (definition.kernel_headers.empty() || definition.kernel_headers == found) {
    return {};
  }
  return contradiction(definition,
                       fmt::format("the kernel headers are of {}, the definition says {}",
                                   found.render(), definition.kernel_headers.render()));
}

Result<void> check_musl(const Definition& definition, const Fingerprint& found)
{
  // A proof loads files with the musl that a release of glibc's also has.
  if (definition.libc_kind == Libc::musl && !definition.libc.empty() &&
      definition.libc != found.libc) {
    return contradiction(definition,
                         fmt::format("the loader is of musl {}, the definition says {}",
                                     found.libc.render(), definition.libc.render()));
  }
  return found.kernel_headers.empty()
             ? Result<void>()
             : check_kernel_headers(definition, found.kernel_headers);
}

/// musl is its own loader, has no build to name, and no header says its release.
Result<Fingerprint> read_musl(const fs::path& tree, const Triplet& triplet)
{
  const auto library = resolve_in_tree(tree, std::string(triplet.facts().loader));
  Fingerprint found;
  CROSSROOT_TRY(found.libc, musl_version(tree / *library));
  if (resolve_in_tree(tree, "usr/include/linux/version.h")) {
    CROSSROOT_TRY(found.kernel_headers, kernel_header_version(tree));
  }
  return found;
}

} // namespace

Result<std::optional<Fingerprint>> read_fingerprint(const fs::path& tree)
{
  const auto triplet = triplet_of_tree(tree);
  if (!triplet) {
    return std::optional<Fingerprint>();
  }
  if (triplet->libc() == Libc::musl) {
    CROSSROOT_TRY(auto found, read_musl(tree, *triplet));
    return std::optional(std::move(found));
  }
  const auto library =
      resolve_in_tree(tree, library_folder(tree, *triplet) + "/libc.so.6");
  Fingerprint found;
  CROSSROOT_TRY(found.libc, libc_version(tree / *library));
  CROSSROOT_TRY(const auto bytes, os::read_file(tree / *library));
  found.build = build_in(banner_in(bytes));
  if (const auto file = elf::read_elf(tree / *library)) {
    found.build_id = file->build_id;
  }
  if (resolve_in_tree(tree, "usr/include/features.h")) {
    CROSSROOT_TRY(found.headers, header_version(tree));
    CROSSROOT_TRY(found.kernel_headers, kernel_header_version(tree));
  }
  return std::optional(std::move(found));
}

Result<void> check_consistency(const fs::path& tree,
                               const Definition& definition,
                               const std::vector<PackageTree>& packages)
{
  const auto triplet = triplet_of_tree(tree);
  const bool headers = resolve_in_tree(tree, "usr/include/features.h").has_value();
  if (!triplet) {
    return headers
               ? Result<void>(contradiction(definition, "there are headers but no libc"))
               : Result<void>();
  }
  CROSSROOT_TRY(const auto found, read_fingerprint(tree));
  if (triplet->libc() == Libc::musl) {
    return check_musl(definition, *found);
  }
  const auto folder = library_folder(tree, *triplet);
  const auto library = resolve_in_tree(tree, folder + "/libc.so.6");
  if (!definition.libc.empty() && definition.libc != found->libc) {
    return contradiction(definition,
                         fmt::format("libc.so.6 is of glibc {}, the definition "
                                     "says {}",
                                     found->libc.render(), definition.libc.render()));
  }
  const auto loader = resolve_in_tree(tree, std::string(triplet->facts().loader));
  if (!loader) {
    return contradiction(
        definition, fmt::format("the loader {} is not there", triplet->facts().loader));
  }
  CROSSROOT_CHECK(check_loader(tree, definition, *library, *loader));
  if (headers && found->headers != found->libc) {
    return contradiction(definition,
                         fmt::format("headers are of glibc {}, libc.so.6 of {}",
                                     found->headers.render(), found->libc.render()));
  }
  const auto base = version_of(packages, "libc6");
  const auto development = version_of(packages, "libc6-dev");
  if (!base.empty() && !development.empty() && base != development) {
    return contradiction(definition,
                         fmt::format("libc6 is {}, libc6-dev is {}", base, development));
  }
  // Debian's builds of glibc, and its derivatives', say their package's version.
  if (definition.archive.kind == "deb" && !base.empty() &&
      found->build.find(" GLIBC ") != std::string::npos &&
      !found->build.ends_with(" GLIBC " + base)) {
    return contradiction(definition, fmt::format("libc.so.6 is of {}, the package of {}",
                                                 found->build, base));
  }
  return headers ? check_kernel_headers(definition, found->kernel_headers)
                 : Result<void>();
}

} // namespace crossroot::sysroot
