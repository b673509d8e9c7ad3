// SPDX-License-Identifier: Apache-2.0
// #cgo lines name libraries as compilers do (-lpcap, pkg-config sdl2, <security/pam.h>);
// recipes name packages. The archive knows the way from one to the other: its Contents
// index lists every file of every package, and is covered by the same signature as the
// package index. One pass over its million lines answers all questions at once, a second
// one tells whether what the packages need in turn comes in archives.
#include "resolve/library_search.hpp"

#include "base/text.hpp"
#include "resolve/contents_index.hpp"
#include "resolve/package_lock.hpp"
#include "resolve/solve.hpp"
#include "sysroot/libraries.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crossroot::resolve {

namespace {

using Names = std::set<std::string>;

std::string_view file_name(std::string_view path)
{
  return path.substr(path.rfind('/') + 1);
}
std::string_view folder_of(std::string_view path)
{
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? "" : path.substr(0, slash);
}

/// Question ("-lpcap") → packages with a file that answers it.
class Answers {
public:
  Answers(const std::vector<CgoDemand>& demands, const Triplet& triplet)
      : folders_(sysroot::library_folders(triplet)),
        multiarch_(sysroot::library_folders(triplet).front().substr(
            std::string_view("usr/lib/").size()))
  {
    for (const auto& demand : demands) {
      for (const auto& name : demand.pkg_config) {
        questions_["pkg-config " + name].module = demand.module;
        files_[name + ".pc"] = "pkg-config " + name;
      }
      for (const auto& name : demand.libraries) {
        questions_["-l" + name].module = demand.module;
        files_["lib" + name + ".so"] = "-l" + name;
        files_["lib" + name + ".a"] = "-l" + name;
      }
      for (const auto& name : demand.headers) {
        questions_["<" + name + ">"].module = demand.module;
        headers_[std::string(file_name(name))].push_back(name);
      }
    }
  }

  void look_at(const ContentsLine& line)
  {
    const auto folder = folder_of(line.path);
    const auto name = std::string(file_name(line.path));
    if (const auto file = files_.find(name); file != files_.end()) {
      const bool fits = name.ends_with(".pc") ? folder.ends_with("/pkgconfig")
                                              : is_library_folder(folder);
      if (fits) {
        add(file->second, line);
      }
    }
    if (const auto header = headers_.find(name); header != headers_.end()) {
      for (const auto& wanted : header->second) {
        if (line.path == "usr/include/" + wanted ||
            line.path == "usr/include/" + multiarch_ + "/" + wanted) {
          add("<" + wanted + ">", line);
        }
      }
    }
  }

  struct Answer {
    std::string module;
    Names packages;
  };
  const std::map<std::string, Answer>& all() const { return questions_; }

private:
  bool is_library_folder(std::string_view folder) const
  {
    return std::find(folders_.begin(), folders_.end(), folder) != folders_.end();
  }
  void add(const std::string& question, const ContentsLine& line)
  {
    for (const auto package : line.packages) {
      questions_[question].packages.emplace(package);
    }
  }

  std::vector<std::string> folders_;
  std::string multiarch_;
  std::map<std::string, Answer> questions_;
  std::map<std::string, std::string> files_;                ///< libpcap.a → -lpcap
  std::map<std::string, std::vector<std::string>> headers_; ///< pcap.h → pcap/pcap.h …
};

/// "pcap" of libpcap.so.0.8; "" for what is no shared library with a version.
std::string library_stem(std::string_view name)
{
  const auto so = name.find(".so.");
  return name.starts_with("lib") && so != std::string_view::npos
             ? std::string(name.substr(3, so - 3))
             : "";
}

/// Everything that the search works with.
class Search {
public:
  Search(const Recipe& recipe, const ResolveContext& context)
      : recipe_(recipe), context_(context), target_(recipe.targets.front())
  {
  }

  Result<LibraryAdvice> run(const std::vector<CgoDemand>& demands)
  {
    CROSSROOT_TRY(const auto definition, context_.definitions.find(target_.base));
    const std::string arch(target_.triplet.facts().debian_arch);
    CROSSROOT_TRY(suite_, fetch_suite(definition, {}, {}, context_));
    Answers answers(demands, target_.triplet);
    CROSSROOT_CHECK(read_contents(definition, suite_, arch, context_,
                                  [&](const auto& line) { answers.look_at(line); }));
    CROSSROOT_TRY(const auto base, base_packages(definition, arch));
    LibraryAdvice advice;
    choose(answers, base, advice);
    if (advice.packages.empty()) {
      return advice;
    }
    CROSSROOT_TRY(const auto closure, try_targets(definition, base, advice));
    CROSSROOT_CHECK(find_archives(definition, arch, closure, advice));
    return advice;
  }

private:
  Result<PackagesIndex> index_of(const Definition& definition, const std::string& arch)
  {
    std::vector<LockedIndex> indexes;
    for (const auto& component : definition.components) {
      CROSSROOT_TRY(auto index,
                    fetch_packages(definition, suite_, component, arch, context_));
      indexes.push_back(std::move(index));
    }
    return read_packages(indexes, suite_, context_.store);
  }

  /// What every sysroot of the definition has.
  Result<Names> base_packages(const Definition& definition, const std::string& arch)
  {
    CROSSROOT_TRY(const auto index, index_of(definition, arch));
    SolveRequest request{.index = index, .arch = arch, .omit = definition.omit};
    for (const auto* feature : {"base", "c++", "runtime"}) {
      if (const auto found = definition.packages.find(feature);
          found != definition.packages.end()) {
        request.wanted.insert(request.wanted.end(), found->second.begin(),
                              found->second.end());
      }
    }
    request.place = definition.name;
    CROSSROOT_TRY(const auto solved, solve(request));
    Names names;
    for (const auto& stanza : solved) {
      names.emplace(stanza.name);
    }
    return names;
  }

  static void choose(const Answers& answers, const Names& base, LibraryAdvice& advice)
  {
    Names wanted;
    // What pkg-config and the linker ask for decides; a header is often in several.
    for (const bool headers : {false, true}) {
      for (const auto& [asked, answer] : answers.all()) {
        if (asked.starts_with('<') != headers ||
            std::any_of(answer.packages.begin(), answer.packages.end(),
                        [&](const auto& name) { return base.contains(name); })) {
          continue;
        }
        FoundLibrary found{
            asked, answer.module, choose_package(answer.packages, wanted), {}};
        for (const auto& other : answer.packages) {
          if (other != found.package) {
            found.others.push_back(other);
          }
        }
        if (!found.package.empty()) {
          wanted.insert(found.package);
        }
        if (!headers || !found.package.empty()) {
          advice.found.push_back(std::move(found));
        }
      }
    }
    advice.packages.assign(wanted.begin(), wanted.end());
    std::sort(advice.found.begin(), advice.found.end(),
              [](const auto& a, const auto& b) { return a.asked < b.asked; });
  }

  /// The packages' closure for the first target; targets that have none are noted.
  Result<Names>
  try_targets(const Definition& definition, const Names& base, LibraryAdvice& advice)
  {
    auto recipe = recipe_;
    for (auto& target : recipe.targets) {
      target.libraries.packages = advice.packages;
    }
    CROSSROOT_TRY(const auto wishes, trees_of(recipe, context_.definitions));
    Names closure;
    for (const auto& target : recipe.targets) {
      const auto wish = std::find_if(wishes.begin(), wishes.end(), [&](const auto& each) {
        return each.tree == "libraries " + target.name;
      });
      if (wish == wishes.end()) {
        continue;
      }
      CROSSROOT_TRY(const auto index, index_of(definition, wish->arch));
      SolveRequest request{.index = index,
                           .arch = wish->arch,
                           .wanted = wish->wanted,
                           .omit = wish->omit,
                           .place = definition.name};
      request.omit.insert(request.omit.end(), base.begin(), base.end());
      auto solved = solve(request);
      if (!solved) {
        advice.unserved.push_back(target.name);
        continue;
      }
      for (auto& name : development_packages(index, *solved)) {
        request.wanted.push_back(std::move(name)); // as locking does it
      }
      if (auto more = solve(request)) {
        solved = std::move(more);
      }
      for (const auto& stanza : *solved) {
        closure.emplace(stanza.name);
      }
    }
    return closure;
  }

  Result<void> find_archives(const Definition& definition,
                             const std::string& arch,
                             const Names& closure,
                             LibraryAdvice& advice)
  {
    const auto folders = sysroot::library_folders(target_.triplet);
    std::map<std::string, std::string> shared; // "systemd" → libsystemd0
    Names archives;
    CROSSROOT_CHECK(
        read_contents(definition, suite_, arch, context_, [&](const ContentsLine& line) {
          const auto name = file_name(line.path);
          if (std::find(folders.begin(), folders.end(), folder_of(line.path)) ==
              folders.end()) {
            return;
          }
          for (const auto package : line.packages) {
            if (!closure.contains(std::string(package))) {
              continue;
            }
            if (name.starts_with("lib") && name.ends_with(".a")) {
              archives.emplace(name.substr(3, name.size() - 5));
            } else if (auto stem = library_stem(name); !stem.empty()) {
              shared.emplace(std::move(stem), package);
            }
          }
        }));
    for (const auto& [stem, package] : shared) {
      if (!archives.contains(stem)) {
        advice.without_archive.push_back(fmt::format("lib{} ({})", stem, package));
      }
    }
    return {};
  }

  const Recipe& recipe_;
  const ResolveContext& context_;
  const TargetSpec& target_;
  SignedSuite suite_;
};

} // namespace

std::string choose_package(const std::set<std::string>& candidates,
                           const std::set<std::string>& wanted)
{
  const auto rank = [&](const std::string& name) {
    const bool other = name.find("-gnutls") != std::string::npos ||
                       name.find("-nss") != std::string::npos;
    return std::tuple(!wanted.contains(name), other, name.size(), name);
  };
  const auto best =
      std::min_element(candidates.begin(), candidates.end(),
                       [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
  return best == candidates.end() ? "" : *best;
}

Result<LibraryAdvice> find_libraries(const Recipe& recipe,
                                     const std::vector<CgoDemand>& demands,
                                     const ResolveContext& context)
{
  return Search(recipe, context).run(demands);
}

} // namespace crossroot::resolve
