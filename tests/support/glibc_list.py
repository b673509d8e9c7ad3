# SPDX-License-Identifier: Apache-2.0
"""The list of glibc's symbols that zig ships, as a judge independent of our own tables.

zig reads the abilist files of glibc's releases, which glibc's own build is checked against,
and keeps one file for all CPUs and releases: which symbol has which version nodes in which
library. Our tables and trees come from Debian's binaries. Two roads to the same facts that
have no step in common.

Layout (README.md of ziglang/libc-abi-tools), little-endian: u8 count and NUL-ended names of
libraries; u8 count of versions of three bytes; u8 count and NUL-ended names of targets; then
functions and then objects: u16 count of inclusions. An inclusion is a set of targets
(uleb128), for objects a size (uleb128), a byte with the library, versions of a byte each, the
last with bit 7. The first inclusion of a symbol follows its name, the last has bit 7 in its
library's byte. Objects of thread-local storage may follow; glibc exports none that counts.

A node stands where it was born: the list never says that a symbol left a library, and does
not repeat an old node in the library that a symbol moved to.
"""

import pathlib
import struct
import zipfile

TARGETS = {
    "x86_64-linux-gnu": "x86_64-linux-gnu",
    "aarch64-linux-gnu": "aarch64-linux-gnu",
    "arm-linux-gnueabihf": "arm-linux-gnueabihf",
    "i686-linux-gnu": "x86-linux-gnu",
    "powerpc64le-linux-gnu": "powerpc64le-linux-gnu",
    "riscv64-linux-gnu": "riscv64-linux-gnu",
    "s390x-linux-gnu": "s390x-linux-gnu",
}


def number(release):
    return tuple(int(part) for part in release.split("."))


class Reader:
    def __init__(self, content):
        self.content, self.at = content, 0

    def byte(self):
        self.at += 1
        return self.content[self.at - 1]

    def name(self):
        end = self.content.index(0, self.at)
        found = self.content[self.at : end].decode("ascii")
        self.at = end + 1
        return found

    def uleb128(self):
        value = shift = 0
        while True:
            byte = self.byte()
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value


def node_of(major, minor, patch):
    return f"{major}.{minor}.{patch}" if patch else f"{major}.{minor}"


class GlibcList:
    """entries[target] = {(symbol, library, node)}; library is "c", "pthread", "ld" …"""

    def __init__(self, content):
        reader = Reader(content)
        self.libraries = [reader.name() for _ in range(reader.byte())]
        versions = [tuple(reader.byte() for _ in range(3)) for _ in range(reader.byte())]
        self.newest = max(versions)[:2]
        self.nodes = [node_of(*version) for version in versions]
        self.targets = [reader.name() for _ in range(reader.byte())]
        self.entries = {target: set() for target in self.targets}
        for sized in (False, True):
            self.read_symbols(reader, sized)

    def read_symbols(self, reader, sized):
        (count,) = struct.unpack_from("<H", reader.content, reader.at)
        reader.at += 2
        symbol = None
        for _ in range(count):
            symbol = reader.name() if symbol is None else symbol
            targets = reader.uleb128()
            if sized:
                reader.uleb128()
            library = reader.byte()
            nodes = []
            while not nodes or nodes[-1] < 128:
                nodes.append(reader.byte())
            for bit, target in enumerate(self.targets):
                if targets >> bit & 1:
                    where = self.libraries[library & 127]
                    self.entries[target] |= {(symbol, where, self.nodes[n & 127]) for n in nodes}
            if library >= 128:
                symbol = None

    def at(self, triplet, release):
        """What glibc of that release has for a triplet, by the list."""
        return {
            entry
            for entry in self.entries[TARGETS[triplet]]
            if number(entry[2]) <= number(release)
        }


def read_wheel(folder):
    """The list in the newest wheel of ziglang in a folder; None if there is none."""
    wheels = sorted(pathlib.Path(folder).glob("ziglang-*.whl"))
    if not wheels:
        return None
    with zipfile.ZipFile(wheels[-1]) as wheel:
        return GlibcList(wheel.read("ziglang/lib/libc/glibc/abilists"))
