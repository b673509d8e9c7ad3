#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""make-symbols.py FOLDER OUT: writes OUT/glibc.txt and OUT/gcc.txt from the libraries
that fetch-libraries.sh unpacked into FOLDER.

A version node tells when a symbol came to be; that is why three releases suffice for all
before them. It does not tell when a symbol came to *this* library: glibc 2.34 moved
libpthread into libc and kept the old nodes. So where a release lacks (symbol, node) in a
library and a later one has it, the line carries since=RELEASE; the other way round
gone=RELEASE. The release is that of the symbol's newer node in libc if one lies between
the two, else the later of the two.
"""

import pathlib
import re
import subprocess
import sys
import textwrap

TRIPLETS = {
    "amd64": "x86_64-linux-gnu",
    "arm64": "aarch64-linux-gnu",
    "armhf": "arm-linux-gnueabihf",
    "i386": "i686-linux-gnu",
    "ppc64el": "powerpc64le-linux-gnu",
    "riscv64": "riscv64-linux-gnu",
    "s390x": "s390x-linux-gnu",
}
# libnsl.so.2 is another project's: only the name of the first is glibc's.
GLIBC = re.compile(
    r"(ld-linux.*|ld64|lib(c|m|pthread|dl|rt|util|resolv|anl|mvec|thread_db|BrokenLocale))"
    r"\.so\.\d+$|libnsl\.so\.1$"
)
GCC = re.compile(r"lib(stdc\+\+|gcc_s)\.so\.\d+$")
# librt's until 2.31 took them to libc, older nodes and all: no release at hand shows it.
LIBRT_UNTIL_2_31 = {
    "clock_getcpuclockid", "clock_getres", "clock_gettime", "clock_nanosleep", "clock_settime",
}
# Gone before the oldest release at hand, by the abilist files in glibc's own history: copies
# of libc's symbols, at libc's nodes, in libpthread and in the loader.
FROM_LIBPTHREAD = {
    "2.30": {"__vfork", "vfork"},
    "2.31": {
        "__nanosleep", "__wait", "nanosleep", "pthread_attr_destroy",
        "pthread_attr_getdetachstate", "pthread_attr_getinheritsched",
        "pthread_attr_getschedparam", "pthread_attr_init", "pthread_attr_setdetachstate",
        "pthread_attr_setinheritsched", "pthread_attr_setschedparam", "pthread_equal",
        "pthread_self", "wait", "waitpid",
    },
}
NOT_OF_RISCV_LIBPTHREAD = {"__vfork", "pthread_self", "vfork"}
FROM_LOADER = {"2.25": {"__libc_memalign"}}
HEADER = """\
# Which symbols each library of {name} defines, by version node and CPU.
# Made by make-symbols.py from Debian's packages of glibc {releases}; do not edit.
# "= LIBRARY NODE [since=RELEASE] [gone=RELEASE] TRIPLET..." opens a group of names.
"""


def number(version):
    return [int(part) for part in version.split(".")]


def node_number(node):
    return number(node.removeprefix("GLIBC_"))


def symbols_of(path):
    """{(symbol, node)} that the library defines, private nodes left out."""
    run = subprocess.run(
        ["readelf", "-W", "--dyn-syms", path], capture_output=True, text=True, check=True
    )
    found = set()
    for line in run.stdout.splitlines():
        fields = re.sub(r"\[[^]]*\]", "", line).split()
        if len(fields) < 8 or not fields[0].rstrip(":").isdigit() or fields[6] == "UND":
            continue
        name, at, node = fields[7].partition("@")
        node = node.lstrip("@")
        if at and name != node and not node.endswith("PRIVATE"):
            found.add((name, node))
    return found


def libraries_of(folder, wanted):
    """{soname: symbols} of one unpacked architecture."""
    found = {}
    for path in sorted(folder.rglob("*.so*")):
        if wanted.match(path.name) and path.exists() and path.name not in found:
            if not re.search(r"/(lib32|lib64|libx32|libo32)/lib", str(path)):
                found[path.name] = symbols_of(path.resolve())
    return found


def moved(symbol, earlier, later, libc):
    """The release between two that moved a symbol, by its node in the later libc."""
    between = [
        node
        for name, node in libc
        if name == symbol
        and re.match(r"GLIBC_[0-9.]+$", node)
        and number(earlier) < node_number(node) <= number(later)
    ]
    if between:
        return max(between, key=node_number).removeprefix("GLIBC_")
    # 2.34 emptied libpthread, libdl, librt, libutil and libanl into libc.
    return "2.34" if number(earlier) < [2, 34] < number(later) else later


def rows_of(releases):
    """(library, node, since, gone, symbol) of one CPU; releases: [(number, libraries)]."""
    rows = set()
    for library in sorted({name for _, libraries in releases for name in libraries}):
        everything = set().union(*(libraries.get(library, set()) for _, libraries in releases))
        for symbol, node in everything:
            since = gone = ""
            for (earlier, old), (later, new) in zip(releases, releases[1:]):
                before = (symbol, node) in old.get(library, set())
                after = (symbol, node) in new.get(library, set())
                libc = new.get("libc.so.6", set())
                if not before and after:
                    since = moved(symbol, earlier, later, libc)
                if before and not after:
                    gone = moved(symbol, earlier, later, libc)
            if since and re.match(r"GLIBC_[0-9.]+$", node):
                if number(since) <= node_number(node) or node_number(node) > number(releases[0][0]):
                    since = ""
            elif since:
                since = ""  # libstdc++ and libgcc keep each symbol where it was born
            if library == "libc.so.6" and symbol in LIBRT_UNTIL_2_31:
                if node_number(node) < [2, 17]:
                    since = "2.31"
                    rows.add(("librt.so.1", node, "", since, symbol))
            rows.add((library, node, since, gone, symbol))
    return rows


def gone_early(rows):
    """Rows of one CPU that no release at hand shows any more."""
    loader = next((library for library, *_ in rows if re.match(r"ld-linux|ld64", library)), "")
    nodes = {node for library, node, *_ in rows if library == "libpthread.so.0"}
    born_late = nodes and min(map(node_number, nodes)) > [2, 25]
    found = set()
    for library, node, since, _, symbol in rows:
        if library != "libc.so.6" or since:
            continue
        for release, symbols in FROM_LIBPTHREAD.items():
            if symbol in symbols and not (born_late and symbol in NOT_OF_RISCV_LIBPTHREAD):
                found.add(("libpthread.so.0", node, "", release, symbol))
        for release, symbols in FROM_LOADER.items():
            if symbol in symbols and not born_late:
                found.add((loader, node, "", release, symbol))
    return found


def write(folder, out, name, wanted):
    releases = sorted((path.name for path in folder.iterdir() if path.name[0] == "2"), key=number)
    triplets = {}
    for arch, triplet in TRIPLETS.items():
        per_cpu = [
            (release, libraries_of(folder / release / arch, wanted))
            for release in releases
            if (folder / release / arch).is_dir()
        ]
        rows = rows_of(per_cpu)
        for row in rows | gone_early(rows):
            triplets.setdefault(row, []).append(triplet)
    write_rows(triplets, out, name, releases)


def write_rows(triplets, out, name, releases):
    """triplets: {(library, node, since, gone, symbol): [triplet]}"""
    groups = {}
    for (library, node, since, gone, symbol), cpus in triplets.items():
        groups.setdefault((library, node, since, gone, tuple(sorted(cpus))), []).append(symbol)
    with open(out, "w", encoding="ascii") as file:
        file.write(HEADER.format(name=name, releases=", ".join(releases)))
        for (library, node, since, gone, cpus), symbols in sorted(groups.items()):
            words = ["=", library, node]
            words += [f"since={since}"] if since else []
            words += [f"gone={gone}"] if gone else []
            file.write(" ".join(words + list(cpus)) + "\n")
            file.write(textwrap.fill(" ".join(sorted(symbols)), 100, break_long_words=False,
                                     break_on_hyphens=False) + "\n")


def main():
    folder, out = map(pathlib.Path, sys.argv[1:])
    write(folder, out / "glibc.txt", "glibc", GLIBC)
    write(folder, out / "gcc.txt", "gcc's C++ and support runtime", GCC)


if __name__ == "__main__":
    main()
