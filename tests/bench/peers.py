# SPDX-License-Identifier: Apache-2.0
"""What crossroot is measured against. Each peer answers None if it is not installed."""
import glob
import json
import os
import shutil
import subprocess
import sys
import tomllib

# PYTHON is the interpreter that has ziglang, if it is not this one.
ZIG = [os.environ.get("ZIG_PYTHON", sys.executable), "-m", "ziglang"]


def missing(name):
    print(f"  {name} is not installed: left out", file=sys.stderr)


def trees_from_blobs(bench, clock):
    """Wall-clock seconds until toolchain root and floored sysroots of both targets stand,
    and until their compat archives are compiled as well."""
    unpacked = whole = 0
    for target in ("linux-amd64", "linux-arm64"):
        began = clock()
        compiler = subprocess.Popen([bench.crossroot, "-v", "cc", target, "--version"],
                                    cwd=bench.project, env=bench.env,
                                    stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                    stderr=subprocess.PIPE, text=True)
        last = 0
        for line in compiler.stderr:
            if line.split(" ")[0] in ("unpack", "compose", "floor"):
                last = clock() - began
        if compiler.wait() != 0:
            raise RuntimeError("the compiler does not start")
        unpacked += last
        whole += clock() - began
    return unpacked, whole


def go_build(bench, timed, cache, out, **variables):
    env = dict(os.environ, CGO_ENABLED="1", GOFLAGS="-trimpath -buildvcs=false",
               GOCACHE=os.path.join(bench.work, cache), **variables)
    return timed(["go", "build", "-ldflags=-s -w", "-o", os.path.join(bench.work, out),
                  "."], bench.project, env)


def no_op_go_builds(bench, timed):
    if not shutil.which("go"):
        return missing("go")
    go_build(bench, timed, "host-cache", "host-out")
    times = sorted(go_build(bench, timed, "host-cache", "host-out") for _ in range(5))
    return 2 * times[2]


def zig_build(bench, timed):
    if not shutil.which("go"):
        return missing("go")
    if subprocess.run(ZIG + ["version"], capture_output=True, check=False).returncode:
        return missing("ziglang (pip install ziglang)")
    cc = " ".join(ZIG) + " cc -target x86_64-linux-gnu.2.17"
    return go_build(bench, timed, "zig-gocache", "zig-out", CC=cc,
                    ZIG_GLOBAL_CACHE_DIR=os.path.join(bench.work, "zig-cache"))


def record_of(bench, kind, words):
    """The newest action of the kind whose name holds the words."""
    for file in sorted(glob.glob(os.path.join(bench.store, "actions/*/*")),
                       key=os.path.getmtime, reverse=True):
        with open(file, encoding="utf-8") as text:
            record = json.load(text)
        if record["kind"] == kind and words in record["name"]:
            return record
    raise RuntimeError(f"the store has no {kind} {words}")


def bare_root(bench):
    """The trees of the newest build in one folder, by hard links, for a plain chroot."""
    record = record_of(bench, "go-build", "linux-amd64")
    trees = {name.removeprefix("input."): os.path.join(bench.store, "trees", value)
             for name, value in record["entries"] if name.startswith("input.")}
    root = os.path.join(bench.work, "bare")
    subprocess.run(["cp", "-al", trees["toolchain"], root], check=True)
    subprocess.run(["chmod", "u+w", root], check=True)
    for name, place in (("sdk", "go"), ("sysroot", "sysroot"), ("modules", "modcache"),
                        ("source", "src")):
        subprocess.run(["cp", "-al", trees[name], os.path.join(root, place)], check=True)
    for name in ("tmp", "dev", "proc", "gocache"):
        os.makedirs(os.path.join(root, name), exist_ok=True)
    subprocess.run(["mknod", "-m", "666", os.path.join(root, "dev/null"), "c", "1", "3"],
                   check=True)
    return root


def sandbox_and_bare(bench, timed):
    """Everything to compile: as std and go-build of crossroot, and as the same go with
    the same toolchain and sysroot in a plain chroot."""
    if os.geteuid() != 0:
        missing("chroot (it needs root)")
        return None, None
    root = bare_root(bench)
    cc = "clang-19 --target=x86_64-linux-gnu --sysroot=/sysroot -fuse-ld=lld " \
         "-Qunused-arguments"
    # clang finds its own files by /proc/self/exe; the mount ends with the process.
    command = ["unshare", "--mount", "sh", "-c",
               'mount -t proc proc "$0/proc" && exec chroot "$0" "$@"', root,
               "/go/bin/go", "build"]
    env = {"PATH": "/go/bin:/usr/bin:/bin:/usr/sbin:/sbin", "GOROOT": "/go",
           "HOME": "/tmp", "CC": cc,
           "CGO_ENABLED": "1", "CGO_CFLAGS": "-O2 -g", "GOCACHE": "/gocache",
           "GOMODCACHE": "/modcache", "GOPROXY": "off", "GOTOOLCHAIN": "local",
           "GOSUMDB": "off", "GOFLAGS": "-trimpath -buildvcs=false"}
    bare = timed([*command, "-C", "/src", "std"], root, env)
    bare += timed([*command, "-C", "/src", "-ldflags=-buildid= -extldflags=-no-pie", "-o",
                   "/tmp/out", "."], root, env)
    for file in glob.glob(os.path.join(bench.store, "actions/*/*")):
        with open(file, encoding="utf-8") as text:
            kind = json.load(text)["kind"]
        if kind == "std":
            os.unlink(file)
    bench.touch_source()
    return bench.build("linux-amd64"), bare


def without_relations(index):
    """All names are asked for, and apt may not look for what the lock leaves out."""
    relations = (b"Depends:", b"Pre-Depends:", b"Recommends:", b"Suggests:", b"Conflicts:",
                 b"Breaks:")
    return b"".join(line for line in index.splitlines(keepends=True)
                    if not line.startswith(relations))


def mmdebstrap(bench, timed):
    """The same packages, from a repository on disk made of the same blobs."""
    if not shutil.which("mmdebstrap") or not shutil.which("dpkg-scanpackages"):
        return missing("mmdebstrap or dpkg-scanpackages")
    with open(os.path.join(bench.project, "crossroot.lock"), "rb") as text:
        packages = tomllib.load(text)["packages"]
    total = 0
    for number, tree in enumerate(sorted({p["tree"] for p in packages})):
        if tree.startswith("runtime"):
            continue
        mine = [p for p in packages if p["tree"] == tree]
        mirror = os.path.join(bench.work, f"mirror-{number}")
        os.mkdir(mirror)
        for package in mine:
            os.link(os.path.join(bench.store, "blobs", package["sha256"][:2],
                                 package["sha256"]),
                    os.path.join(mirror, os.path.basename(package["path"])))
        index = subprocess.run(["dpkg-scanpackages", "-m", "."], cwd=mirror, check=True,
                               capture_output=True).stdout
        with open(os.path.join(mirror, "Packages"), "wb") as out:
            out.write(without_relations(index))
        archs = {p["arch"] for p in mine} - {"all"}
        names = ",".join(p["name"] for p in mine)
        total += timed(["mmdebstrap", "--variant=extract", "--mode=auto",
                        f"--architectures={archs.pop()}", f"--include={names}",
                        "--skip=check/qemu", "",
                        os.path.join(bench.work, f"root-{number}"),
                        f"deb [trusted=yes] copy:{mirror} ./"], mirror)
    return total
