// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "cli/init_libraries.hpp"
#include "cli/workspace.hpp"
#include "os/files.hpp"

#include <algorithm>
#include <set>

namespace crossroot::cli {

namespace {

constexpr std::string_view k_default_sdk = "1.25.5";

/// What go.mod says; enough for a first recipe.
struct GoModule {
  std::string path;
  std::string go;
  bool requires_others = false;
};

GoModule read_go_mod(std::string_view text)
{
  GoModule module;
  for (const auto line : split_lines(text)) {
    const auto words = split_words(line.substr(0, line.find("//")));
    if (words.size() == 2 && words[0] == "module") {
      module.path = words[1];
    } else if (words.size() == 2 && words[0] == "go") {
      module.go = words[1];
    }
    module.requires_others =
        module.requires_others || (!words.empty() && words[0] == "require");
  }
  return module;
}

/// What go's patterns leave out, and what holds no program that one ships.
bool is_left_out(const fs::path& folder)
{
  static const std::set<std::string> names{"vendor", "out", "testdata", "examples"};
  const std::string name = folder.filename().string();
  std::error_code ignored;
  return name.starts_with('.') || name.starts_with('_') || names.contains(name) ||
         fs::exists(folder / "go.mod", ignored); // another module
}

struct GoFile {
  fs::path path; ///< relative
  std::string text;
};

/// The Go files of the module that go would build, tests apart.
std::vector<GoFile> go_files(const fs::path& folder)
{
  std::vector<GoFile> found;
  std::error_code failure;
  fs::recursive_directory_iterator walk(folder, failure);
  for (; !failure && walk != fs::recursive_directory_iterator();
       walk.increment(failure)) {
    const std::string name = walk->path().filename().string();
    if (walk->is_directory()) {
      if (is_left_out(walk->path())) {
        walk.disable_recursion_pending();
      }
      continue;
    }
    if (!name.ends_with(".go") || name.ends_with("_test.go") || name.starts_with('_')) {
      continue;
    }
    auto text = os::read_file(walk->path());
    if (text && text->find("//go:build ignore") == std::string::npos) {
      found.push_back({fs::relative(walk->path(), folder), std::move(*text)});
    }
  }
  std::sort(found.begin(), found.end(),
            [](const GoFile& a, const GoFile& b) { return a.path < b.path; });
  return found;
}

bool has_line(std::string_view text, std::string_view wanted)
{
  for (const auto line : split_lines(text)) {
    if (trim(line.substr(0, line.find("//"))) == wanted) {
      return true;
    }
  }
  return false;
}

/// Relative paths of the files that use cgo.
std::vector<std::string> cgo_files(const std::vector<GoFile>& files)
{
  std::vector<std::string> found;
  for (const auto& file : files) {
    if (has_line(file.text, "import \"C\"")) {
      found.push_back(file.path.string());
    }
  }
  return found;
}

/// Folders with a `package main`, as ./cmd/x; "." for the module's own.
std::vector<std::string> main_packages(const std::vector<GoFile>& files)
{
  std::set<std::string> found;
  for (const auto& file : files) {
    const std::string folder = file.path.parent_path().string();
    if (has_line(file.text, "package main")) {
      found.insert(folder.empty() ? "." : "./" + folder);
    }
  }
  return {found.begin(), found.end()};
}

/// A Go release that can serve as SDK: the line itself if it names a release, else ours.
std::string sdk_for(const std::string& go_line)
{
  const auto parts = split(go_line, '.');
  const auto minor = parts.size() >= 2 ? parse_number(parts[1]) : std::nullopt;
  return parts.size() == 3 && minor && *minor >= 26 ? go_line
                                                    : std::string(k_default_sdk);
}

struct RecipeParts {
  std::string name, sdk;
  std::vector<std::string> packages, tags;
  std::string libraries;             ///< text of [libraries]
  std::string floor = "2.17";        ///< glibc
  std::vector<std::string> left_out; ///< targets that the libraries cannot serve
};

std::string list_text(std::string_view key, const std::vector<std::string>& values)
{
  std::string text;
  for (const auto& value : values) {
    text += (text.empty() ? "" : ", ") + quote_toml(value);
  }
  return std::string(key) + " = [" + text + "]\n";
}

std::string recipe_text(const RecipeParts& parts)
{
  std::string text = "schema = 1\nname = " + quote_toml(parts.name) +
                     "\n\n[go]\nsdk = " + quote_toml(parts.sdk) + "\n";
  if (!parts.packages.empty() && parts.packages != std::vector<std::string>{"."}) {
    text += list_text("packages", parts.packages);
  }
  if (!parts.tags.empty()) {
    text += list_text("tags", parts.tags);
  }
  text += parts.libraries;
  for (const auto& [target, triplet] : {std::pair{"linux-amd64", "x86_64-linux-gnu"},
                                        {"linux-arm64", "aarch64-linux-gnu"}}) {
    if (std::find(parts.left_out.begin(), parts.left_out.end(), target) !=
        parts.left_out.end()) {
      text += "\n# No " + std::string(target) +
              ": not all of the packages are to be had for it.\n";
      continue;
    }
    text += "\n[target." + std::string(target) + "]\ntriplet = " + quote_toml(triplet) +
            "\nfloor = { glibc = " + quote_toml(parts.floor) + " }\n";
  }
  return text;
}

std::string last_component(const std::string& path)
{
  const auto pieces = split(path, '/');
  std::string name(pieces.back());
  if (pieces.size() > 1 && name.size() > 1 && name.front() == 'v' &&
      parse_number(std::string_view(name).substr(1))) {
    name = pieces[pieces.size() - 2];
  }
  return name.empty() ? "program" : name;
}

/// What of the sources the person has to know of.
void tell_sources(Printer& printer,
                  const fs::path& here,
                  const std::vector<std::string>& cgo,
                  const std::vector<std::string>& packages)
{
  if (!cgo.empty()) {
    const std::string others = std::to_string(cgo.size() - 1);
    printer.line("cgo",
                 cgo.front() + (cgo.size() == 1 ? "" : " and " + others + " more files"));
  }
  if (packages.empty()) {
    printer.line("programs",
                 "none: crossroot test works, crossroot build needs a package main");
  } else if (packages.size() > 1) {
    printer.line("programs", join(packages, " "));
  }
  if (fs::exists(here.parent_path() / "go.work")) {
    printer.line("go.work", "is outside of this source; [source] with path = \"..\" and "
                            "module = " +
                                quote_toml(here.filename().string()) + " takes it in");
  }
}

/// Looks for what the program needs of the system. Where that cannot be found out, the
/// recipe is the same without, and the person is told.
Result<void> add_libraries(Session& session,
                           const Invocation& invocation,
                           const fs::path& here,
                           RecipeParts& parts)
{
  const auto demands = find_demands(session, invocation, recipe_text(parts), here);
  if (!demands) {
    if (demands.error().kind() == ErrorKind::interrupted) {
      return demands.error();
    }
    std::string why = demands.error().message();
    for (const auto& note : demands.error().notes()) {
      why += note.label == "cause" ? ": " + note.text : "";
    }
    session.printer.line("libraries", "not looked for: " + why);
    return {};
  }
  tell_demands(session.printer, *demands);
  parts.libraries = libraries_text(*demands);
  parts.left_out = demands->advice.unserved;
  if (!links_statically(*demands)) {
    parts.floor = demands->base_libc.render();
  }
  return {};
}

Result<int> run(Session& session, const Invocation& invocation)
{
  session.unchanged = true;
  const fs::path here = fs::current_path();
  const fs::path recipe = invocation.has("--recipe")
                              ? fs::path(invocation.value("--recipe"))
                              : "crossroot.toml";
  if (fs::exists(recipe) && !invocation.has("--force")) {
    return Error(ErrorKind::usage, "init", recipe.string() + " is there already")
        .hint("crossroot build    or    crossroot init --force");
  }
  const auto text = os::read_file(here / "go.mod");
  if (!text && fs::exists(here / "go.work")) {
    return Error(ErrorKind::definition, "init", "go.work names several modules")
        .note("cause", "a recipe builds programs of one of them")
        .hint("start crossroot init in that module's folder");
  }
  if (!text) {
    return Error(ErrorKind::definition, "init", "there is no go.mod here")
        .note("cause", text.error().message())
        .hint("go mod init, or start crossroot init in the module's folder");
  }
  const GoModule module = read_go_mod(*text);
  auto& printer = session.printer;
  printer.line("go.mod",
               module.path + " (go " + (module.go.empty() ? "?" : module.go) + ")");
  const auto sources = go_files(here);
  RecipeParts parts{.name = last_component(module.path),
                    .sdk = sdk_for(module.go),
                    .packages = main_packages(sources),
                    .tags = invocation.values("--tag")};
  const auto cgo = cgo_files(sources);
  const auto& packages = parts.packages;
  tell_sources(printer, here, cgo, packages);
  if (!cgo.empty() || module.requires_others) {
    CROSSROOT_CHECK(add_libraries(session, invocation, here, parts));
  }
  CROSSROOT_CHECK(os::write_file(recipe, recipe_text(parts)));
  session.unchanged = false;
  std::vector<std::string> targets{"linux-amd64", "linux-arm64"};
  std::erase_if(targets, [&](const auto& target) {
    return std::find(parts.left_out.begin(), parts.left_out.end(), target) !=
           parts.left_out.end();
  });
  printer.line("wrote",
               recipe.string() + ": " + join(targets, ", ") + ", glibc ≥ " + parts.floor);
  printer.line("next",
               packages.empty() ? "crossroot test linux-amd64" : "crossroot build");
  return 0;
}

} // namespace

Command init_command()
{
  return {.name = "init",
          .summary = "looks at go.mod and the cgo files and writes a recipe that builds",
          .text =
              "Asks the Go SDK which cgo packages the program is built from, and finds "
              "what their #cgo and #include lines want of the system in Debian's "
              "signed index of files: go.sum must be complete, and the network is "
              "used. Without it the recipe is written with no [libraries].",
          .examples = {"crossroot init", "crossroot init --tag libsqlite3"},
          .options = {{.name = "--force", .help = "replace a recipe that is there"},
                      {.name = "--tag",
                       .value = "TAG",
                       .help = "a build tag, for the recipe's go.tags",
                       .repeats = true}},
          .run = run};
}

} // namespace crossroot::cli
