#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Figures of the main job as ratios of one run; nothing here asserts a time.

    python3 tests/bench/run.py [CROSSROOT]      default: build/release/crossroot

A ratio compares two things measured a minute apart on one machine, so it travels; a time
does not. Peers that are not installed (zig, mmdebstrap) are left out, aloud.
"""
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CROSSROOT = os.path.abspath(sys.argv[1] if len(sys.argv) > 1
                            else os.path.join(ROOT, "build/release/crossroot"))
ROWS = []


def row(figure, value, reach):
    ROWS.append((figure, value, reach))
    print(f"  {figure}: {value}", file=sys.stderr)


def timed(command, cwd, env=None):
    began = time.monotonic()
    subprocess.run(command, cwd=cwd, env=env, check=True, stdin=subprocess.DEVNULL,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.monotonic() - began


def peak_megabytes(command, cwd):
    """Peak resident memory of the process itself, not of the compilers below it."""
    child = os.fork()
    if child == 0:
        null = os.open(os.devnull, os.O_RDWR)
        for number in (0, 1, 2):
            os.dup2(null, number)
        os.chdir(cwd)
        os.execv(command[0], command)
    _, status, usage = os.wait4(child, 0)
    return usage.ru_maxrss / 1024 if status == 0 else None


def fresh_copy(name, into):
    folder = os.path.join(into, name)
    shutil.copytree(os.path.join(ROOT, "examples", name), folder,
                    ignore=shutil.ignore_patterns("out"))
    return folder


def no_op(folder):
    times = [timed([CROSSROOT, "build"], folder) for _ in range(11)]
    row("build with nothing to do, two targets",
        f"{1000 * statistics.median(times):.0f} ms", "<= 50 ms")


def cold_against_zig(folder, work):
    """A cold compile of the program: only the standard library comes from the store."""
    with open(os.path.join(folder, "main.go"), "a", encoding="utf-8") as source:
        source.write("// measured\n")
    text = subprocess.run([CROSSROOT, "build", "linux-amd64"], cwd=folder, text=True,
                          stdin=subprocess.DEVNULL, capture_output=True, check=True).stderr
    found = re.search(r"^build +linux-amd64 +([0-9.]+) s$", text, re.M)
    ours = float(found.group(1)) if found else None
    zig = [sys.executable, "-m", "ziglang"]
    if ours is None or not shutil.which("go") or subprocess.run(
            zig + ["version"], capture_output=True, check=False).returncode != 0:
        print("  no go or no ziglang: no comparison with zig cc", file=sys.stderr)
        return
    env = dict(os.environ, CGO_ENABLED="1", GOCACHE=os.path.join(work, "zig-gocache"),
               ZIG_GLOBAL_CACHE_DIR=os.path.join(work, "zig-cache"),
               CC=f"{' '.join(zig)} cc -target x86_64-linux-gnu.2.17")
    theirs = timed(["go", "build", "-trimpath", "-o", os.path.join(work, "zig-out"), "."],
                   folder, env)
    row("compile of examples/sqlite / go build with zig cc", f"{ours / theirs:.2f}", "<= 0.80")


def memory(folder):
    locking = peak_megabytes([CROSSROOT, "-C", folder, "lock"], folder)
    building = peak_megabytes([CROSSROOT, "-C", folder, "build"], folder)
    for name, value, reach in (("lock", locking, 250), ("build", building, 64)):
        shown = "failed" if value is None else f"{value:.0f} MB"
        row(f"peak memory of crossroot {name}", shown, f"<= {reach} MB")


def main():
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with tempfile.TemporaryDirectory(prefix="crossroot-bench-") as work:
        folder = fresh_copy("sqlite", work)
        print("filling the store", file=sys.stderr)
        timed([CROSSROOT, "build"], folder)
        no_op(folder)
        cold_against_zig(folder, work)
        memory(folder)
    width = max(len(figure) for figure, _, _ in ROWS)
    print(f"{'FIGURE':<{width}}  {'MEASURED':<10}  REACH")
    for figure, value, reach in ROWS:
        print(f"{figure:<{width}}  {value:<10}  {reach}")


main()
