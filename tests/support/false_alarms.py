#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every alarm over a distribution's own files must be explained as true.

    false_alarms.py choose MOST FOLDER…         the ELF files there that the packages own
    false_alarms.py judge FINDINGS EXPLANATIONS

EXPLANATIONS has a line for each truth: check, files, evidence, reason, between tabs. Files
and evidence are patterns as the shell's, alternatives between "|"; every line of evidence
must fit one, so that an explanation hides no other alarm of the same file. "-" stands for
no evidence. Exit 1 names each alarm without explanation, and each explanation that was
there for a file which no longer raises the alarm.
"""
import collections
import fnmatch
import glob
import json
import os
import sys


def is_loadable(path):
    """A program or a shared library, not an object file."""
    with open(path, "rb") as file:
        head = file.read(18)
    return head[:4] == b"\x7fELF" and int.from_bytes(head[16:18], "little") in (2, 3)


def choose(most, folders):
    files = set()
    for listing in glob.glob("/var/lib/dpkg/info/*.list"):
        with open(listing, encoding="utf-8", errors="surrogateescape") as names:
            for name in names:
                path = os.path.realpath(name.rstrip("\n"))  # /bin is /usr/bin
                if any(path.startswith(folder + "/") for folder in folders):
                    files.add(path)
    loadable = sorted(f for f in files if os.path.isfile(f) and is_loadable(f))
    # Two hundred character sets are one file two hundred times.
    sets = [f for f in loadable if "/gconv/" in f]
    loadable = [f for f in loadable if "/gconv/" not in f] + sets[::20]
    step = max(1.0, len(loadable) / most)
    for at in range(min(most, len(loadable))):
        print(loadable[int(at * step)])


def fits(text, patterns):
    return any(fnmatch.fnmatchcase(text, one) for one in patterns.split("|"))


def read_explanations(path):
    with open(path, encoding="utf-8") as table:
        rows = [line.rstrip("\n").split("\t") for line in table
                if line.strip() and not line.startswith("#")]
    for row in rows:
        if len(row) != 4 or not row[3]:
            sys.exit(f"{path}: a line needs check, files, evidence and reason: {row}")
    return rows


def judge(findings, explanations):
    with open(findings, encoding="utf-8") as file:
        reports = json.load(file)["files"]
    rows = read_explanations(explanations)
    seen = collections.Counter()  # files that a row speaks of
    used = collections.Counter()  # alarms that it explains
    bad = []
    for report in reports:
        for finding in report["findings"]:
            alarm = finding["status"] in ("fail", "unknown")
            evidence = finding.get("evidence") or ["-"]
            explained = False
            for at, (check, files, words, _) in enumerate(rows):
                if check != finding["check"] or not fits(report["file"], files):
                    continue
                seen[at] += 1
                if alarm and all(fits(line, words) for line in evidence):
                    explained = True
                    used[at] += 1
            if alarm and not explained:
                bad.append(f"{report['file']}: {finding['check']} {finding['status']}: "
                           f"{finding['found']}: {'; '.join(evidence[:5])}")
    for at, row in enumerate(rows):
        if seen[at] and not used[at]:
            bad.append(f"explained, and no alarm any more: {row[0]} of {row[1]}")
    for line in bad:
        print(line)
    print(f"{len(reports)} files, {sum(used.values())} alarms explained, {len(bad)} not")
    return 1 if bad or not reports else 0


if __name__ == "__main__":
    if sys.argv[1] == "choose":
        choose(int(sys.argv[2]), sys.argv[3:])
    else:
        sys.exit(judge(sys.argv[2], sys.argv[3]))
