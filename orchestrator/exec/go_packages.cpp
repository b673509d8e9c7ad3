// SPDX-License-Identifier: Apache-2.0
#include "exec/go_packages.hpp"

#include "base/text.hpp"

namespace crossroot::exec {
namespace {

constexpr std::size_t k_fields = 5;
/// Fields apart by tabs, file names by bars; -f knows no backslashes of its own.
constexpr std::string_view k_template =
    "{{if .CgoFiles}}{{.ImportPath}}\t{{.Export}}\t{{.Dir}}\t"
    "{{with .Module}}{{.Path}}{{with .Version}}@{{.}}{{end}}{{end}}\t"
    "{{range .CgoFiles}}{{.}}|{{end}}{{end}}";

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
  for (std::size_t i = 1; i < build_arguments.size(); ++i) {
    if (build_arguments[i] == "-o") {
      ++i; // and its value
    } else {
      arguments.push_back(build_arguments[i]);
    }
  }
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
    GoPackage package{std::string(fields[0]),
                      std::string(fields[1]),
                      std::string(fields[2]),
                      std::string(fields[3]),
                      {}};
    for (const auto file : split(fields[4], '|')) {
      if (!file.empty()) {
        package.cgo_files.emplace_back(file);
      }
    }
    packages.push_back(std::move(package));
  }
  return packages;
}

} // namespace crossroot::exec
