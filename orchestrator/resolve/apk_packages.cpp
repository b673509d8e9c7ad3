// SPDX-License-Identifier: Apache-2.0
// APKINDEX has a stanza a package, a letter a field. Its digest C is of the package's
// control part; that holds the digest of the data part. Install_if (i), which adds
// packages nobody asked for, is not followed.
#include "resolve/apk_packages.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

namespace crossroot::resolve {

namespace {

struct Slice {
  std::size_t offset = 0;
  std::size_t size = 0;
};

struct Package {
  Slice name, version, arch, path, size, control, depends, provides, conflicts;
};

class Reading {
public:
  Result<void> add(const ApkList& list)
  {
    open_ = false;
    std::size_t number = 0;
    for (const auto line : split_lines(list.text)) {
      ++number;
      if (line.empty()) {
        close(list.folder);
      } else if (line.size() < 2 || line[1] != ':') {
        return Error(ErrorKind::digest_mismatch, "index",
                     fmt::format("the package index is malformed at line {}", number));
      } else {
        take(line[0], line.substr(2));
      }
    }
    close(list.folder);
    return {};
  }

  Result<PackagesIndex> finish() &&
  {
    auto text = std::make_unique<const std::string>(std::move(text_));
    const auto view = [&](Slice slice) {
      return std::string_view(*text).substr(slice.offset, slice.size);
    };
    std::vector<PackageStanza> stanzas;
    for (const auto& p : packages_) {
      stanzas.push_back({.name = view(p.name),
                         .version = view(p.version),
                         .arch = view(p.arch),
                         .depends = view(p.depends),
                         .provides = view(p.provides),
                         .conflicts = view(p.conflicts),
                         .path = view(p.path),
                         .size = view(p.size),
                         .control_sha1 = view(p.control)});
    }
    return PackagesIndex::of(Dialect::apk, std::move(text), stanzas);
  }

private:
  Slice put(std::string_view text)
  {
    const Slice slice{text_.size(), text.size()};
    text_ += text;
    return slice;
  }

  void take(char field, std::string_view value)
  {
    if (!open_) {
      package_ = {};
      open_ = true;
    }
    switch (field) {
    case 'P': package_.name = put(value); break;
    case 'V': package_.version = put(value); break;
    case 'A': package_.arch = put(value); break;
    case 'S': package_.size = put(value); break;
    case 'C': package_.control = put(value); break;
    case 'p': package_.provides = put(value); break;
    case 'D': take_dependencies(value); break;
    default: break;
    }
  }

  /// "!foo" is a conflict.
  void take_dependencies(std::string_view value)
  {
    std::string needs;
    std::string against;
    for (const auto word : split_words(value)) {
      auto& list = word.starts_with('!') ? against : needs;
      list += std::string(word.substr(word.starts_with('!') ? 1 : 0)) + " ";
    }
    package_.depends = put(needs);
    package_.conflicts = put(against);
  }

  void close(const std::string& folder)
  {
    if (!open_) {
      return;
    }
    open_ = false;
    const auto text = [&](Slice slice) { return text_.substr(slice.offset, slice.size); };
    package_.path = put(
        fmt::format("{}/{}-{}.apk", folder, text(package_.name), text(package_.version)));
    packages_.push_back(package_);
  }

  std::string text_;
  std::vector<Package> packages_;
  Package package_;
  bool open_ = false;
};

} // namespace

Result<PackagesIndex> parse_apk_lists(const std::vector<ApkList>& lists)
{
  Reading reading;
  for (const auto& list : lists) {
    CROSSROOT_CHECK(reading.add(list));
  }
  return std::move(reading).finish();
}

} // namespace crossroot::resolve
