// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verify/batch.hpp"

#include <vector>

namespace crossroot::verify {

/// Takes back of each failing finding `needed` the libraries that another of the files
/// is, in a folder where the file's own search path looks for it.
void accept_carried(std::vector<Outcome>& files);

} // namespace crossroot::verify
