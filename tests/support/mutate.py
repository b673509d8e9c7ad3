#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Looks for conditions of the verify module that no unit test watches.

    mutate.py [-m SECONDS] [-r REPORT] [-o WORDS] BUILD-FOLDER

A mutant is the program with one condition removed: an `if` turned round, a `fail(` that
passes, `&&` for `||`, `<` for `<=`, a word out of a table, a case out of a switch, a check
that passes at once. A mutant that the tests do not notice shows a condition that could go
without anybody knowing. Building the program again for each would take days, so all of
them are compiled in at once, asleep, and CROSSROOT_MUTANT=N wakes one. The sources are
copied; the tree and BUILD-FOLDER, which must hold a built test_verify, are only read.

The check ids come first, then the files in turn, so that a run cut short by -m has looked
everywhere. -o tries those alone that have WORDS in their line of the report. Exit 1 if a
mutant survives that tests/verify/equal-mutants.tsv does not explain.
"""
import argparse
import collections
import concurrent.futures
import os
import re
import shlex
import subprocess
import sys
import time

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "../.."))
# The suites that judge files; what draws and writes reports is slow and watches no check.
SUITES = ("verify.*_checks,verify.ceilings,verify.check_list,verify.demand,"
          "verify.section_view,verify.verify")
FILES = ["*_check.cpp", "*_checks.cpp", "subject.cpp", "target_libraries.cpp", "path_scan.cpp",
         "verify.cpp"]
HEADER = """#pragma once
#include <cstdlib>
#include <string_view>
namespace mutants {
inline bool on(int mutant)
{
  static const char* const asked = std::getenv("CROSSROOT_MUTANT");
  static const int awake = asked ? std::atoi(asked) : 0;
  return awake == mutant;
}
struct Number {
  int mutant;
  unsigned long long value;
  template <class T> operator T() const { return on(mutant) ? T(0) : T(value); }
};
}
"""
SWAPS = [(" <= ", " < "), (" >= ", " > "), (" < ", " <= "), (" > ", " >= "), (" == ", " != "),
         (" != ", " == "), (" && ", " || "), (" || ", " && ")]
# What is true or false for certain: only that can be turned round.
TRUTH = re.compile(r" (&&|\|\||==|!=|<=|>=|<|>) |^!|"
                   r"\b(any_of|all_of|none_of|contains|starts_with)\(")


class Mutants:
    def __init__(self):
        self.all = []  # (number, file, line, words, id or "")

    def add(self, file, line, words, check=""):
        self.all.append((len(self.all) + 1, file, line, words, check))
        return len(self.all)


def end_of(text, start, closing):
    """Where the bracket that opens before `start` closes; strings are passed over."""
    depth, at = 0, start
    while at < len(text):
        c = text[at]
        if c == '"':
            at = text.index('"', at + 1) if text[at - 1] != "'" else at
        elif c in "([{":
            depth += 1
        elif c == closing and depth == 0:
            return at
        elif c in ")]}":
            depth -= 1
        at += 1
    raise ValueError("no end")


def variants(condition):
    for old, new in SWAPS:
        at, count = condition.find(old), 1
        while at >= 0:
            which = f" at place {count}" if count > 1 else ""
            yield (f"{old.strip()} becomes {new.strip()}{which}",
                   condition[:at] + new + condition[at + len(old):])
            at, count = condition.find(old, at + 1), count + 1


def wrap(condition, mutants, file, line, negate):
    """The condition with its mutants asleep in it."""
    wrapped = f"({condition})"
    if "[" in condition and "{" in condition:
        others = []  # a lambda: its text is mutated on its own
    else:
        others = list(variants(condition))
    for words, other in others:
        number = mutants.add(file, line, f"{words} in: {' '.join(condition.split())}")
        wrapped = f"(mutants::on({number}) ? ({other}) : {wrapped})"
    if negate:
        number = mutants.add(file, line, f"turned round: {' '.join(condition.split())}")
        wrapped = f"(mutants::on({number}) != bool{wrapped})"
    return wrapped


def split_init(head):
    """`auto x = f(); x` into its two; a declaration alone has no condition to wrap."""
    depth = 0
    for at, c in enumerate(head):
        depth += c in "([{"
        depth -= c in ")]}"
        if c == ";" and depth == 0:
            return head[:at + 1] + " ", head[at + 1:].strip()
    if re.match(r"(const )?(auto|std::\w+)\b[ *&const]* \w+ = ", head):
        return head, ""
    return "", head


def mutate(text, file, mutants):
    """All edits as (begin, end, new text), which never overlap."""
    edits = []
    lines = text.splitlines()
    line_of = lambda at: text.count("\n", 0, at) + 1
    line_at = lambda at: lines[line_of(at) - 1].strip()

    def edit(begin, end, new):
        if all(end <= b or e <= begin for b, e, _ in edits):
            edits.append((begin, end, new))
            return True
        return False

    code = re.sub(r"//[^\n]*", lambda m: " " * len(m.group()), text)
    for found in re.finditer(r"^Finding check_\w+\(Subject& \w+\)\n\{\n", code, re.M):
        body = code[found.end():code.index("\n}\n", found.end())]
        named = re.search(r'k_id = "([a-z-]+)"', body) or re.search(
            r'(?:skip|pass|fail)\("([a-z-]+)"', body) or re.search(r'\{"([a-z-]+)"', body)
        check = named.group(1)
        number = mutants.add(file, line_of(found.start()), "passes at once", check)
        edit(found.end(), found.end(),
             f'if (mutants::on({number})) return pass("{check}", "", "");\n')
    for found in re.finditer(r"\b(?:else )?if \(", code):
        end = end_of(code, found.end(), ")")
        head = code[found.end():end]
        before, condition = split_init(head)
        if not condition or "{" in condition:
            continue
        kept = len(mutants.all)
        new = before + wrap(condition, mutants, file, line_of(found.start()), True)
        if not edit(found.end(), end, new):
            del mutants.all[kept:]
    for found in re.finditer(r"\breturn ", code):
        try:
            end = code.index(";", found.end())
        except ValueError:
            continue
        value = code[found.end():end]
        if "{" in value or "?" in value or not TRUTH.search(value):
            continue
        kept = len(mutants.all)
        if not edit(found.end(), end, wrap(value, mutants, file, line_of(found.start()), True)):
            del mutants.all[kept:]
    for found in re.finditer(r"(?<![\w:.])fail\(", code):
        if code[:found.start()].endswith("Finding "):
            continue
        kept = len(mutants.all)
        number = mutants.add(file, line_of(found.start()),
                             "fail becomes pass: " + line_at(found.start()))
        if not edit(found.start(), found.end() - 1, f"(mutants::on({number}) ? pass : fail)"):
            del mutants.all[kept:]
    for found in re.finditer(r"\.status = ([^;{]*);", code):
        kept = len(mutants.all)
        number = mutants.add(file, line_of(found.start()),
                             "status not set: " + " ".join(found.group(1).split()))
        if not edit(found.start(1), found.end(1),
                    f"(mutants::on({number}) ? Status::pass : Status({found.group(1)}))"):
            del mutants.all[kept:]
    for found in re.finditer(r"switch \(([^\n{]*)\) \{\n", code):
        body = code[found.end():code.index("\n  }\n", found.end())]
        cases = re.findall(r"case (\d+):", body)
        new = found.group(1)
        for case in cases:
            number = mutants.add(file, line_of(found.start()), f"without case {case}")
            new = f"(mutants::on({number}) && ({found.group(1)}) == {case} ? 0xfff0 : ({new}))"
        if cases:
            edit(found.start(1), found.end(1), new)
    for found in re.finditer(r"constexpr (std::array<(std::string_view|FlagRule), \d+> \w+)\{", code):
        end = end_of(code, found.end(), "}")
        edit(found.start(), found.start(1), "const ")
        if found.group(2) == "FlagRule":
            for row in re.finditer(r"\{(\d+), ", code[found.end():end]):
                begin = found.end() + row.start(1)
                number = mutants.add(file, line_of(begin),
                                     "row out of the table: " + line_at(begin))
                edit(begin, begin + len(row.group(1)),
                     f"mutants::Number{{{number}, {row.group(1)}}}")
        else:
            for word in re.finditer(r'"[^"\n]*"', code[found.end():end]):
                begin = found.end() + word.start()
                number = mutants.add(file, line_of(begin),
                                     f"word out of the table: {word.group()}")
                edit(begin, begin + len(word.group()),
                     f'(mutants::on({number}) ? std::string_view("\\1") '
                     f": std::string_view({word.group()}))")
    for begin, end, new in sorted(edits, reverse=True):
        text = text[:begin] + new + text[end:]
    return text


def commands(build):
    return subprocess.run(["ninja", "-C", build, "-t", "commands", "test_verify"], check=True,
                          capture_output=True, text=True).stdout.splitlines()


def compile_all(build, folder, mutants):
    """The mutated objects, and the command that links them in front of the library."""
    objects, jobs, link = [], [], None
    for command in commands(build):
        found = re.search(r" -c (\S+/orchestrator)/verify/(\w+\.cpp)$", command)
        if found:
            name = found.group(2)
            if not any(re.fullmatch(p.replace("*", r"\w*"), name) for p in FILES):
                continue
            with open(f"{ROOT}/orchestrator/verify/{name}", encoding="utf-8") as source:
                text = mutate(source.read(), name, mutants)
            with open(f"{folder}/{name}", "w", encoding="utf-8") as copy:
                copy.write(text)
            words = [w for w in shlex.split(command[:found.start()]) if w not in ("-Werror", "-g", "-MD")]
            for option in ("-o", "-MT", "-MF"):
                at = words.index(option)
                del words[at:at + 2]
            objects.append(f"{folder}/{name}.o")
            jobs.append(words + ["-w", "-g0", "-include", f"{folder}/mutants.hpp", "-o", objects[-1],
                                 "-c", f"{folder}/{name}"])
        elif " -o tests/test_verify " in command:
            link = command
    run = lambda job: subprocess.run(job, cwd=build, capture_output=True, text=True)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for job, done in zip(jobs, pool.map(run, jobs)):
            if done.returncode != 0:
                sys.exit(f"mutate: {job[-1]} does not compile:\n{done.stderr[:3000]}")
    words = link.split(" && ")[1] if link.startswith(": && ") else link
    words = words.replace(" -o tests/test_verify ", f" {' '.join(objects)} -o {folder}/test_verify ", 1)
    done = subprocess.run(words, shell=True, cwd=build, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"mutate: the tests do not link:\n{done.stderr[:3000]}")


def try_one(folder, number):
    """True if the tests notice. One that never ends is noticed as well."""
    environment = dict(os.environ, CROSSROOT_MUTANT=str(number))
    try:
        done = subprocess.run([f"{folder}/test_verify", "--abort-after=1", "--no-intro=1",
                               f"--test-suite={SUITES}"], env=environment,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60)
    except subprocess.TimeoutExpired:
        return True
    return done.returncode != 0


def in_turn(mutants):
    """Those of check ids first, then one of each file after the other, spread in each."""
    first = [m for m in mutants if m[4]]
    by_file = collections.defaultdict(list)
    for one in mutants:
        if not one[4]:
            by_file[one[1]].append(one)
    rest = []
    for ones in by_file.values():
        order = sorted(range(len(ones)), key=lambda i: int(f"{i:012b}"[::-1], 2))
        rest += [(turn, ones[at]) for turn, at in enumerate(order)]
    return first + [one for _, one in sorted(rest, key=lambda r: (r[0], r[1][1]))]


def explained():
    rows = set()
    with open(f"{ROOT}/tests/verify/equal-mutants.tsv", encoding="utf-8") as table:
        for line in table:
            if line.strip() and not line.startswith("#"):
                file, words, _ = line.rstrip("\n").split("\t")
                rows.add((file, words))
    return rows


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("-m", type=int, default=3600, help="seconds for the trials")
    parser.add_argument("-r", default="", help="a file for one line a mutant")
    parser.add_argument("-o", default="", help="try those alone that have these words")
    parser.add_argument("build")
    options = parser.parse_args()
    build = os.path.realpath(options.build)
    folder = os.path.join(build, "mutants")
    os.makedirs(folder, exist_ok=True)
    with open(f"{folder}/mutants.hpp", "w", encoding="utf-8") as header:
        header.write(HEADER)
    mutants = Mutants()
    compile_all(build, folder, mutants)
    if try_one(folder, 0):
        sys.exit("mutate: the tests fail without any mutant")
    queue = [m for m in in_turn(mutants.all) if options.o in f"{m[1]}:{m[2]}: {m[3]}"]
    end = time.monotonic() + options.m
    tried, survived = collections.Counter(), []
    known = explained()
    report = open(options.r, "w", encoding="utf-8") if options.r else None

    def trial(one):
        return None if time.monotonic() > end else try_one(folder, one[0])

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for one, noticed in zip(queue, pool.map(trial, queue)):
            if noticed is None:
                continue
            _, file, line, words, check = one
            tried[file] += 1
            state = "killed" if noticed else "equal" if (file, words) in known else "SURVIVED"
            if state == "SURVIVED":
                survived.append(f"{file}:{line}: {check and check + ' '}{words}")
            if report:
                report.write(f"{state}\t{file}:{line}: {words}\n")
                report.flush()
    for file in sorted(tried):
        bad = sum(1 for line in survived if line.startswith(file + ":"))
        print(f"{file}: {tried[file]} of {sum(1 for m in queue if m[1] == file)} tried, {bad} survived")
    for line in survived:
        print("survived:", line)
    ids = sum(1 for m in queue if m[4])
    print(f"mutants: {sum(tried.values())} of {len(queue)} tried, {len(survived)} survived; "
          f"{ids} checks")
    sys.exit(1 if survived or not tried else 0)


if __name__ == "__main__":
    main()
