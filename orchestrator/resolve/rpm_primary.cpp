// SPDX-License-Identifier: Apache-2.0
// primary.xml holds ten thousand packages in sixty megabytes, of which the solver needs
// names, versions and relations. They are copied into one text, a relation a line, that
// an index of views stands on as it does on a Packages file. Packages also list some of
// their files (programs and /etc); a file is a thing to depend on, but of all of them a
// few hundred are asked for, and only those are kept.
#include "resolve/rpm_primary.hpp"

#include "base/text.hpp"
#include "resolve/rich_dependency.hpp"
#include "resolve/xml_walk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace crossroot::resolve {

namespace {

Error malformed(std::string what)
{
  return Error(ErrorKind::digest_mismatch, "index",
               "the list of packages is malformed: " + std::move(what));
}

std::string_view sign_of(std::string_view flags)
{
  return flags == "EQ"   ? "="
         : flags == "LT" ? "<"
         : flags == "LE" ? "<="
         : flags == "GT" ? ">"
         : flags == "GE" ? ">="
                         : "";
}

/// "1:2.17-317.el7" from the three attributes of an element.
std::string version_at(const XmlWalk& walk)
{
  const auto epoch = walk.attribute("epoch");
  const auto release = walk.attribute("rel");
  return (epoch.empty() || epoch == "0" ? "" : epoch + ":") + walk.attribute("ver") +
         (release.empty() ? "" : "-" + release);
}

bool is_one_word(std::string_view text)
{
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return static_cast<unsigned char>(c) < ' '; });
}

} // namespace

/// One pass over one list.
class RpmPrimary::Reading {
public:
  Reading(RpmPrimary& into, std::string_view xml, std::string_view folder)
      : into_(into), walk_(xml, "the list of packages"), folder_(folder)
  {
  }

  Result<void> run()
  {
    bool metadata = false;
    while (true) {
      CROSSROOT_TRY(const auto node, walk_.next());
      if (node == XmlWalk::Node::end) {
        return metadata ? Result<void>() : malformed("it is no <metadata>");
      }
      if (node == XmlWalk::Node::open) {
        metadata = metadata || (walk_.depth() == 0 && walk_.name() == "metadata");
        CROSSROOT_CHECK(open());
      } else if (node == XmlWalk::Node::close) {
        CROSSROOT_CHECK(close());
      }
    }
  }

private:
  Slice put(std::string_view text)
  {
    const Slice slice{into_.text_.size(), text.size()};
    into_.text_ += text;
    return slice;
  }

  Result<void> open()
  {
    const auto depth = walk_.depth();
    const std::string name(walk_.name());
    if (depth == 1 && name == "package") {
      package_.emplace();
    } else if (depth == 2 && package_) {
      CROSSROOT_CHECK(open_field(name));
    } else if (depth == 3 && package_) {
      relations_ = name == "requires"    ? &package_->requirements
                   : name == "provides"  ? &package_->provides
                   : name == "conflicts" ? &package_->conflicts
                   : name == "obsoletes" ? &package_->obsoletes
                                         : nullptr;
      if (relations_ != nullptr) {
        *relations_ = {into_.text_.size(), 0};
      } else if (name == "file") {
        CROSSROOT_TRY(auto file, walk_.content());
        package_->files.push_back(std::move(file));
      }
    } else if (depth == 4 && relations_ != nullptr && name == "entry") {
      return add_relation();
    }
    return {};
  }

  Result<void> open_field(const std::string& name)
  {
    if (name == "version") {
      package_->version = put(version_at(walk_));
    } else if (name == "location") {
      // xml:base leads to another archive, which no mirror of this one has.
      const bool here = walk_.attribute("xml:base").empty();
      package_->path =
          put(here ? fmt::format("{}/{}", folder_, walk_.attribute("href")) : "");
    } else if (name == "size") {
      package_->size = put(walk_.attribute("package"));
    } else if (name == "name" || name == "arch" || name == "checksum") {
      const bool sha256 = walk_.attribute("type") == "sha256";
      CROSSROOT_TRY(const auto text, walk_.content());
      auto& slot = name == "name"   ? package_->name
                   : name == "arch" ? package_->arch
                                    : package_->sha256;
      if (name != "checksum" || sha256) {
        slot = put(trim(text));
      }
    }
    return {};
  }

  Result<void> add_relation()
  {
    const auto name = walk_.attribute("name");
    if (name.empty() || !is_one_word(name)) {
      return malformed("a relation has no name");
    }
    if (name.starts_with("rpmlib(")) {
      return {}; // what rpm itself can do, which is our reader's business
    }
    const auto sign = sign_of(walk_.attribute("flags"));
    const auto version = version_at(walk_);
    if (!is_one_word(version)) {
      return malformed(fmt::format("the version of {}", name));
    }
    into_.text_ += name;
    if (!sign.empty() && !version.empty()) {
      into_.text_ += fmt::format("\t{}\t{}", sign, version);
    }
    into_.text_ += '\n';
    return {};
  }

  Result<void> close()
  {
    const auto depth = walk_.depth();
    if (depth == 3 && relations_ != nullptr) {
      relations_->size = into_.text_.size() - relations_->offset;
      relations_ = nullptr;
    } else if (depth == 1 && package_) {
      into_.packages_.push_back(std::move(*package_));
      package_.reset();
    }
    return {};
  }

  RpmPrimary& into_;
  XmlWalk walk_;
  std::string_view folder_;
  std::optional<Package> package_;
  Slice* relations_ = nullptr;
};

Result<void> RpmPrimary::add(std::string_view xml, std::string_view folder)
{
  return Reading(*this, xml, folder).run();
}

Result<PackagesIndex> RpmPrimary::finish() &&
{
  std::set<std::string, std::less<>> wanted; // files that are asked for
  for (const auto& package : packages_) {
    const auto lines = std::string_view(text_).substr(package.requirements.offset,
                                                      package.requirements.size);
    for (const auto line : split_lines(lines)) {
      if (line.starts_with('/')) {
        wanted.emplace(line.substr(0, line.find('\t')));
      } else if (line.starts_with('(')) {
        for (const auto name : names_in_rich(line)) {
          wanted.emplace(name);
        }
      }
    }
  }
  for (auto& package : packages_) {
    std::string files;
    for (const auto& file : package.files) {
      files += wanted.contains(file) ? file + "\n" : "";
    }
    if (!files.empty()) {
      files = text_.substr(package.provides.offset, package.provides.size) + files;
      package.provides = {text_.size(), files.size()};
      text_ += files;
    }
  }
  auto text = std::make_unique<const std::string>(std::move(text_));
  const auto view = [&](Slice slice) {
    return std::string_view(*text).substr(slice.offset, slice.size);
  };
  std::vector<PackageStanza> stanzas;
  for (const auto& package : packages_) {
    stanzas.push_back({.name = view(package.name),
                       .version = view(package.version),
                       .arch = view(package.arch),
                       .depends = view(package.requirements),
                       .provides = view(package.provides),
                       .conflicts = view(package.conflicts),
                       .obsoletes = view(package.obsoletes),
                       .path = view(package.path),
                       .size = view(package.size),
                       .sha256 = view(package.sha256)});
  }
  return PackagesIndex::of(Dialect::rpm, std::move(text), stanzas);
}

} // namespace crossroot::resolve
