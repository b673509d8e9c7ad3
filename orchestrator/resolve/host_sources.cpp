// SPDX-License-Identifier: Apache-2.0
// Mirrors are environment. Who asks the host's own package settings finds the mirror
// that this network can reach, that is near, and that the user's administrator chose;
// the public ones in a definition come after it. A file of those settings may also name
// archives that only look like Debian's (a vendor's "bookworm" suite): asking one costs
// a request, and its bytes match no digest.
#include "resolve/host_sources.hpp"

#include "base/text.hpp"
#include "os/files.hpp"
#include "os/process.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace crossroot::resolve {

namespace {

bool is_debian_suite(std::string_view suite)
{
  static constexpr std::array<std::string_view, 13> k_suites = {
      "buster",    "bullseye",     "bookworm",    "trixie",  "forky",
      "duke",      "sid",          "unstable",    "testing", "stable",
      "oldstable", "oldoldstable", "experimental"};
  return std::find(k_suites.begin(), k_suites.end(), suite) != k_suites.end();
}

bool is_readable_uri(std::string_view uri)
{
  return uri.starts_with("http://") || uri.starts_with("https://") ||
         uri.starts_with("file:/");
}

void add_uri(std::vector<std::string>& uris, std::string_view uri)
{
  while (uri.ends_with('/')) {
    uri.remove_suffix(1);
  }
  if (is_readable_uri(uri) && std::find(uris.begin(), uris.end(), uri) == uris.end()) {
    uris.emplace_back(uri);
  }
}

/// "deb [arch=amd64 signed-by=…] http://… bookworm main"
void read_list_line(std::string_view line, std::vector<std::string>& uris)
{
  line = trim(line.substr(0, line.find('#')));
  if (!line.starts_with("deb ") && !line.starts_with("deb\t")) {
    return;
  }
  line = trim(line.substr(3));
  if (line.starts_with('[')) {
    const auto close = line.find(']');
    line = close == std::string_view::npos ? std::string_view() : line.substr(close + 1);
  }
  const auto words = split_words(line);
  if (words.size() >= 3 && is_debian_suite(words[1]) &&
      std::find(words.begin() + 2, words.end(), "main") != words.end()) {
    add_uri(uris, words[0]);
  }
}

struct Deb822Stanza {
  std::vector<std::string_view> uris, suites, components;
  bool enabled = true;

  void take(std::string_view field, std::string_view value)
  {
    auto* const list = field == "URIs"         ? &uris
                       : field == "Suites"     ? &suites
                       : field == "Components" ? &components
                                               : nullptr;
    if (list != nullptr) {
      const auto words = split_words(value);
      list->insert(list->end(), words.begin(), words.end());
    } else if (field == "Enabled") {
      enabled = trim(value) != "no";
    }
  }

  void give(std::vector<std::string>& out) const
  {
    if (enabled && std::any_of(suites.begin(), suites.end(), is_debian_suite) &&
        std::find(components.begin(), components.end(), "main") != components.end()) {
      for (const auto uri : uris) {
        add_uri(out, uri);
      }
    }
  }
};

void read_deb822(std::string_view text, std::vector<std::string>& uris)
{
  Deb822Stanza stanza;
  std::string_view field;
  for (const auto line : split_lines(text)) {
    if (line.starts_with('#')) {
      continue;
    }
    if (trim(line).empty()) {
      stanza.give(uris);
      stanza = {};
      field = {};
    } else if (line[0] == ' ' || line[0] == '\t') {
      stanza.take(field, line);
    } else if (const auto colon = line.find(':'); colon != std::string_view::npos) {
      field = line.substr(0, colon);
      stanza.take(field, line.substr(colon + 1));
    }
  }
  stanza.give(uris);
}

std::vector<std::string> apt_uris(const fs::path& apt)
{
  std::vector<fs::path> files{apt / "sources.list"};
  std::error_code failure;
  for (fs::directory_iterator at(apt / "sources.list.d", failure), end;
       !failure && at != end; at.increment(failure)) {
    files.push_back(at->path());
  }
  std::sort(files.begin(), files.end());
  std::vector<std::string> uris;
  for (const auto& file : files) {
    const bool deb822 = file.extension() == ".sources";
    if (!deb822 && file.extension() != ".list") {
      continue;
    }
    if (const auto text = os::read_file(file, std::uint64_t{1} << 20)) {
      for (const auto& uri : debian_uris(*text, deb822)) {
        add_uri(uris, uri);
      }
    }
  }
  return uris;
}

class SourceList {
public:
  explicit SourceList(fetch::Sources& sources) : sources_(sources) {}
  void add(const std::string& archive,
           std::string label,
           std::string url,
           bool last_unless_missing = false)
  {
    while (url.ends_with('/')) {
      url.pop_back();
    }
    if (seen_.insert({archive, url}).second) {
      sources_[archive].push_back({.label = std::move(label),
                                   .url = std::move(url),
                                   .last_unless_missing = last_unless_missing});
    }
  }

private:
  fetch::Sources& sources_;
  std::set<std::pair<std::string, std::string>> seen_;
};

/// As the go command reads GOPROXY: behind a comma stands whom to ask for what the one
/// before does not have, behind a bar whom to ask when it fails in any way.
void add_go_proxies(std::string_view text, SourceList& list)
{
  while (!text.empty()) {
    const auto end = text.find_first_of(",|");
    const auto word = trim(text.substr(0, end));
    const bool comma = end != std::string_view::npos && text[end] == ',';
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    if (word == "off") {
      return;
    }
    if (is_readable_uri(word)) {
      list.add("go", std::string(fetch::k_go_proxy_label), std::string(word), comma);
    } else if (word.find_first_of(".:/") != std::string_view::npos &&
               word.find("://") == std::string_view::npos && !word.starts_with('/')) {
      list.add("go", std::string(fetch::k_go_proxy_label), "https://" + std::string(word),
               comma);
    }
  }
}

} // namespace

std::vector<std::string> debian_uris(std::string_view text, bool deb822)
{
  std::vector<std::string> uris;
  if (deb822) {
    read_deb822(text, uris);
    return uris;
  }
  for (const auto line : split_lines(text)) {
    read_list_line(line, uris);
  }
  return uris;
}

std::string host_go_proxy(const CancelToken& cancel)
{
  if (const char* set = std::getenv("GOPROXY"); set != nullptr && *set != '\0') {
    return set;
  }
  if (!os::find_program("go")) {
    return "direct";
  }
  os::Command command;
  command.argv = {"go", "env", "GOPROXY"};
  command.cwd = "/";
  command.wall_limit = std::chrono::seconds(20);
  const auto outcome = os::run_process(command, cancel);
  const auto text =
      outcome && outcome->succeeded() ? std::string(trim(outcome->out)) : "";
  return text.empty() ? "direct" : text;
}

fetch::Sources
make_sources(const HostSources& host, const Definitions& definitions, const Lock* lock)
{
  fetch::Sources sources;
  SourceList list(sources);
  for (const auto& [archive, urls] : host.mirrors) {
    for (const auto& url : urls) {
      list.add(archive, "--mirror", url);
    }
  }
  if (!host.apt.empty()) {
    for (const auto& uri : apt_uris(host.apt)) {
      list.add("debian", "apt sources", uri);
    }
  }
  for (const auto& [name, definition] : definitions.all()) {
    if (!definition.archive.folder.empty()) {
      std::error_code ignored; // a path that cannot be made absolute is not read either
      list.add(definition.archive.name, "folder of " + name,
               fetch::url_of_folder(fs::absolute(definition.archive.folder, ignored)));
    }
    for (const auto& url : definition.archive.upstream) {
      list.add(definition.archive.name, "upstream", url);
    }
  }
  for (const auto& index : lock != nullptr ? lock->indexes : std::vector<LockedIndex>()) {
    const auto definition = definitions.all().find(index.definition);
    if (definition == definitions.all().end() || index.snapshot.empty()) {
      continue;
    }
    auto url = definition->second.archive.snapshot;
    if (const auto at = url.find("{timestamp}"); at != std::string::npos) {
      url.replace(at, std::string_view("{timestamp}").size(), index.snapshot);
      list.add(index.archive, "snapshot", url);
    }
  }
  add_go_proxies(host.go_proxy, list);
  // A mirror of "go" may be one of the release site as well: their paths do not meet.
  if (const auto go = host.mirrors.find("go"); go != host.mirrors.end()) {
    for (const auto& url : go->second) {
      list.add("go-release", "--mirror", url);
    }
  }
  list.add("go-release", "upstream", "https://go.dev/dl");
  return sources;
}

} // namespace crossroot::resolve
