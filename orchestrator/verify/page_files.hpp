// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string_view>

namespace crossroot::verify {

/// The files of the page that are no C++, by name: style.css.
const std::map<std::string_view, std::string_view>& page_files();

} // namespace crossroot::verify
