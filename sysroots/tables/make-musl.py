#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""make-musl.py FOLDER OUT: writes OUT/musl.txt from the libraries that fetch-musl.sh
unpacked into FOLDER.

musl gives its symbols no versions, so nothing in the library says when one came. A symbol
that a release has and the one before lacks came with it or between them; the nodes
MUSL_<release> of the table are ours. For releases before the first that a distribution
still serves, and to tell 1.2.4 from 1.2.5, the release notes are asked: NAMED lists the
functions that WHATSNEW (musl's own, in Debian's package as changelog.gz) calls new. What
neither says counts as there from the beginning.
"""

import pathlib
import re
import subprocess
import sys
import textwrap

TRIPLETS = {
    "amd64": "x86_64-linux-musl",
    "arm64": "aarch64-linux-musl",
    "armhf": "arm-linux-musleabihf",
    "i386": "i686-linux-musl",
    "ppc64el": "powerpc64le-linux-musl",
    "riscv64": "riscv64-linux-musl",
    "s390x": "s390x-linux-musl",
}
BEGINNING = "1.0.0"
# Debian patches them in (its changelog: musl-fts; renameat2 since 1.2.5-3): not musl's own.
NOT_MUSL = re.compile(r"(fts_(children|close|open|read|set)|renameat2)$")
NAMED = {
    "1.1.19": "fopencookie",
    "1.1.20": "getrandom getentropy mlock2 memfd_create explicit_bzero",
    "1.1.21": "name_to_handle_at open_by_handle_at",
    "1.1.22": "membarrier",
    "1.1.24": "secure_getenv copy_file_range posix_spawn_file_actions_addchdir_np"
              " posix_spawn_file_actions_addfchdir_np",
    "1.2.2": "_Fork reallocarray gettid tcgetwinsize tcsetwinsize",
    "1.2.3": "qsort_r pthread_getname_np",
    "1.2.5": "statx preadv2 pwritev2",
}
TIME64 = re.compile(r"__.*(time64|_time64.*)$")  # 1.2.0, on 32-bit processors


def number(version):
    return [int(part) for part in version.split(".")]


def symbols_of(path):
    run = subprocess.run(
        ["readelf", "-W", "--dyn-syms", path], capture_output=True, text=True, check=True
    )
    found = set()
    for line in run.stdout.splitlines():
        fields = re.sub(r"\[[^]]*\]", "", line).split()
        if len(fields) < 8 or not fields[0].rstrip(":").isdigit() or fields[6] == "UND":
            continue
        name = fields[7].partition("@")[0]
        if fields[3] != "SECTION" and not NOT_MUSL.match(name):
            found.add(name)
    return found


def first_release(symbol, per_release, named):
    """Of one processor; per_release: [(release, symbols)], oldest first."""
    if symbol in named:
        return named[symbol]
    for place, (release, symbols) in enumerate(per_release):
        if symbol in symbols:
            if place:
                return release
            return "1.2.0" if TIME64.match(symbol) else BEGINNING
    raise AssertionError(symbol)


def main():
    folder, out = map(pathlib.Path, sys.argv[1:])
    releases = sorted((path.name for path in folder.iterdir() if path.name[0] == "1"), key=number)
    named = {name: release for release, names in NAMED.items() for name in names.split()}
    libraries = {}  # architecture -> [(release, symbols)]
    for arch in TRIPLETS:
        for release in releases:
            for path in sorted((folder / release / arch).rglob("libc.so")):
                libraries.setdefault(arch, []).append((release, symbols_of(path)))
    # A processor that the oldest release is not served for begins later: what the
    # complete ones say of a symbol holds there too.
    complete = [found for found in libraries.values() if found[0][0] == releases[0]]
    groups = {}
    everything = {name for found in libraries.values() for _, names in found for name in names}
    for symbol in everything:
        elsewhere = [
            first_release(symbol, found, named)
            for found in complete
            if any(symbol in names for _, names in found)
        ]
        per_release = {}
        for arch, found in libraries.items():
            if any(symbol in names for _, names in found):
                own = found in complete or not elsewhere
                first = first_release(symbol, found, named) if own else min(elsewhere, key=number)
                per_release.setdefault(first, []).append(TRIPLETS[arch])
        for first, triplets in per_release.items():
            groups.setdefault((first, tuple(sorted(triplets))), []).append(symbol)
    with open(out / "musl.txt", "w", encoding="ascii") as file:
        file.write("# Since which release musl has each symbol, by CPU.\n")
        file.write(f"# Made by make-musl.py from Debian's packages of musl {', '.join(releases)}"
                   " and its release notes;\n# do not edit.\n")
        file.write('# "= libc.so MUSL_RELEASE TRIPLET..." opens a group of names.\n')
        for (first, triplets), symbols in sorted(groups.items()):
            file.write(" ".join(["=", "libc.so", "MUSL_" + first, *triplets]) + "\n")
            file.write(textwrap.fill(" ".join(sorted(symbols)), 100, break_long_words=False,
                                     break_on_hyphens=False) + "\n")


if __name__ == "__main__":
    main()
