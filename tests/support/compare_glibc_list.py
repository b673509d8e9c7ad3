#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""compare_glibc_list.py WHEELS DIFFERENCES TABLES tables
compare_glibc_list.py WHEELS DIFFERENCES TABLES trees LINES

Holds our symbol tables to the list in zig's wheel (glibc_list.py), or floored sysroots and
files linked against them: LINES
is a file of lines TRIPLET FLOOR SYSROOT [FILE…]. What differs must be
explained by a row of DIFFERENCES; a row about what was compared that explains nothing is as
wrong as a difference without a row. Exit 1 on either, 77 if there is no wheel."""

import importlib.util
import pathlib
import re
import subprocess
import sys

sys.dont_write_bytecode = True  # beside the script would be inside the program's tables
import glibc_list

number = glibc_list.number


def load_script(name, path):
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Table:
    """[(symbol, library, node, since, gone)] of one CPU, libraries named as the list does."""

    def __init__(self, make, path):
        self.rows = {triplet: [] for triplet in make.TRIPLETS.values()}
        for line in path.read_text().splitlines():
            words = line.split()
            if line.startswith("= "):
                bounds = dict(word.split("=") for word in words[3:] if "=" in word)
                bounds = [number(bounds.get(key, "0")) for key in ("since", "gone")]
                place = (short(words[1]), words[2].removeprefix("GLIBC_"))
                cpus = [word for word in words[3:] if "=" not in word]
            elif not line.startswith("#") and re.match(r"[0-9.]+$", place[1]):
                for cpu in cpus:
                    self.rows[cpu] += [(symbol, *place, *bounds) for symbol in words]

    def at(self, triplet, release):
        return {
            (symbol, library, node)
            for symbol, library, node, since, gone in self.rows[triplet]
            if max(number(node), since) <= release and (gone == (0,) or release < gone)
        }

    def left(self, triplet, release):
        """What some library had, and has no more."""
        return {row[:3] for row in self.rows.get(triplet, []) if (0,) < row[4] <= release}


def short(library):
    """"pthread" for libpthread.so.0, "ld" for any loader."""
    found = re.match(r"lib(\w+)\.so", library)
    return found.group(1) if found else "ld"


class Differences:
    """Rows KIND, SIDE, RULE, REASON. A rule is one of those below or names of symbols."""

    def __init__(self, path, kind):
        lines = [line for line in path.read_text().splitlines() if line and line[0] != "#"]
        rows = [line.split("\t") for line in lines]
        self.rules = {(side, rule): 0 for of, side, rule, _ in rows if of == kind}
        self.unexplained = []

    def note(self, side, entry, what, holds):
        """holds: {rule: whether it is true of this entry}"""
        for rule in [rule for of, rule in self.rules if of == side]:
            if holds.get(rule, entry[0] in rule.split()):
                self.rules[side, rule] += 1
                return
        self.unexplained.append(f"{what}: only {side}: {' '.join(entry)}")

    def verdict(self):
        unused = [rule for rule, uses in self.rules.items() if not uses]
        for (side, rule), uses in self.rules.items():
            print(f"{uses} only {side}: {rule}")
        for line in self.unexplained[:60]:
            print("unexplained:", line)
        for rule in unused:
            print("explains nothing:", *rule)
        print(f"{len(self.unexplained)} unexplained")
        return 1 if self.unexplained or unused else 0


def rules_of(entry, everywhere, left, hidden=frozenset()):
    """everywhere: the list at that release, by symbol; left: what left a library by our
    table; hidden: what a library has and no linker takes."""
    symbol, library, node = entry
    elsewhere = {(library_, node_) for symbol_, library_, node_ in everywhere.get(symbol, ())}
    return {
        "carried along": any(where != library and of == node for where, of in elsewhere),
        "placeholder": bool(re.match(r"__(lib[a-z]+|rtld)_version_placeholder$", symbol)),
        "left": entry in left,
        "for old objects alone": entry in hidden,
    }


def by_symbol(entries):
    found = {}
    for entry in entries:
        found.setdefault(entry[0], []).append(entry)
    return found


def compare_tables(listed, table, differences):
    for triplet in sorted(table.rows):
        newest = max(since for *_, since, _ in table.rows[triplet])
        newest = max(newest, *(number(row[2]) for row in table.rows[triplet]))
        oldest = min(number(row[2]) for row in table.rows[triplet])
        for minor in range(max(17, oldest[1]), min(newest, listed.newest)[1] + 1):
            release = (2, minor)
            ours = {e for e in table.at(triplet, release) if e[1] in listed.libraries}
            theirs = listed.at(triplet, f"2.{minor}")
            names, left = by_symbol(theirs), table.left(triplet, release)
            what = f"{triplet} 2.{minor}"
            for entry in sorted(ours - theirs):
                differences.note("ours", entry, what, rules_of(entry, names, left))
            for entry in sorted(theirs - ours):
                differences.note("list", entry, what, rules_of(entry, names, left))
            print(f"{triplet} 2.{minor}: {len(ours & theirs)} entries are the same")


def dynamic_symbols(path):
    """(symbol, separator, node, defined) of each dynamic symbol with a node of a release."""
    run = subprocess.run(
        ["readelf", "-W", "--dyn-syms", path], capture_output=True, text=True, check=True
    )
    for line in run.stdout.splitlines():
        fields = re.sub(r"\[[^]]*\]", "", line).split()
        if len(fields) >= 8 and fields[0].rstrip(":").isdigit():
            found = re.match(r"([^@]+)(@@?)GLIBC_([0-9.]+)$", fields[7])
            if found and not (fields[6] == "ABS" and found.group(1).startswith("GLIBC_")):
                yield (*found.groups(), fields[6] != "UND")


def imports_of(path):
    """{(symbol, library, node)} that a file asks of glibc's libraries."""
    run = subprocess.run(["readelf", "-W", "-V", path], capture_output=True, text=True, check=True)
    library, asked = None, {}
    for line in run.stdout.splitlines():
        of = re.search(r"File: (\S+)", line)
        node = re.search(r"Name: GLIBC_([0-9.]+) ", line)
        library = short(of.group(1)) if of else library
        if node:
            asked.setdefault(node.group(1), set()).add(library)
    symbols = {(s, node) for s, _, node, defined in dynamic_symbols(path) if not defined}
    # Where two libraries are asked for one node, either may be meant: the first is printed.
    return {(symbol, tuple(sorted(asked[node])), node) for symbol, node in symbols}


def compare_tree(listed, table, differences, triplet, floor, sysroot):
    release = number(floor)
    folders = [path.parent for path in pathlib.Path(sysroot).rglob("libc.so.6")]
    theirs = listed.at(triplet, floor)
    names, left = by_symbol(theirs), table.left(triplet, release)
    ours, hidden, seen = set(), set(), set()
    for folder in folders:
        for path in sorted(folder.glob("*.so*")):
            real = path.resolve()
            if not re.match(r"(lib(c|m|pthread|dl|rt|util|resolv)\.so\.|ld)", path.name):
                continue
            if real in seen or not real.is_file() or real.read_bytes()[:4] != b"\x7fELF":
                continue
            seen.add(real)
            library = short(path.name)
            for symbol, separator, node, defined in dynamic_symbols(real):
                if defined:
                    (ours if separator == "@@" else hidden).add((symbol, library, node))
    what = f"{triplet} {floor}"
    for entry in sorted(ours - theirs):
        differences.note("ours", entry, what, rules_of(entry, names, left))
    linkable = {symbol for symbol, *_ in ours}
    for symbol in sorted(set(names) - linkable):
        for entry in names[symbol]:
            differences.note("list", entry, what, rules_of(entry, names, left, hidden))
    print(f"{what}: {len(ours & theirs)} of {len(ours)} linkable symbols are the list's")


def compare_file(listed, differences, triplet, floor, path):
    theirs = listed.at(triplet, floor)
    asked = imports_of(path)
    for symbol, libraries, node in sorted(asked):
        if not any((symbol, library, node) in theirs for library in libraries):
            differences.unexplained.append(
                f"{path}: {symbol}@{node} of {'/'.join(libraries)} is not in {floor}"
            )
    print(f"{pathlib.Path(path).name} at {floor}: {len(asked)} imports looked up")


def main():
    wheels, rows, tables, kind, *lines = sys.argv[1:]
    listed = glibc_list.read_wheel(wheels)
    if listed is None:
        return 77
    make = load_script("make_symbols", pathlib.Path(tables) / "make-symbols.py")
    table = Table(make, pathlib.Path(tables) / "symbols" / "glibc.txt")
    differences = Differences(pathlib.Path(rows), kind)
    if kind == "tables":
        compare_tables(listed, table, differences)
    else:
        for line in pathlib.Path(lines[0]).read_text().splitlines():
            triplet, floor, sysroot, *files = line.split()
            compare_tree(listed, table, differences, triplet, floor, sysroot)
            for path in files:
                compare_file(listed, differences, triplet, floor, path)
    return differences.verdict()


sys.exit(main())
