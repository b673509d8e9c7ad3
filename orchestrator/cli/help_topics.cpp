// SPDX-License-Identifier: Apache-2.0
#include "cli/command.hpp"

#include <array>

namespace crossroot::cli {

namespace {

constexpr std::string_view k_exit_codes =
    R"(Exit codes are part of the interface; scripts may rely on them.

  0    all is well
  2    the command line makes no sense
  3    a recipe or definition is malformed, or contradicts another
  4    the lock is stale or missing
  5    bytes or signatures are not what was pinned
  6    the compiler, the linker or go said no
  7    verify found violations, or runs-on --on a release that does not load
  8    two builds of the same inputs differ
  9    this host lacks something
  10   the operating system or the network said no
  70   a fault of crossroot itself
  130  interrupted

With several targets the worst counts, in the order 70, 130, 9, 10, 5, 4, 3,
6, 7, 8. `run`, `shell` and `test` return the program's own code, and 125 for
a failure of crossroot.
)";

constexpr std::string_view k_floor =
    R"(The floor is the oldest C library that an output must accept.

A program linked on a new distribution asks for symbol versions that an old
one does not have, and dies there before main: "version `GLIBC_2.34' not found".
The recipe says how old the oldest system may be:

  [target.linux-amd64]
  triplet = "x86_64-linux-gnu"
  floor = { glibc = "2.17" }

The build then links against libraries in which everything newer is hidden,
with small static replacements for what programs really call (getrandom, C11
threads, fcntl64 and others), and verify holds the finished file to it symbol by
symbol. On the command line a target may also be written with its floor:
x86_64-linux-gnu.2.17.
)";

constexpr std::string_view k_recipe =
    R"(crossroot.toml says what to build and where it must run. Only one target is
needed; the rest has defaults:

  schema = 1
  name = "inventory"

  [target.linux-amd64]
  triplet = "x86_64-linux-gnu"
  floor = { glibc = "2.17" }

Further tables: [source] where the code is; [modules] private ones; [go] SDK,
packages, tags, ldflags, stamps; [cc] toolchain and flags; [abi] what verify
holds the output to; [smoke] a command to run in the target's own libraries. Any
key of [go], [cc] and [abi] may be overridden in a target: go.tags = ["netgo"].
recipes/README.md has every key.
)";

constexpr std::string_view k_mirrors =
    R"(A lock names an archive, a path in it, a size and a SHA-256. Where the bytes
come from is this host's affair and changes no output. In this order:

  --mirror NAME=URL               a URL or a folder written by `vendor`
  mirrors in config.toml          ~/.config/crossroot, /etc/crossroot
  the host's apt settings         for the archives of Debian
  the definition's public list
  the snapshot service            at the timestamp that the lock recorded

The Go SDK and modules come from GOPROXY: the variable, else `go env GOPROXY` of
the host's go if there is one, as the mirror named "go".
)";

constexpr std::string_view k_check =
    R"(verify holds a file to these checks; `crossroot help check ID` says what one means,
why it matters, what the loader does, and how to mend it in a recipe.

)";

constexpr std::string_view k_policies =
    R"(A policy is a named set of what verify holds a file to: policy = "el7" in [abi],
or without any recipe `crossroot verify --policy el7 FILE`. Several may be named, and
of two that ask the same the stricter holds. A file of your own is named by its path,
--policy ./mine.toml; recipes/policies/README.md says what may stand in it.
`crossroot help policies NAME` prints all that one asks.

)";

constexpr std::string_view k_schema =
    R"(`crossroot help schema findings` prints the JSON Schema (2020-12) of what
`verify --json` prints and builds write to out/TARGET/findings.json. Every document
says its number, "schema": 1; what would break a reader gets another number.
)";

constexpr std::string_view k_symbol =
    R"(`crossroot help symbol NAME` says since which release a function of the C or C++
library is there on each CPU, whether crossroot replaces it where a floor is
older, and which distributions load a program that asks for it:

  crossroot help symbol memfd_create
)";

constexpr std::array<Topic, 8> k_topics{{
    {"check", "what verify looks at, check by check", k_check},
    {"exit-codes", "what each exit code means", k_exit_codes},
    {"floor", "how an output accepts an older C library", k_floor},
    {"mirrors", "where bytes come from", k_mirrors},
    {"policies", "shared policies by name", k_policies},
    {"recipe", "crossroot.toml in one screen", k_recipe},
    {"schema", "what JSON output looks like", k_schema},
    {"symbol", "since when the C library has a function", k_symbol},
}};

} // namespace

std::span<const Topic> all_topics()
{
  return k_topics;
}

} // namespace crossroot::cli
