#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Figures of the main job as ratios of one run; nothing here asserts a time.

    python3 tests/bench/run.py [CROSSROOT]      default: a release build of its own

A ratio compares two things measured a minute apart on one machine, so it travels; a time
does not. Peers that are not installed (go, ziglang, mmdebstrap, auditwheel) are left out,
aloud. Everything is written to a temporary folder; only blobs are taken from the user's
store.
"""
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True  # the tree stays as it is
import floors  # noqa: E402
import large  # noqa: E402
import peers  # noqa: E402
import targets  # noqa: E402
import verify  # noqa: E402

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
ROWS = []


def row(figure, value, reach, unit=""):
    """`reach` is the most that `value` may be, None without a goal; a missing value says
    why in its place."""
    measured = isinstance(value, (int, float))
    shown = f"{value:.2f}{unit}" if measured and not unit else \
        f"{value:.0f}{unit}" if measured else str(value)
    goal = "-" if reach is None else f"<= {reach}{unit}"
    answer = "-" if not measured or reach is None else "yes" if value <= reach else "no"
    ROWS.append((figure, shown, goal, answer))
    print(f"  {figure}: {shown}", file=sys.stderr)


def ratio(figure, ours, theirs, reach):
    row(figure, ours / theirs if ours and theirs else "no peer", reach)


def timed(command, cwd, env=None):
    began = time.monotonic()
    subprocess.run(command, cwd=cwd, env=env, check=True, stdin=subprocess.DEVNULL,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.monotonic() - began


def peak_megabytes(command, cwd, env):
    """Peak resident memory of the process itself. What wait4 says is no use: it is the
    largest of the process and all compilers below it. The kernel's own high-water mark
    is read until the process is gone."""
    process = subprocess.Popen(command, cwd=cwd, env=env, stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak = 0
    while process.poll() is None:
        with open(f"/proc/{process.pid}/status", encoding="utf-8") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    peak = int(line.split()[1])
        time.sleep(0.005)
    return peak / 1024 if process.returncode == 0 else "failed"


class Bench:
    def __init__(self, crossroot, work):
        self.crossroot = crossroot
        self.work = work
        self.store = os.path.join(work, "store")
        self.env = dict(os.environ, CROSSROOT_STORE=self.store)
        self.project = os.path.join(work, "sqlite")
        shutil.copytree(os.path.join(ROOT, "examples", "sqlite"), self.project,
                        ignore=shutil.ignore_patterns("out"))
        # A checkout, as a user's project is one: listing it is part of every build.
        subprocess.run(["git", "init", "-q", self.project], check=False)
        self.serial = 0

    def build(self, *words):
        return timed([self.crossroot, "build", *words], self.project, self.env)

    def take_blobs(self):
        """From the user's own store, so that nothing is fetched twice."""
        own = os.environ.get("CROSSROOT_STORE") or "/var/cache/crossroot"
        if os.path.isdir(os.path.join(own, "blobs")):
            os.makedirs(self.store, exist_ok=True)
            shutil.copytree(os.path.join(own, "blobs"), os.path.join(self.store, "blobs"))
        timed([self.crossroot, "fetch"], self.project, self.env)

    def touch_source(self):
        """A source that no GOCACHE has seen: development caches are emptied, too."""
        self.serial += 1
        with open(os.path.join(self.project, "main.go"), "a", encoding="utf-8") as source:
            source.write(f"// measured {self.serial}\n")
        caches = os.path.join(self.store, "caches")
        for name in os.listdir(caches):
            if name.startswith("go-"):
                shutil.rmtree(os.path.join(caches, name), ignore_errors=True)

    def cold(self):
        times = []
        for _ in range(3):
            self.touch_source()
            times.append(self.build("linux-amd64"))
        return min(times)


def measure_no_op(bench):
    times = [bench.build() for _ in range(13)][2:]  # the first ones note what they saw
    median = statistics.median(times)
    row("build with nothing to do, two targets", 1000 * median, 50, " ms")
    ratio("the same / two go builds with nothing to do", median,
          peers.no_op_go_builds(bench, timed), 0.45)
    if shutil.which("strace"):
        trace = os.path.join(bench.work, "trace")
        subprocess.run(["strace", "-f", "-qq", "-e", "trace=execve", "-o", trace,
                        bench.crossroot, "build"], cwd=bench.project, env=bench.env,
                       check=True, stdin=subprocess.DEVNULL, capture_output=True)
        with open(trace, encoding="utf-8") as lines:
            started = sum("execve(" in line for line in lines) - 1
        row("processes that it starts", started, 0, " ")


def measure(bench):
    bench.take_blobs()
    trees, trees_and_compat = peers.trees_from_blobs(bench, time.monotonic)
    bench.build()
    measure_no_op(bench)
    ratio("cold build, std from the store / go build with zig cc", bench.cold(),
          peers.zig_build(bench, timed), 0.80)
    unseeded, bare = peers.sandbox_and_bare(bench, timed)
    ratio("the same without the std seed / without a sandbox", unseeded, bare, 1.05)
    extracted = peers.mmdebstrap(bench, timed)
    ratio("toolchain root and two sysroots / mmdebstrap", trees, extracted, 0.6)
    ratio("the same with two compat archives compiled", trees_and_compat, extracted, None)
    measure_targets(bench, targets.spread(ROOT))
    row("peak memory of lock", peak_megabytes(
        [bench.crossroot, "lock"], bench.project, bench.env), 250, " MB")
    shutil.rmtree(os.path.join(bench.store, "actions"))
    os.mkdir(os.path.join(bench.store, "actions"))
    row("peak memory of build, from blobs", peak_megabytes(
        [bench.crossroot, "build"], bench.project, bench.env), 64, " MB")


def measure_floors(bench):
    floored, plain, code = floors.link(bench)
    ratio("link with floor and compat archive / without", floored, plain, 1.02)
    row("code that it adds to a program that uses none of it", code, 0, " B")
    more = floors.start_up(bench, bench.project, "linux-amd64", "sqlite")
    row("run takes longer than bwrap alone", "no peer" if more is None else more, 5, " ms")
    ratio("compose a floored sysroot / the plain one", *floors.compose(bench), 1.15)


def measure_targets(bench, names):
    every, one, cpus = targets.over_cpus(bench, ROOT, timed, names)
    row(f"{len(names)} targets with all {cpus} CPUs, times the CPUs, / with one",
        cpus * every / one, 1.15)
    row("sysroot of one more triplet", targets.one_more_triplet(bench, ROOT), 1000, " ms")
    ratio("lock of ten triplets / apt-get --print-uris for each",
          *targets.ten_locks(bench, ROOT, timed), 0.5)
    row("an rpm solve among 12000 packages",
        targets.rpm_solve(bench, ROOT, timed), 1000, " ms")


def measure_verify(bench):
    ratio("verify a folder of 500 files / readelf -hldV on each",
          *verify.folder_against_readelf(bench.crossroot, bench.work), 0.05)
    ratio("verify numpy's wheel / auditwheel show",
          *verify.wheel_against_auditwheel(bench.crossroot, bench.work), 0.15)
    clock, speed, memory = large.figures(
        bench.crossroot, bench.work, peak_megabytes) or ("no cc",) * 3
    row("verify a file of 200 MB", clock, 10, " ms")
    row("2 GB/s / its speed in search of a path", 2 / speed if memory != "no cc"
        else speed, 1)
    row("its peak memory", memory, 32, " MB")


def release_build(work):
    build = os.path.join(work, "build")
    subprocess.run(["cmake", "--preset", "release", "-B", build], cwd=ROOT, check=True,
                   stdout=subprocess.DEVNULL)
    subprocess.run(["nice", "-n", "5", "cmake", "--build", build, "--target",
                    "crossroot"], check=True, stdout=subprocess.DEVNULL)
    return os.path.join(build, "crossroot")


def print_table():
    heads = ("FIGURE", "MEASURED", "REACH", "REACHED")
    widths = [max(len(line[i]) for line in [heads, *ROWS]) for i in range(4)]
    for line in [heads, *ROWS]:
        print("  ".join(word.ljust(width) for word, width in zip(line, widths)).rstrip())


def main():
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with tempfile.TemporaryDirectory(prefix="crossroot-bench-", dir="/var/tmp") as work:
        os.chmod(work, 0o755)  # the uid that builds drop to must reach the store
        crossroot = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 \
            else release_build(work)
        try:
            bench = Bench(crossroot, work)
            measure(bench)
            measure_floors(bench)
            measure_verify(bench)
        finally:
            print_table()


main()
