# SPDX-License-Identifier: Apache-2.0
"""crossroot verify against the tools that people look at ELF files with today."""
import glob
import os
import shutil
import subprocess
import sys
import time

FILES = 500


def missing(name):
    print(f"  {name}: left out", file=sys.stderr)


def seconds(command, cwd):
    """Whatever the findings are: both sides may exit with something else than 0."""
    began = time.monotonic()
    subprocess.run(command, cwd=cwd, check=False, stdin=subprocess.DEVNULL,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.monotonic() - began


def best(command, cwd, times):
    return min(seconds(command, cwd) for _ in range(times))


def is_elf(path):
    with open(path, "rb") as file:
        return file.read(4) == b"\x7fELF"


def folder_of_files(work):
    """Libraries and programs of this host, by size as they come: a copy, so that both
    sides read warm files of one folder."""
    folder = os.path.join(work, "elf-files")
    os.makedirs(folder)
    found = 0
    for place in ("/usr/lib/*-linux-gnu/*.so.*", "/usr/bin/*", "/usr/sbin/*"):
        for path in sorted(glob.glob(place)):
            if found < FILES and not os.path.islink(path) and os.path.isfile(path) \
                    and os.access(path, os.R_OK) and is_elf(path):
                shutil.copyfile(path, os.path.join(folder, f"{found:03}"))
                found += 1
    return folder if found == FILES else None


def folder_against_readelf(crossroot, work):
    """Seconds of ours and of one readelf for each file."""
    folder = folder_of_files(work)
    if folder is None or not shutil.which("readelf"):
        missing("readelf, or 500 ELF files on this host")
        return None, None
    each = 'for file in *; do readelf -hldV "$file"; done'
    ours = best([crossroot, "verify", "."], folder, 3)
    return ours, best(["sh", "-c", each], folder, 2)


def wheel_against_auditwheel(crossroot, work):
    """AUDITWHEEL_PYTHON is an interpreter that has auditwheel, if it is not this one."""
    python = os.environ.get("AUDITWHEEL_PYTHON", sys.executable)
    if subprocess.run([python, "-m", "auditwheel", "--version"], capture_output=True,
                      check=False).returncode:
        missing("auditwheel (pip install auditwheel)")
        return None, None
    place = os.path.join(work, "wheel")
    subprocess.run([python, "-m", "pip", "download", "--quiet", "--no-deps",
                    "--only-binary", ":all:", "numpy", "-d", place], check=False)
    wheels = glob.glob(os.path.join(place, "numpy-*.whl"))
    if not wheels:
        missing("numpy's wheel (pip download numpy)")
        return None, None
    ours = best([crossroot, "verify", wheels[0]], place, 3)
    return ours, best([python, "-m", "auditwheel", "show", wheels[0]], place, 2)
