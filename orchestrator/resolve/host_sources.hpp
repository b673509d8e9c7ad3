// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "definition/definition.hpp"
#include "fetch/fetch.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace crossroot::resolve {

namespace fs = std::filesystem;

/// Where bytes may come from, as this host has it. Read once by cli.
struct HostSources {
  std::map<std::string, std::vector<std::string>>
      mirrors;               ///< --mirror, then configuration
  fs::path apt = "/etc/apt"; ///< the host's own package settings; empty: do not look
  std::string go_proxy;      ///< GOPROXY as Go writes it: "a,b|c,direct"
};

/// Base URLs per archive name in the order of design §4: --mirror, configuration, the
/// host's apt settings, the definitions' upstream lists, the snapshot service at the
/// timestamps of `lock` (null: none yet). "go" lists the module proxies; "off" and
/// "direct" are left out.
fetch::Sources
make_sources(const HostSources& host, const Definitions& definitions, const Lock* lock);

/// GOPROXY of the environment, else `go env GOPROXY` of the host's go if there is one.
std::string host_go_proxy(const CancelToken& cancel);

/// The URIs of one-line (.list) and deb822 (.sources) files that serve the Debian
/// archive itself: main suites of bullseye, bookworm, trixie, … and their aliases.
std::vector<std::string> debian_uris(std::string_view text, bool deb822);

} // namespace crossroot::resolve
