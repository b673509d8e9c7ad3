// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verify/verify.hpp"

namespace crossroot::verify {

/// verify_source of a member of a package: `inside` is its path in the package
/// ("./usr/lib/x/y.so"), which is the one that it has once it is installed. So $ORIGIN in
/// its search path is a folder inside the roots of the target.
Result<Report> verify_member(elf::ByteSource& source,
                             const fs::path& inside,
                             const std::string& shown_as,
                             const Expectations& expectations);

} // namespace crossroot::verify
