// SPDX-License-Identifier: Apache-2.0
// What a Go program wants of the system stands in comments of packages that nobody has
// read: behind build constraints, tags and 200 modules. The go command knows which of
// them count, so it is asked; only the #include lines it does not tell, and these are
// read out of the files that it names.
#include "resolve/cgo_demands.hpp"

#include "base/text.hpp"
#include "os/files.hpp"
#include "resolve/go_sdk_lock.hpp"
#include "resolve/go_workplace.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crossroot::resolve {

namespace {

constexpr std::size_t k_fields = 6;
/// Fields apart by tabs, words by bars.
constexpr std::string_view k_template =
    "{{if and .CgoFiles (not .Standard)}}{{with .Module}}{{.Path}}{{end}}\t{{.Dir}}\t"
    "{{range .CgoPkgConfig}}{{.}}|{{end}}\t{{range .CgoLDFLAGS}}{{.}}|{{end}}\t"
    "{{range .CgoCFLAGS}}{{.}}|{{end}}\t{{range .CgoFiles}}{{.}}|{{end}}{{end}}";

std::vector<std::string> words_of(std::string_view field)
{
  std::vector<std::string> words;
  for (const auto word : split(field, '|')) {
    if (!word.empty()) {
      words.emplace_back(word);
    }
  }
  return words;
}

/// The file on this host behind a path of the sandbox; empty if it is none of ours.
fs::path on_host(const Workplace& place, const fs::path& source, const fs::path& inside)
{
  const auto normal = inside.lexically_normal();
  for (const auto& [folder, host] :
       {std::pair{fs::path("/src"), source},
        {fs::path("/modcache"), fs::path(place.modules.path())}}) {
    const auto relative = normal.lexically_relative(folder);
    if (!relative.empty() && *relative.begin() != "..") {
      return host / relative;
    }
  }
  return {};
}

/// One package as the go command listed it.
class PackageReading {
public:
  PackageReading(const Workplace& place,
                 const fs::path& source,
                 const std::vector<std::string_view>& fields)
      : place_(place), source_(source), folder_(fields[1]),
        link_flags_(words_of(fields[3])), compile_flags_(words_of(fields[4])),
        files_(words_of(fields[5]))
  {
  }

  void add_to(CgoDemand& demand) const
  {
    for (const auto& flag : link_flags_) {
      if (flag.starts_with("-l") && flag.size() > 2 && flag[2] != ':' &&
          !is_carried("lib" + flag.substr(2) + ".a", link_flags_, "-L") &&
          !is_carried("lib" + flag.substr(2) + ".so", link_flags_, "-L")) {
        demand.libraries.insert(flag.substr(2));
      }
    }
    std::set<std::string> defined;
    for (const auto& flag : compile_flags_) {
      if (flag.starts_with("-D")) {
        defined.insert(flag.substr(2, flag.find('=') - 2));
      }
    }
    for (const auto& file : files_) {
      const auto text = os::read_file(on_host(place_, source_, folder_ / file));
      for (const auto& header : preamble_headers(text ? *text : "", defined)) {
        if (!exists(folder_ / header) && !is_carried(header, compile_flags_, "-I")) {
          demand.headers.insert(header);
        }
      }
    }
  }

private:
  bool exists(const fs::path& inside) const
  {
    const auto path = on_host(place_, source_, inside);
    std::error_code failed;
    return !path.empty() && fs::exists(path, failed);
  }

  /// Whether a folder of the module that a flag names has the file.
  bool is_carried(const std::string& name,
                  const std::vector<std::string>& flags,
                  std::string_view option) const
  {
    return std::any_of(flags.begin(), flags.end(), [&](const auto& flag) {
      if (!flag.starts_with(option)) {
        return false;
      }
      const fs::path folder = flag.substr(option.size());
      return exists((folder.is_absolute() ? folder : folder_ / folder) / name);
    });
  }

  const Workplace& place_;
  const fs::path& source_;
  fs::path folder_; ///< inside the sandbox
  std::vector<std::string> link_flags_, compile_flags_, files_;
};

bool is_package_name(std::string_view word)
{
  return !word.empty() && !word.starts_with('-') &&
         word.find_first_of("<>=!/") == std::string_view::npos &&
         word.find_first_not_of("0123456789.") != std::string_view::npos;
}

} // namespace

std::set<std::string> preamble_headers(std::string_view go_file,
                                       const std::set<std::string>& defined)
{
  std::set<std::string> headers;
  enum class Side { counts, out, either }; // of each #if around the line
  std::vector<Side> open;
  const auto end = go_file.find("import \"C\"");
  for (auto line : split_lines(go_file.substr(0, std::min(end, go_file.size())))) {
    line = trim(line);
    if (line.starts_with("//")) {
      line = trim(line.substr(2));
    }
    if (!line.starts_with('#')) {
      continue;
    }
    line = trim(line.substr(1));
    const auto words = split_words(line);
    const auto word = words.empty() ? std::string_view() : words[0];
    if (word == "ifdef" || word == "ifndef") {
      const bool known = words.size() > 1 && defined.contains(std::string(words[1]));
      open.push_back(known == (word == "ifdef") ? Side::counts : Side::out);
    } else if (word == "if" || word == "elif") {
      if (word == "elif" && !open.empty()) {
        open.pop_back();
      }
      open.push_back(Side::either); // not evaluated
    } else if (word == "else" && !open.empty()) {
      open.back() = open.back() == Side::counts ? Side::out
                    : open.back() == Side::out  ? Side::counts
                                                : Side::either;
    } else if (word == "endif" && !open.empty()) {
      open.pop_back();
    }
    if (!line.starts_with("include") ||
        std::find(open.begin(), open.end(), Side::out) != open.end()) {
      continue;
    }
    const auto begin = line.find_first_of("<\"");
    const auto close =
        begin == std::string_view::npos ? begin : line.find_first_of(">\"", begin + 1);
    if (close != std::string_view::npos && close > begin + 1) {
      headers.emplace(line.substr(begin + 1, close - begin - 1));
    }
  }
  return headers;
}

namespace {

/// `go list` over the packages of one target, a line a package.
Result<std::string> list_packages(const Recipe& recipe,
                                  const TargetSpec& target,
                                  const Workplace& place,
                                  const fs::path& source,
                                  const ModuleRelay& relay,
                                  const ResolveContext& context)
{
  auto spec = spec_in(place, source, recipe.source.module);
  set_target(target, spec);
  std::vector<std::string> arguments{"list", "-e", "-deps", "-f",
                                     std::string(k_template)};
  if (!target.go.tags.empty()) {
    arguments.push_back("-tags=" + join(target.go.tags, ","));
  }
  arguments.emplace_back("--");
  arguments.insert(arguments.end(), target.go.packages.begin(), target.go.packages.end());
  return run_go(std::move(arguments), std::move(spec), relay, context);
}

} // namespace

Result<std::vector<CgoDemand>>
cgo_demands(const Recipe& recipe, const fs::path& source, const ResolveContext& context)
{
  CROSSROOT_TRY(const auto version, sdk_version(recipe, source));
  CROSSROOT_TRY(const auto sdk, lock_sdk(version, nullptr, context));
  CROSSROOT_TRY(const auto place, open_workplace(sdk, context));
  CROSSROOT_TRY(const auto relay, ModuleRelay::start(place.socket.path(), context, {}));
  std::map<std::string, CgoDemand> demands;
  for (const auto& target : recipe.targets) {
    CROSSROOT_TRY(const auto listing,
                  list_packages(recipe, target, place, source, *relay, context));
    for (const auto line : split_lines(listing)) {
      const auto fields = split(line, '\t');
      if (fields.size() != k_fields) {
        continue;
      }
      auto& demand = demands[std::string(fields[0])];
      demand.module = fields[0];
      for (const auto& word : words_of(fields[2])) {
        if (is_package_name(word)) {
          demand.pkg_config.insert(word);
        }
      }
      PackageReading(place, source, fields).add_to(demand);
    }
  }
  std::vector<CgoDemand> out;
  for (auto& [module, demand] : demands) {
    out.push_back(std::move(demand));
  }
  return out;
}

} // namespace crossroot::resolve
