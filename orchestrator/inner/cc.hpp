// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The compiler that Go and every other tool inside the sandbox sees (design §5). Found
/// under names that end in -cc, -c++ or -ar; argv[0] tells which, and where the small
/// configuration file stands. Returns the exit code of clang, or 1 after a refusal.
int cc_main(int argc, char** argv);
