# SPDX-License-Identifier: Apache-2.0
"""verify on one large unstripped file: the checks that read little of it, and the search
for paths, which reads all."""
import glob
import os
import resource
import shutil
import subprocess
import sys
import time

SIZE = 200_000_000


def large_file(work):
    """A program with a debug section of libraries' bytes, as much as SIZE."""
    if not shutil.which("objcopy") or not shutil.which("cc"):
        print("  cc or objcopy: left out", file=sys.stderr)
        return None
    source, bare, padding, large = (
        os.path.join(work, name) for name in ("l.c", "large-bare", "padding", "large"))
    with open(source, "w", encoding="ascii") as text:
        text.write("#include <stdio.h>\nint main(void) { return puts(\"x\") < 0; }\n")
    subprocess.run(["cc", "-g", source, "-o", bare], check=True)
    with open(padding, "wb") as out:
        while out.tell() < SIZE:
            for path in sorted(glob.glob("/usr/lib/*-linux-gnu/*.so.*")):
                with open(path, "rb") as file:
                    out.write(file.read(max(0, SIZE - out.tell())))
    subprocess.run(["objcopy", "--add-section", f".debug_padding={padding}", bare, large],
                   check=True)
    return large


def measured(command):
    """Seconds of the clock and of the CPU, of the best of five."""
    best = None
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        began = time.monotonic()
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        clock = time.monotonic() - began
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        best = min(best or (clock, cpu), (clock, cpu))
    return best


def figures(crossroot, work, peak_megabytes):
    """(milliseconds without the search, gigabytes a second of one CPU with it, MB); None
    if there is no compiler."""
    large = large_file(work)
    if large is None:
        return None
    search = [crossroot, "verify", "--forbid-path", "/home/somebody", large]
    clock, idle = measured([crossroot, "verify", large])
    _, cpu = measured(search)
    memory = peak_megabytes(search, work, None)
    return 1000 * clock, os.path.getsize(large) / 1e9 / max(cpu - idle, 1e-9), memory
