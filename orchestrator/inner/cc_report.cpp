// SPDX-License-Identifier: Apache-2.0
// When verify finds getrandom@GLIBC_2.25 in a binary, the user needs the package that
// asked for it, and the objects are gone by then: Go deletes its work folder. Go copies
// host objects byte for byte into the link, so a hash taken at compile time finds the
// source of every link input, and a hash taken at link time what went in. An archive is
// named by its path, which stays.
#include "inner/cc_report.hpp"

#include "inner/cc_process.hpp"
#include "inner/cc_sha256.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <optional>

namespace crossroot::inner {
namespace {

void append(const CcConfiguration& configuration,
            const char* file,
            const std::string& text)
{
  const auto path = configuration.report + "/" + file;
  const int out = open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (out >= 0) {
    write_all(out, text);
    close(out);
  }
}

std::string working_folder()
{
  std::string folder(4096, '\0');
  return getcwd(folder.data(), folder.size()) == nullptr ? "" : folder.c_str();
}

/// A field must not end its line.
std::string field(std::string text)
{
  for (auto& c : text) {
    c = c == '\t' || c == '\n' ? ' ' : c;
  }
  return text;
}

std::string_view take_line(std::string_view& text)
{
  const auto end = text.find('\n');
  const auto line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

/// "foo" of "ld.lld: error: undefined symbol: foo"; empty for any other line.
std::string_view undefined_in(std::string_view line)
{
  constexpr std::string_view k_error = "error: undefined ";
  const auto error = line.find(k_error);
  if (error == std::string_view::npos) {
    return {};
  }
  const auto colon = line.find(": ", error + k_error.size());
  return colon == std::string_view::npos ? std::string_view() : line.substr(colon + 2);
}

/// A shared library asks for what only an archive has, and an archive of replacements
/// exports nothing: "error: non-exported symbol 'f' in 'f.o' is referenced by DSO
/// 'x.so'".
std::optional<UndefinedSymbol> out_of_reach_in(std::string_view line)
{
  constexpr std::string_view k_symbol = "error: non-exported symbol '";
  constexpr std::string_view k_library = "is referenced by DSO '";
  const auto symbol = line.find(k_symbol);
  const auto library = line.find(k_library);
  if (symbol == std::string_view::npos || library == std::string_view::npos) {
    return std::nullopt;
  }
  const auto quoted = [&](std::size_t start) {
    const auto rest = line.substr(start);
    return std::string(rest.substr(0, rest.find('\'')));
  };
  return UndefinedSymbol{quoted(symbol + k_symbol.size()),
                         quoted(library + k_library.size())};
}

/// Go's probes link a source file, or nothing at all.
bool is_probe(const Invocation& invocation)
{
  return std::none_of(invocation.inputs.begin(), invocation.inputs.end(),
                      [](const std::string& input) { return input.ends_with(".o"); });
}

/// The file of "spawn.o:(run)" or "/x/spawn.o".
std::string object_path(const std::string& object)
{
  return object.substr(0, object.find(":("));
}

} // namespace

std::vector<UndefinedSymbol> read_undefined(std::string_view messages)
{
  constexpr std::string_view k_referenced = ">>> referenced by ";
  constexpr std::string_view k_defined = ">>> defined in ";
  constexpr std::string_view k_more = ">>> ";
  std::vector<UndefinedSymbol> found;
  std::string symbol;
  bool open_reference = false;
  while (!messages.empty()) {
    const auto line = take_line(messages);
    if (auto entry = out_of_reach_in(line)) {
      found.push_back(*std::move(entry));
      symbol.clear();
      open_reference = false;
    } else if (const auto name = undefined_in(line); !name.empty()) {
      symbol = name;
      open_reference = false;
    } else if (!line.starts_with(k_more) || line.starts_with(k_defined)) {
      symbol = line.starts_with(k_more) ? symbol : "";
      open_reference = false;
    } else if (symbol.empty()) {
      continue;
    } else if (line.starts_with(k_referenced)) {
      found.push_back({symbol, std::string(line.substr(k_referenced.size()))});
      open_reference = true;
    } else if (open_reference) {
      // The place in the source comes first, the object on a line of its own below it.
      const auto start = line.find_first_not_of(" ", k_more.size());
      if (start != std::string_view::npos) {
        found.back().object = line.substr(start);
      }
      open_reference = false;
    }
  }
  return found;
}

bool report_wanted(const CcConfiguration& configuration)
{
  return !configuration.report.empty() && access(configuration.report.c_str(), W_OK) == 0;
}

std::vector<std::string> trace_arguments(const CcConfiguration& configuration)
{
  const auto asked = configuration.report + "/trace";
  if (configuration.report.empty() || access(asked.c_str(), F_OK) != 0) {
    return {};
  }
  const auto map = configuration.report + "/map-" + std::to_string(getpid()) + ".txt";
  return {"-Wl,--Map=" + map, "-Wl,--cref"};
}

void report_compile(const CcConfiguration& configuration, const Invocation& invocation)
{
  if (invocation.output.empty() || invocation.output == "/dev/null" ||
      invocation.inputs.empty() || invocation.inputs.back() == "-") {
    return; // a probe
  }
  if (const auto hash = sha256_of_file(invocation.output)) {
    append(configuration, "compiles.txt",
           *hash + "\t" + field(working_folder()) + "\t" +
               field(invocation.inputs.back()) + "\t" + field(invocation.first_include) +
               "\n");
  }
}

void report_link(const CcConfiguration& configuration, const Invocation& invocation)
{
  if (is_probe(invocation)) {
    return;
  }
  std::string text;
  for (const auto& input : invocation.inputs) {
    const bool archive = input.ends_with(".a");
    const auto hash = archive ? std::nullopt : sha256_of_file(input);
    text +=
        field(invocation.output) + "\t" + hash.value_or("-") + "\t" + field(input) + "\n";
  }
  append(configuration, "links.txt", text);
}

void report_undefined(const CcConfiguration& configuration,
                      const Invocation& invocation,
                      std::string_view messages)
{
  if (is_probe(invocation)) {
    return;
  }
  std::string text;
  for (const auto& undefined : read_undefined(messages)) {
    const auto hash = sha256_of_file(object_path(undefined.object));
    text += field(undefined.symbol) + "\t" + field(undefined.object) + "\t" +
            hash.value_or("-") + "\n";
  }
  if (!text.empty()) {
    append(configuration, "undefined.txt", text);
  }
}

} // namespace crossroot::inner
