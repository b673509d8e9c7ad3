#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Our ELF reader against those of GNU binutils, LLVM and elfutils (libelf).

    compare_readers.py ELF_LINES FOLDER… [--most FILES] [--least FILES] [--cpus COUNT]

Each reader's output for a file becomes the same plain lines ("needed libc.so.6"); a line
that one has and another lacks is a difference. reader_differences.py explains the kinds
that are known, with the reason; any other one fails. Readers that are not installed are
left out aloud; without any of them the exit code is 77.
"""
import argparse
import collections
import concurrent.futures
import os
import re
import shutil
import subprocess
import sys

import reader_differences as known

LARGEST = 1 << 26  # bytes: what a text reader prints of more takes a minute to read
SWITCHES = ["--dyn-syms", "-n"]
PEERS = {"readelf": [["readelf"], ["-hldVW"]],
         "llvm-readelf": [["llvm-readelf", "llvm-readelf-19", "llvm-readelf-14"],
                          ["-hldVW"]],
         "eu-readelf": [["eu-readelf"], ["-hldV"]]}
FILE_TYPES = {"NONE": 0, "REL": 1, "EXEC": 2, "DYN": 3, "CORE": 4}
SEGMENTS = {"NULL": 0, "LOAD": 1, "DYNAMIC": 2, "INTERP": 3, "NOTE": 4, "SHLIB": 5,
            "PHDR": 6, "TLS": 7, "GNU_EH_FRAME": 0x6474e550, "GNU_STACK": 0x6474e551,
            "GNU_RELRO": 0x6474e552, "GNU_PROPERTY": 0x6474e553}
TYPES = {"NOTYPE": 0, "OBJECT": 1, "FUNC": 2, "SECTION": 3, "FILE": 4, "COMMON": 5,
         "TLS": 6, "IFUNC": 10, "GNU_IFUNC": 10}
BINDINGS = {"LOCAL": 0, "GLOBAL": 1, "WEAK": 2, "UNIQUE": 10, "GNU_UNIQUE": 10}
VISIBILITIES = {"DEFAULT": 0, "INTERNAL": 1, "HIDDEN": 2, "PROTECTED": 3}
PLACES = {"UND": 0, "UNDEF": 0, "ABS": 0xfff1, "COM": 0xfff2, "COMMON": 0xfff2}
VERSION_FLAGS = {"none": 0, "BASE": 1, "WEAK": 2, "INFO": 4}
DT_FLAGS = ["ORIGIN", "SYMBOLIC", "TEXTREL", "BIND_NOW", "STATIC_TLS"]
DT_FLAGS_1 = ["NOW", "GLOBAL", "GROUP", "NODELETE", "LOADFLTR", "INITFIRST", "NOOPEN",
              "ORIGIN", "DIRECT", "TRANS", "INTERPOSE", "NODEFLIB", "NODUMP", "CONFALT",
              "ENDFILTEE", "DISPRELDNE", "DISPRELPND", "NODIRECT", "IGNMULDEF",
              "NOKSYMS", "NOHDR", "EDITED", "NORELOC", "SYMINTPOSE", "GLOBAUDIT",
              "SINGLETON", "STUB", "PIE"]
# Words that stand for machines, as the three print them: those of our triplets and of
# Debian's ports. A machine with no number here is compared by nothing.
MACHINES = {
    3: ["Intel 80386", "i386"], 8: ["MIPS R3000", "MIPS"], 20: ["PowerPC"],
    21: ["PowerPC64"], 22: ["IBM S/390", "S390"], 40: ["ARM"], 2: ["Sparc", "SPARC"],
    43: ["Sparc v9", "SPARC v9"], 15: ["HPPA"], 4: ["MC68000", "Motorola m68k", "m68k"],
    42: ["Renesas / SuperH SH", "Hitachi SH", "SuperH SH"], 0x9026: ["Alpha"],
    62: ["Advanced Micro Devices X86-64", "AMD x86-64"], 183: ["AArch64", "AARCH64"],
    243: ["RISC-V"], 258: ["LoongArch"]}
MACHINE_OF = {word.lower(): number for number, words in MACHINES.items()
              for word in words}

SEGMENT = re.compile(r"^  (\S+(?:: ?\S+)?)\s+" + r"(0x[0-9a-f]+) " * 2 + r"0x[0-9a-f]+ "
                     + r"(0x[0-9a-f]+) (0x[0-9a-f]+) ([RWE ]{3}) *(\S+)$")
NUMBERED_ENTRY = re.compile(r"^\s+(0x[0-9a-f]+) \((.*?)\)\s*(.*)$")
NAMED_ENTRY = re.compile(r"^  (\S+(?:: ?\S+)?)\s*(.*)$")
ASKED_OF = re.compile(r":\s+Version: \d+\s+File: (.*?)\s+Cnt: \d+")
ASKED = re.compile(r":\s+Name: (.*?)\s+Flags: (.*?)\s+Version: (\d+)")
DEFINED = re.compile(r":\s+(?:Rev|Version): \d+\s+Flags: (.*?)\s+Index: (\d+)\s+"
                     r"Cnt: \d+\s+Name: (.*)$")
SYMBOL = re.compile(r"^\s*(\d+): ([0-9a-f]+)\s+(0x[0-9a-f]+|\d+) (\S+(?:: \S+)?)\s+(\S+)"
                    r"\s+(\S+)(?:\s+\[.*?\])*\s+(\S+) ?(.*)$")
VALUE = re.compile(r"\[(.*)\]")


def number_of(word, table):
    """By name, or the number inside a spelling such as LOOS+0x474e551 or PRC[0xff00]."""
    if word in table:
        return table[word]
    found = re.search(r"(0x[0-9a-fA-F]+|\d+)", word)
    if not found:
        return -1
    base = 0x60000000 if word.startswith("LOOS+") else \
        0x70000000 if word.startswith("LOPROC+") else 0
    return base + int(found[1], 0)


def bits_of(words, names):
    value = 0
    for word in words.replace("Flags:", "").replace("|", " ").split():
        if word in names:
            value |= 1 << names.index(word)
        elif word.startswith("0x"):
            value |= int(word, 16)
    return value


def version_flags(words):
    return sum(VERSION_FLAGS.get(word, 0) for word in words.replace("|", " ").split())


class Peer:
    """The output of one reader for one file, as lines; parts follow each other by their
    headings."""

    def __init__(self, output):
        self.lines = collections.Counter()
        self.part = "header"
        self.library = ""
        parts = (("Program Headers", "segments"), ("Section to Segment", "mapping"),
                 ("Dynamic s", "dynamic"), ("Version needs", "needs"),
                 ("Version definition", "definitions"), ("Version symbols", "none"),
                 ("VersionNeeds", "needs"), ("Symbol table '.dynsym'", "symbols"),
                 ("Symbol table [", "symbols"), ("Symbol table", "none"),
                 ("Dynamic symbol", "none"), ("Note section", "notes"),
                 ("Note segment", "notes"), ("Displaying notes", "notes"))
        for line in output.split("\n"):
            part = next((to for start, to in parts if line.lstrip().startswith(start)),
                        None)
            if part == "symbols" and "'.dynsym'" not in line:
                part = "none"
            if part:
                self.part = part
            else:
                getattr(self, self.part)(line)

    def add(self, text):
        self.lines[text] += 1

    def none(self, line):
        pass

    mapping = none

    def header(self, line):
        name, _, value = line.strip().partition(":")
        value = value.strip()
        if name == "Class":
            self.add("class " + value.removeprefix("ELF"))
        elif name == "Data":
            self.add("data " + ("big" if "big" in value else "little"))
        elif name == "Type" and value:
            self.add(f"type {number_of(value.split()[0], FILE_TYPES)}")
        elif name == "Machine":
            self.add(f"machine {MACHINE_OF.get(value.lower(), value)}")
        elif name == "Flags":
            first = (value or "0x0").split()[0].rstrip(",")
            if first.startswith("0x"):
                self.add(f"flags {int(first, 16):#x}")
        elif name == "Entry point address":
            self.add(f"entry {int(value, 16):#x}")

    def segments(self, line):
        if found := SEGMENT.match(line):
            kind, offset, address, file_size, memory_size, rights, align = found.groups()
            numbers = " ".join(f"{int(word, 16):#x}"
                               for word in (offset, address, file_size, memory_size))
            kind = f"{SEGMENTS[kind]:#x}" if kind in SEGMENTS else "other"
            self.add(f"segment {kind} {numbers} "
                     f"{rights.replace(' ', '')} {int(align, 16):#x}")
        elif found := re.search(r"Requesting program interpreter: (.*)\]", line):
            self.add("interpreter " + found[1])

    def dynamic(self, line):
        if found := NUMBERED_ENTRY.match(line):
            tag, name, value = found.groups()
            if int(tag, 16):
                self.add(f"tag {int(tag, 16):#x}")
        elif found := NAMED_ENTRY.match(line):
            name, value = found.groups()
        else:
            return
        words = {"NEEDED": "needed", "SONAME": "soname", "RPATH": "rpath",
                 "RUNPATH": "runpath"}
        if name in words and (text := VALUE.search(value)):
            self.add(f"{words[name]} {text[1]}")
        elif name == "FLAGS":
            self.add(f"dt-flags {bits_of(value, DT_FLAGS):#x}")
        elif name == "FLAGS_1":
            self.add(f"dt-flags-1 {bits_of(value, DT_FLAGS_1):#x}")

    def needs(self, line):
        if found := ASKED_OF.search(line):
            self.library = found[1]
        elif found := ASKED.search(line):
            self.add(f"asks {self.library} {found[1]} index {int(found[3]) & 0x7fff} "
                     f"flags {version_flags(found[2]):#x}")

    def definitions(self, line):
        if found := DEFINED.search(line):
            self.add(f"defines {found[3].strip()} index {found[2]} "
                     f"flags {version_flags(found[1]):#x}")

    def symbols(self, line):
        found = SYMBOL.match(line)
        if not found or found[1] == "0":
            return
        index, value, size, kind, binding, visibility, place, name = found.groups()
        name = re.sub(r" \(\d+\)$", "", name)
        self.add(f"symbol {index} {int(value, 16):#x} size {int(size, 0)} "
                 f"type {number_of(kind, TYPES)} "
                 f"binding {number_of(binding, BINDINGS)} "
                 f"visibility {VISIBILITIES.get(visibility, visibility)} "
                 f"section {number_of(place, PLACES)} {name}")

    def notes(self, line):
        if found := re.search(r"Build ID: ([0-9a-f]+)", line):
            self.add("build-id " + found[1])
        elif found := re.search(r"OS: (\w+), ABI: (\d+\.\d+\.\d+)", line):
            systems = {"Linux": 0, "Hurd": 1, "GNU": 1, "Solaris": 2, "FreeBSD": 3}
            self.add(f"abi-tag {systems.get(found[1], found[1])} {found[2]}")


def is_elf(path):
    try:
        with open(path, "rb") as file:
            return file.read(4) == b"\x7fELF"
    except OSError:
        return False


def files_below(folders):
    found = []
    for folder in folders:
        for place, below, names in os.walk(folder):
            below.sort()
            for name in sorted(names):
                path = os.path.join(place, name)
                if not os.path.islink(path) and os.path.isfile(path) and \
                        "\n" not in path and is_elf(path) and \
                        os.path.getsize(path) <= LARGEST:
                    found.append(path)
    return found


def evenly(found, count):
    """`count` of them, spread over all: the same ones for the same files."""
    return [found[i * len(found) // count] for i in range(count)] \
        if 0 < count < len(found) else found


def our_lines(program, files):
    output = subprocess.run([program], input="\n".join(files) + "\n", check=True,
                            capture_output=True, encoding="utf-8",
                            errors="surrogateescape").stdout
    lines = {}
    for line in output.split("\n"):
        if line.startswith("file "):
            current = lines.setdefault(line[5:], collections.Counter())
        elif line:
            current[line] += 1
    return lines


def peer_lines(command, path):
    run = subprocess.run(command + [path], capture_output=True, check=False,
                         encoding="utf-8", errors="surrogateescape", timeout=60)
    return Peer(run.stdout).lines, run.returncode


class Comparison:
    def __init__(self):
        self.explained = collections.Counter()
        self.unexplained = []
        self.cpus = set()
        self.agreed = collections.Counter()

    def compare(self, peer, path, ours, theirs, exit_code):
        file = known.Facts(path, ours, theirs, exit_code)
        self.cpus.update(line for line in ours if line.startswith("machine "))
        kinds = {line.split(" ", 1)[0] for line in theirs}
        self.agreed[peer] += sum((ours & theirs).values())
        lines = sorted((ours - theirs) + (theirs - ours))
        if file.refused:
            lines = [line for line in lines if line in ours]
        for line in lines:
            side = "ours" if ours[line] > theirs[line] else "theirs"
            reason = known.explain(peer, side, line, file, kinds)
            if reason:
                self.explained[peer, reason] += 1
            else:
                self.unexplained.append(
                    (path, (peer, side, line.split(" ", 1)[0]), line))

    def report(self, files, most=4):
        """All kinds of what is unexplained, with some lines of each."""
        for (peer, reason), count in sorted(self.explained.items()):
            print(f"explained {count}: {peer}: {reason}")
        for peer, count in sorted(self.agreed.items()):
            print(f"{peer}: {count} lines alike")
        shown = collections.Counter()
        for path, kind, line in self.unexplained:
            shown[kind] += 1
            if shown[kind] <= most:
                line = f"{path}: {' '.join(kind[:2])} alone: {line}"
                print(line.encode("utf-8", "backslashreplace").decode())
        print(f"{files} files of {len(self.cpus)} CPUs, "
              f"{len(self.unexplained)} unexplained differences")


def found_peers():
    peers = {}
    for name, (programs, switches) in PEERS.items():
        program = next((one for one in programs if shutil.which(one)), None)
        if program:
            peers[name] = [program, *switches, *SWITCHES]
        else:
            print(f"{name} is not installed: left out", file=sys.stderr)
    return peers


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--most", type=int, default=0)
    parser.add_argument("--least", type=int, default=1)
    parser.add_argument("--cpus", type=int, default=1)
    asked = parser.parse_args()
    os.environ.update(LC_ALL="C", DEBUGINFOD_URLS="")
    peers = found_peers()
    if not peers:
        print("skipped: no other reader is installed", file=sys.stderr)
        return 77
    files = evenly(files_below(asked.folders), asked.most)
    ours = our_lines(asked.program, files)
    comparison = Comparison()
    jobs = [(peer, path) for path in files for peer in peers]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        answers = pool.map(lambda job: peer_lines(peers[job[0]], job[1]), jobs)
        for (peer, path), (theirs, exit_code) in zip(jobs, answers):
            comparison.compare(peer, path, ours[path], theirs, exit_code)
    comparison.report(len(files))
    enough = len(files) >= asked.least and len(comparison.cpus) >= asked.cpus
    if not enough:
        print(f"expected {asked.least} files of {asked.cpus} CPUs")
    return 0 if enough and not comparison.unexplained else 1


sys.exit(main())
