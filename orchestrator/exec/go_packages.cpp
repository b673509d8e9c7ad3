// SPDX-License-Identifier: Apache-2.0
#include "exec/go_packages.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

namespace crossroot::exec {
namespace {

constexpr std::size_t k_fields = 5;
/// Fields apart by tabs, file names by bars; -f knows no backslashes of its own.
constexpr std::string_view k_template =
    "{{if .CgoFiles}}{{.ImportPath}}\t{{.Export}}\t{{.Dir}}\t"
    "{{with .Module}}{{.Path}}{{with .Version}}@{{.}}{{end}}{{end}}\t"
    "{{range .CgoFiles}}{{.}}|{{end}}{{end}}";

/// The same without compiling: flags and files of packages with C in them.
constexpr std::string_view k_cgo_template =
    "{{if or .CgoFiles .SysoFiles}}{{.ImportPath}}\t{{.Dir}}\t"
    "{{with .Module}}{{.Path}}{{with .Version}}@{{.}}{{end}}{{end}}\t"
    "{{range .CgoFiles}}{{.}}|{{end}}\t{{range .CgoLDFLAGS}}{{.}}|{{end}}\t"
    "{{range .SysoFiles}}{{.}}|{{end}}\t{{range .CFiles}}{{.}}|{{end}}"
    "{{range .CXXFiles}}{{.}}|{{end}}{{range .HFiles}}{{.}}|{{end}}"
    "{{range .SFiles}}{{.}}|{{end}}{{end}}";
constexpr std::size_t k_cgo_fields = 7;

std::vector<std::string> barred(std::string_view field)
{
  std::vector<std::string> words;
  for (const auto word : split(field, '|')) {
    if (!word.empty()) {
      words.emplace_back(word);
    }
  }
  return words;
}

/// The arguments of `go build` behind its first, but for the output's place.
void append_build_flags(std::vector<std::string>& arguments,
                        const std::vector<std::string>& build_arguments)
{
  for (std::size_t i = 1; i < build_arguments.size(); ++i) {
    if (build_arguments[i] == "-o") {
      ++i; // and its value
    } else {
      arguments.push_back(build_arguments[i]);
    }
  }
}

} // namespace

std::string GoPackage::place() const
{
  return module.find('@') == std::string::npos ? "package " + import_path
                                               : "module " + module;
}

std::vector<std::string> list_arguments(const std::vector<std::string>& build_arguments)
{
  std::vector<std::string> arguments{"list",  "-e", "-export",
                                     "-deps", "-f", std::string(k_template)};
  append_build_flags(arguments, build_arguments);
  return arguments;
}

std::vector<GoPackage> parse_go_packages(std::string_view listing)
{
  std::vector<GoPackage> packages;
  for (const auto line : split_lines(listing)) {
    const auto fields = split(line, '\t');
    if (fields.size() != k_fields || fields[0].empty() || fields[1].empty()) {
      continue;
    }
    packages.push_back({std::string(fields[0]), std::string(fields[1]),
                        std::string(fields[2]), std::string(fields[3]),
                        barred(fields[4])});
  }
  return packages;
}

std::string
cgo_line(const std::string& file, std::string_view text, std::string_view flag)
{
  const auto word = flag.substr(flag.rfind('/') + 1);
  std::size_t number = 0;
  for (const auto line : split_lines(text)) {
    ++number;
    if (line.find("#cgo") != std::string_view::npos &&
        line.find("LDFLAGS") != std::string_view::npos &&
        line.find(word) != std::string_view::npos) {
      return fmt::format(" (#cgo LDFLAGS, {}:{})", file, number);
    }
  }
  return "";
}

std::vector<std::string>
cgo_list_arguments(const std::vector<std::string>& build_arguments)
{
  std::vector<std::string> arguments{"list", "-e", "-deps", "-f",
                                     std::string(k_cgo_template)};
  append_build_flags(arguments, build_arguments);
  return arguments;
}

std::vector<CgoPackage> parse_cgo_packages(std::string_view listing)
{
  std::vector<CgoPackage> packages;
  for (const auto line : split_lines(listing)) {
    const auto fields = split(line, '\t');
    if (fields.size() == k_cgo_fields && !fields[0].empty()) {
      packages.push_back({{std::string(fields[0]), "", std::string(fields[1]),
                           std::string(fields[2]), barred(fields[3])},
                          barred(fields[4]),
                          barred(fields[5]),
                          barred(fields[6])});
    }
  }
  return packages;
}

} // namespace crossroot::exec
