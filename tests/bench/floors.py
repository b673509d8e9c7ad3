# SPDX-License-Identifier: Apache-2.0
"""What a floor costs, against the same base without one, and what `run` costs."""
import os
import re
import shutil
import statistics
import subprocess
import sys
import time

RECIPE = """schema = 1
name = "floors"
[go]
sdk = "1.25.5"
[target.floored]
triplet = "x86_64-linux-gnu"
base = "debian-11"
floor.glibc = "2.17"
[target.plain]
triplet = "x86_64-linux-gnu"
base = "debian-11"
floor.glibc = "2.31"
"""
SOURCE = """#include <math.h>
#include <pthread.h>
#include <stdio.h>
static void *same(void *p) { return p; }
int main(int argc, char **argv)
{
  pthread_t thread;
  return pthread_create(&thread, 0, same, argv) || pthread_join(thread, 0) ||
         printf("%f\\n", pow(argc, 2)) < 0;
}
"""


def quiet(command, cwd, env):
    return subprocess.run(command, cwd=cwd, env=env, check=True, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True)


def project(bench):
    folder = os.path.join(bench.work, "floors")
    os.makedirs(os.path.join(folder, "c"))
    for name, text in (("crossroot.toml", RECIPE), ("c/main.c", SOURCE),
                       ("go.mod", "module example.org/floors\n\ngo 1.21\n"),
                       ("main.go", "package main\n\nfunc main() {}\n")):
        with open(os.path.join(folder, name), "w", encoding="ascii") as out:
            out.write(text)
    quiet([bench.crossroot, "lock"], folder, bench.env)
    return folder


def compiler_of(bench, folder, target):
    """The CC that env names, so that no start of crossroot is in what is measured."""
    text = quiet([bench.crossroot, "env", target], folder, bench.env).stdout
    return re.search(r"^(?:export )?CC='?([^'\n]*)'?$", text, re.M).group(1).split()


def seconds(command, cwd, env):
    began = time.monotonic()
    quiet(command, cwd, env)
    return time.monotonic() - began


def code_size(path):
    text = subprocess.run(["size", "-A", path], check=True, capture_output=True,
                          text=True).stdout
    return int(re.search(r"^\.text +(\d+)", text, re.M).group(1))


def link(bench):
    """(seconds with the floor, seconds without, bytes of code that it adds)"""
    folder = project(bench)
    times, size = {"floored": [], "plain": []}, {}
    compilers = {target: compiler_of(bench, folder, target) for target in times}
    for target, cc in compilers.items():
        quiet([*cc, "-O2", "-c", "-o", f"{target}.o", "c/main.c"], folder, bench.env)
    for _ in range(21):  # in turn, so that both meet the same noise
        for target, cc in compilers.items():
            times[target].append(seconds([*cc, "-o", target, f"{target}.o", "-lm",
                                          "-lpthread"], folder, bench.env))
    for target in times:
        size[target] = code_size(os.path.join(folder, target))
    return (statistics.median(times["floored"]), statistics.median(times["plain"]),
            size["floored"] - size["plain"])


def compose(bench):
    """(seconds of unpack, compose and floor, seconds without floor) of one sysroot."""
    spent = {}
    for file in ("actions", "trees"):
        subprocess.run(["chmod", "-R", "u+w", os.path.join(bench.store, file)], check=True)
        shutil.rmtree(os.path.join(bench.store, file))
    told = quiet([bench.crossroot, "-v", "cc", "floored", "--version"],
                 os.path.join(bench.work, "floors"), bench.env).stderr
    for line in told.splitlines():
        found = re.match(r"(unpack|compose|floor) +(.*?) +([0-9.]+) s$", line)
        if found and not found[2].startswith("toolchain"):
            spent[found[1]] = spent.get(found[1], 0) + float(found[3])
    whole = sum(spent.values())
    return whole, whole - spent.get("floor", 0)


def start_up(bench, folder, target, program):
    """Milliseconds that `run` takes longer than bwrap over the same program."""
    if not shutil.which("bwrap"):
        print("  bwrap is not installed: left out", file=sys.stderr)
        return None
    bare = ["bwrap", "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--tmpfs",
            "/tmp", "--unshare-all", "--chdir", "/tmp",
            os.path.join(folder, "out", target, "bin", program)]
    run = [bench.crossroot, "-q", "run", target, "--", program]
    ours, theirs = [], []
    for _ in range(15):
        ours.append(seconds(run, folder, bench.env))
        theirs.append(seconds(bare, folder, bench.env))
    return 1000 * (statistics.median(ours) - statistics.median(theirs))
