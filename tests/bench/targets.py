# SPDX-License-Identifier: Apache-2.0
"""Many targets: how a build of all of them spreads over CPUs, what one more triplet costs,
locking ten of them against apt, and solving in an rpm archive of a realistic size."""
import gzip
import hashlib
import os
import re
import shutil
import subprocess
import time
import tomllib

RPM_PACKAGES = 12000  # as BaseOS and AppStream of EL 9 have together, one version each
TEN = ("linux-386", "linux-amd64", "linux-arm64", "linux-armel", "linux-armhf",
       "linux-mips64le", "linux-ppc64le", "linux-riscv64", "linux-s390x", "musl-amd64")

# A standard library is compiled for each before the clock runs: CROSSROOT_BENCH_TARGETS=all
# measures every target of the example, and takes ten minutes more.
SPREAD = ("linux-386", "linux-amd64", "linux-arm64", "linux-armhf")


def spread(root):
    if os.environ.get("CROSSROOT_BENCH_TARGETS") != "all":
        return SPREAD
    with open(os.path.join(root, "examples", "everywhere", "crossroot.toml"), "rb") as text:
        return tuple(tomllib.load(text)["target"])


def project(bench, root):
    """examples/everywhere and the source that it builds, beside each other."""
    for name in ("everywhere", "hello"):
        there = os.path.join(bench.work, name)
        if not os.path.isdir(there):
            shutil.copytree(os.path.join(root, "examples", name), there,
                            ignore=shutil.ignore_patterns("out"))
    return os.path.join(bench.work, "everywhere")


def forget(bench, kinds):
    """The actions of these kinds, and every development cache."""
    actions = os.path.join(bench.store, "actions")
    for folder, _, files in os.walk(actions):
        for name in files:
            path = os.path.join(folder, name)
            with open(path, encoding="utf-8") as text:
                words = text.read()
            if any(f'"{kind}"' in words for kind in kinds):
                os.unlink(path)
    caches = os.path.join(bench.store, "caches")
    for name in os.listdir(caches) if os.path.isdir(caches) else ():
        if name.startswith("go-"):
            shutil.rmtree(os.path.join(caches, name), ignore_errors=True)


def over_cpus(bench, root, timed, targets):
    """(seconds with all CPUs, seconds with one, CPUs): the targets of examples/everywhere,
    std from the store, caches cold."""
    place = project(bench, root)
    subprocess.run([bench.crossroot, "build", *targets], cwd=place, env=bench.env,
                   check=True, stdin=subprocess.DEVNULL, capture_output=True)
    times = []
    for jobs in (os.cpu_count(), 1):
        forget(bench, ("go-build", "verify", "smoke"))
        with open(os.path.join(bench.work, "hello", "main.go"), "a",
                  encoding="utf-8") as source:
            source.write(f"// with {jobs}\n")
        times.append(timed([bench.crossroot, "build", "-j", str(jobs), *targets], place,
                           bench.env))
    return times[0], times[1], os.cpu_count()


def one_more_triplet(bench, root):
    """Milliseconds until the sysroot of one more triplet stands, its packages being
    unpacked and nothing but composing left to do."""
    place = project(bench, root)
    command = [bench.crossroot, "-v", "cc", "linux-armhf", "--version"]
    subprocess.run(command, cwd=place, env=bench.env, check=True,
                   stdin=subprocess.DEVNULL, capture_output=True)
    forget(bench, ("compose",))
    began = time.monotonic()
    compiler = subprocess.Popen(command, cwd=place, env=bench.env,
                                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                stderr=subprocess.PIPE, text=True)
    last = 0
    for line in compiler.stderr:
        if line.startswith("compose"):
            last = time.monotonic() - began
    return 1000 * last if compiler.wait() == 0 and last else "failed"


def ten_locks(bench, root, timed):
    """(seconds to lock ten triplets, seconds of ten apt-get --print-uris for the same
    packages); both have fetched their indexes before."""
    place = project(bench, root)
    with open(os.path.join(place, "crossroot.toml"), encoding="utf-8") as text:
        parts = re.split(r"(?m)^(?=\[)", text.read())
    with open(os.path.join(place, "ten.toml"), "w", encoding="utf-8") as out:
        out.writelines(part for part in parts if not part.startswith("[target.") or
                       part[len("[target."):].split("]")[0] in TEN)
    command = [bench.crossroot, "--recipe", "ten.toml", "lock"]
    timed(command, place, bench.env)
    ours = timed(command, place, bench.env)
    with open(os.path.join(place, "ten.lock"), "rb") as text:
        lock = tomllib.load(text)
    uri = debian_of_apt()
    if not uri:
        return ours, None
    theirs = 0
    for tree in sorted({p["tree"] for p in lock["packages"]}):
        if tree.startswith("sysroot"):
            theirs += apt_answer(bench, timed, uri, tree, lock)
    return ours, theirs


def debian_of_apt():
    """The archive that this host's apt uses, "" without one."""
    if not shutil.which("apt-get"):
        return ""
    listed = subprocess.run(["apt-get", "indextargets", "--format", "$(REPO_URI)",
                             "Created-By: Packages"], capture_output=True, text=True,
                            check=False).stdout.split()
    return next((uri for uri in listed if uri.rstrip("/").endswith("/debian")), "")


def apt_answer(bench, timed, uri, tree, lock):
    packages = [p for p in lock["packages"] if p["tree"] == tree]
    arch = next(p["arch"] for p in packages if p["arch"] != "all")
    suite = next(i["suite"] for i in lock["indexes"]
                 if i["definition"] == tree.split(" ")[-1])
    there = os.path.join(bench.work, "apt " + tree)
    for name in ("state/lists/partial", "cache/archives/partial"):
        os.makedirs(os.path.join(there, name))
    for name, text in (("status", ""),
                       ("sources.list", f"deb [trusted=yes] {uri} {suite} main\n")):
        with open(os.path.join(there, name), "w", encoding="utf-8") as out:
            out.write(text)
    apt = ["apt-get", "-qq"]
    for option in (f"Dir::State={there}/state", f"Dir::Cache={there}/cache",
                   f"Dir::State::status={there}/status",
                   f"Dir::Etc::SourceList={there}/sources.list",
                   "Dir::Etc::SourceParts=/dev/null", "Acquire::Languages=none",
                   f"APT::Architecture={arch}", f"APT::Architectures={arch}"):
        apt += ["-o", option]
    timed([*apt, "update"], there)
    return timed([*apt, "--print-uris", "--yes", "--no-install-recommends", "install",
                  *sorted(p["name"] for p in packages)], there)


def primary(count):
    """A list of packages as createrepo_c writes it: each wants a few that come before."""
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<metadata ' \
        'xmlns="http://linux.duke.edu/metadata/common" ' \
        f'xmlns:rpm="http://linux.duke.edu/metadata/rpm" packages="{count}">\n'
    parts = [head]
    for number in range(count):
        name = f"package-{number}"
        wants = {number // 2, number // 3, number * 7 // 10} - {number}
        entries = "".join(f'<rpm:entry name="package-{w}"/>' for w in sorted(wants))
        provides = "".join(f'<rpm:entry name="lib{number}-{i}.so.1()(64bit)"/>'
                           for i in range(4))
        parts.append(
            f'<package type="rpm"><name>{name}</name><arch>x86_64</arch>'
            f'<version epoch="0" ver="1.{number % 9}" rel="1.el9"/>'
            f'<checksum type="sha256" pkgid="YES">{number:064x}</checksum>'
            f'<size package="{1000 + number}" installed="1" archive="1"/>'
            f'<location href="Packages/{name}.rpm"/><format><rpm:provides>'
            f'<rpm:entry name="{name}" flags="EQ" epoch="0" ver="1.{number % 9}" '
            f'rel="1.el9"/>{provides}</rpm:provides><rpm:requires>{entries}'
            '</rpm:requires></format></package>\n')
    return "".join([*parts, "</metadata>\n"]).encode()


def rpm_solve(bench, root, timed):
    """Milliseconds to lock a sysroot of a few hundred packages out of RPM_PACKAGES, less what
    locking takes with a repository of those few alone: reading and solving."""
    if not shutil.which("gpg"):
        return "no gpg"
    times = []
    for count in (RPM_PACKAGES, 16):
        times.append(lock_of_rpm(bench, root, timed, count))
    return 1000 * (times[0] - times[1])


def lock_of_rpm(bench, root, timed, count):
    place = os.path.join(bench.work, f"rpm-{count}")
    shutil.copytree(os.path.join(root, "examples", "hello"), place,
                    ignore=shutil.ignore_patterns("out", "crossroot.*"))
    data = os.path.join(place, "mirror", "9", "os", "x86_64", "os", "repodata")
    os.makedirs(data)
    plain = primary(count)
    packed = gzip.compress(plain, 1, mtime=0)
    with open(os.path.join(data, "primary.xml.gz"), "wb") as out:
        out.write(packed)
    with open(os.path.join(data, "repomd.xml"), "w", encoding="utf-8") as out:
        out.write(
            '<?xml version="1.0" encoding="UTF-8"?>\n<repomd '
            'xmlns="http://linux.duke.edu/metadata/repo"><revision>1700000000</revision>'
            '<data type="primary"><checksum type="sha256">'
            f'{hashlib.sha256(packed).hexdigest()}</checksum><open-checksum '
            f'type="sha256">{hashlib.sha256(plain).hexdigest()}</open-checksum>'
            '<location href="repodata/primary.xml.gz"/><timestamp>1700000000</timestamp>'
            f'<size>{len(packed)}</size><open-size>{len(plain)}</open-size></data>'
            '</repomd>\n')
    home = os.path.join(place, "gnupg")
    os.mkdir(home, 0o700)
    gpg = ["gpg", "--homedir", home, "--batch", "--quiet", "--trust-model", "always"]
    run = {"check": True, "capture_output": True}
    subprocess.run([*gpg, "--passphrase", "", "--quick-generate-key",
                    "bench@archive.example", "rsa2048", "sign", "never"], **run)
    listed = subprocess.run([*gpg, "--with-colons", "--list-keys"], **run).stdout.decode()
    key = re.search(r"(?m)^fpr:*([0-9A-F]{40}):$", listed).group(1)
    subprocess.run([*gpg, "--armor", "--detach-sign",
                    os.path.join(data, "repomd.xml")], **run)
    certificate = subprocess.run([*gpg, "--export", key], **run).stdout
    subprocess.run(["gpgconf", "--homedir", home, "--kill", "all"], check=False)
    os.makedirs(os.path.join(place, "sysroots", "keys"))
    with open(os.path.join(place, "sysroots", "keys", f"{key}.gpg"), "wb") as out:
        out.write(certificate)
    with open(os.path.join(place, "sysroots", "bench-9.toml"), "w",
              encoding="utf-8") as out:
        out.write(
            'schema = 1\nrole = "sysroot"\nchosen = "by-name"\nsuite = "9"\n'
            'components = ["os"]\narchitectures = ["x86_64"]\nlibc = "2.34"\n'
            f'keys = ["{key}"]\n[archive]\nname = "bench"\nkind = "rpm"\n'
            f'upstream = ["file://{os.path.join(place, "mirror")}"]\n'
            f'[packages]\nbase = ["package-{count - 1}"]\n')
    with open(os.path.join(place, "crossroot.toml"), "w", encoding="utf-8") as out:
        out.write('schema = 1\nname = "hello"\n[go]\nsdk = "1.25.5"\n[target.x]\n'
                  'triplet = "x86_64-linux-gnu"\nbase = "bench-9"\n')
    timed([bench.crossroot, "lock"], place, bench.env)  # fetches SDK and toolchain's index
    update = [bench.crossroot, "lock", "--update"]  # a lock that stands is kept without it
    return min(timed(update, place, bench.env) for _ in range(3))
