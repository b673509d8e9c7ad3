// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace crossroot::net {

/// What two URLs must share for credentials to follow from one to the other: scheme,
/// host and port as written, lower case. "" for a URL without "://".
std::string origin_of(std::string_view url);
/// "http", "https", "file" in lower case, "" without "://".
std::string scheme_of(std::string_view url);
/// Host and port without user, for messages.
std::string host_of(std::string_view url);

} // namespace crossroot::net
