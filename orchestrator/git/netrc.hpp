// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace crossroot::git {

struct Login {
  std::string user, password;
  bool operator==(const Login&) const = default;
};

/// The login that a netrc text holds for a host, else its default entry's.
std::optional<Login> find_login(std::string_view netrc, std::string_view host);

} // namespace crossroot::git
