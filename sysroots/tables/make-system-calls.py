#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""make-system-calls.py HEADERS MAN-PAGE > system-calls.txt

HEADERS is usr/lib/linux/uapi of Debian's package linux-libc-dev (13 or newer): numbers
come from its unistd headers. MAN-PAGE is syscalls.2.gz of manpages-dev: it says which
kernel first had a call. What is newer than the page, or younger on one CPU, stands below.

A line is a name and, per CPU, NUMBER@KERNEL.
"""
import gzip
import re
import sys

CPUS = {"x86_64": "x86/asm/unistd_64.h", "i686": "x86/asm/unistd_32.h",
        "aarch64": "arm64/asm/unistd_64.h", "arm": "arm/asm/unistd-eabi.h"}

# The release notes of each kernel: numbers above 423 are the same on all CPUs. The page
# calls pread64 pread, and forgot mount_setattr.
NOT_IN_PAGE = {
    "2.2": ["pread64", "pwrite64"],
    "2.6": ["arm_fadvise64_64", "arm_sync_file_range"], "5.12": ["mount_setattr"],
    "5.15": ["process_mrelease"], "5.16": ["futex_waitv"],
    "5.17": ["set_mempolicy_home_node"], "6.5": ["cachestat"],
    "6.6": ["fchmodat2", "map_shadow_stack"],
    "6.7": ["futex_wake", "futex_wait", "futex_requeue"],
    "6.8": ["statmount", "listmount", "lsm_get_self_attr", "lsm_set_self_attr",
            "lsm_list_modules"],
    "6.10": ["mseal"], "6.11": ["uretprobe"],
    "6.13": ["setxattrat", "getxattrat", "listxattrat", "removexattrat"],
    "6.15": ["open_tree_attr"], "6.17": ["file_getattr", "file_setattr"],
}
# Above what the headers know.
NUMBERS = {"setxattrat": 463, "getxattrat": 464, "listxattrat": 465, "removexattrat": 466,
           "open_tree_attr": 467, "file_getattr": 468, "file_setattr": 469}
# Linux 4.3 gave i686 its own numbers for what socketcall had done, 5.1 for ipc; the
# 64-bit times of 32-bit CPUs are 403 to 423, all of 5.1.
I686 = {
    "4.3": ["socket", "socketpair", "bind", "connect", "listen", "accept4", "getsockopt",
            "setsockopt", "getsockname", "getpeername", "sendto", "sendmsg", "recvfrom",
            "recvmsg", "shutdown"],
    "5.1": ["semget", "semctl", "shmget", "shmctl", "shmat", "shmdt", "msgget", "msgsnd",
            "msgrcv", "msgctl"],
}
TIME64 = range(403, 424)
# Names with a number that no kernel ever answered, or none since 2.4.
NEVER = {"afs_syscall", "break", "epoll_ctl_old", "epoll_wait_old", "ftime", "getpmsg",
         "gtty", "idle", "lock", "mpx", "prof", "profil", "putpmsg", "security", "stty",
         "tuxcall", "ulimit", "vserver"}
# A port has no call before its own kernel.
PORTS = {"aarch64": "3.7"}
YOUNGER = {("aarch64", "kexec_file_load"): "5.0", ("i686", "arch_prctl"): "4.12"}


def parts(version):
    return [int(part) for part in version.split(".")]


def first_kernels(page):
    """Name to release; of "2.6.16; 2.4.x" the older series is what counts."""
    found = {}
    for name, kernels in re.findall(r"^\\fB(\w+)\\fP\(2\)\t([^\t\n]+)", page, re.M):
        versions = re.findall(r"\d+\.\d+(?:\.\d+)?", kernels)
        if versions:
            found[name] = max(versions, key=parts)
    for kernel, names in NOT_IN_PAGE.items():
        found.update(dict.fromkeys(names, kernel))
    return found


def numbers_of(header):
    found = {}
    for name, number in re.findall(r"#define __NR_(\w+) \(?(?:__NR_SYSCALL_BASE \+ )?(\d+)",
                                   header):
        found[name] = int(number)
    return {**found, **NUMBERS}


def younger(cpu, name, number):
    if cpu == "i686":
        for kernel, names in I686.items():
            if name in names:
                return kernel
    if number in TIME64:
        return "5.1"
    return YOUNGER.get((cpu, name))


def main():
    headers, page = sys.argv[1:]
    with gzip.open(page, "rt", encoding="utf-8") as text:
        since = first_kernels(text.read())
    calls = {}
    for cpu, path in CPUS.items():
        with open(f"{headers}/{path}", encoding="utf-8") as text:
            for name, number in numbers_of(text.read()).items():
                calls.setdefault(name, {})[cpu] = number
    undated = []
    print("# System calls: number and first kernel per CPU, by make-system-calls.py.")
    for name in sorted(set(calls) - NEVER):
        words = []
        for cpu, number in calls[name].items():
            own = younger(cpu, name, number) or since.get(name)
            if own is None:
                undated.append(f"{name} ({cpu} {number})")
                continue
            own = max(own, PORTS.get(cpu, "1.0"), key=parts)
            words.append(f"{cpu}={number}@{own}")
        print(name, *words)
    if undated:
        sys.exit("no date for: " + ", ".join(undated))


main()
