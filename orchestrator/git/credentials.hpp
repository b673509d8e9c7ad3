// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "git/git.hpp"
#include "git/netrc.hpp"

namespace crossroot::git {

/// Who we are to the host of `url`: from netrc, else from git's own credential programs
/// if git is installed. Nothing is asked on a terminal and nothing is stored.
std::optional<Login> login_for(const std::string& url,
                               const RemoteSettings& settings,
                               const CancelToken& cancel);

} // namespace crossroot::git
