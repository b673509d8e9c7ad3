#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""compare_tables.py TABLES TREES: reads each C and C++ library in TREES, once for each
release and CPU, as make-symbols.py reads it, and compares it with TABLES/symbols. Exit 1
on any difference, 77 if there is no library."""

import importlib.util
import pathlib
import re
import sys

sys.dont_write_bytecode = True  # beside the script would be inside the program's tables
tables, trees = map(pathlib.Path, sys.argv[1:])
spec = importlib.util.spec_from_file_location("make_symbols", tables / "make-symbols.py")
make = importlib.util.module_from_spec(spec)
spec.loader.exec_module(make)


def rows_of(table):
    """[(library, node, since, gone, CPUs, symbols)] of a shipped table."""
    rows = []
    for line in table.read_text().splitlines():
        words = line.split()
        if line.startswith("= "):
            bounds = dict(word.split("=") for word in words[3:] if "=" in word)
            cpus = {word for word in words[3:] if "=" not in word}
            rows.append((words[1], words[2], bounds.get("since"), bounds.get("gone"), cpus, []))
        elif not line.startswith("#"):
            rows[-1][5].extend(words)
    return rows


def expected(rows, library, cpu, release):
    """What the table says that the library has; of nodes without a release, all."""
    found = set()
    for name, node, since, gone, cpus, symbols in rows:
        if name != library or cpu not in cpus:
            continue
        born = make.node_number(node) if re.match(r"GLIBC_[0-9.]+$", node) else [0]
        if born <= release and (not since or make.number(since) <= release):
            if not gone or release < make.number(gone):
                found |= {(symbol, node) for symbol in symbols}
    return found


def main():
    glibc, gcc = (rows_of(tables / "symbols" / f"{name}.txt") for name in ("glibc", "gcc"))
    seen, bad = set(), 0
    for libc in sorted(trees.glob("*/usr/lib/*/libc.so.6")):
        folder, cpu = libc.parent, libc.parent.name
        text = re.search(rb"stable release version ([0-9.]+[0-9])", libc.read_bytes())
        if cpu not in make.TRIPLETS.values() or not text:
            continue
        release = text.group(1).decode()
        for path in sorted(folder.glob("*.so.*")):
            of_glibc = bool(make.GLIBC.match(path.name))
            key = (path.name, release, cpu)
            if key in seen or not (of_glibc or make.GCC.match(path.name)):
                continue
            seen.add(key)
            has = make.symbols_of(path)
            says = expected(glibc if of_glibc else gcc, path.name, cpu, make.number(release))
            # A node of libstdc++ does not tell its release: the table may know newer ones.
            wrong = has ^ says if of_glibc else has - says
            bad += bool(wrong)
            verdict = f"{len(has)} symbols agree" if not wrong else f"differs in {sorted(wrong)[:9]}"
            print(f"{path.name} of {release} on {cpu}: {verdict}")
    return 1 if bad else 0 if seen else 77


sys.exit(main())
