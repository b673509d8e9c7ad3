#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""mutate_elf.py IN OUT CHANGE [ARGUMENT…]: one change of a 64-bit little-endian program,
by program headers alone. OUT is executable.

  no-sections              no section headers
  version OLD NEW          renames a needed version, hash and all (same length)
  weak VERSION             flags a needed version weak
  drop-version VERSION     takes it out of its library's chain
  drop-needed LIBRARY      takes away the DT_NEEDED entry
  interpreter OLD NEW      renames the loader (same length)
  abi-tag MAJOR            the kernel in NT_GNU_ABI_TAG
  stack none|exec          PT_GNU_STACK away, or executable
  relro none|half          PT_GNU_RELRO away, or ending in its first page
  wipe TEXT                overwrites the first place of TEXT with zeros
"""

import os
import struct
import sys

DT_NEEDED, DT_STRTAB, DT_DEBUG, DT_VERNEED, DT_VERNEEDNUM = 1, 5, 21, 0x6FFFFFFE, 0x6FFFFFFF
PT_NULL, PT_LOAD, PT_DYNAMIC, PT_NOTE = 0, 1, 2, 4
PT_GNU_STACK, PT_GNU_RELRO = 0x6474E551, 0x6474E552


def sysv_hash(name):
    value = 0
    for byte in name.encode():
        value = (value << 4) + byte
        value = (value ^ ((value & 0xF0000000) >> 24)) & 0x0FFFFFFF
    return value


class Program:
    def __init__(self, content):
        self.bytes = bytearray(content)
        assert self.bytes[:6] == b"\x7fELF\x02\x01", "not 64-bit little-endian"

    def get(self, form, at):
        return struct.unpack_from("<" + form, self.bytes, at)[0]

    def put(self, form, at, value):
        struct.pack_into("<" + form, self.bytes, at, value)

    def headers(self, wanted):
        start, count = self.get("Q", 32), self.get("H", 56)
        for at in range(start, start + 56 * count, 56):
            if self.get("I", at) == wanted:
                yield at

    def offset(self, address):
        for at in self.headers(PT_LOAD):
            offset, begin, size = (self.get("Q", at + step) for step in (8, 16, 32))
            if begin <= address < begin + size:
                return offset + address - begin
        raise AssertionError(hex(address))

    def dynamic(self):
        at = self.get("Q", next(self.headers(PT_DYNAMIC)) + 8)
        while self.get("Q", at):
            yield at, self.get("Q", at), self.get("Q", at + 8)
            at += 16

    def value(self, tag):
        return next(value for _, found, value in self.dynamic() if found == tag)

    def text(self, offset):
        at = self.offset(self.value(DT_STRTAB)) + offset
        return self.bytes[at : self.bytes.index(0, at)].decode(), at

    def versions(self):
        """(place of the need, place of the version before it or None, its own, name)"""
        need = self.offset(self.value(DT_VERNEED))
        for _ in range(self.value(DT_VERNEEDNUM)):
            before, at = None, need + self.get("I", need + 8)
            for _ in range(self.get("H", need + 2)):
                yield need, before, at, self.text(self.get("I", at + 8))[0]
                before, at = at, at + self.get("I", at + 12)
            need += self.get("I", need + 12)

    def version(self, name):
        return next(found for found in self.versions() if found[3] == name)


def change(program, what, arguments):
    if what == "no-sections":
        program.put("Q", 40, 0)
        program.bytes[58:64] = bytes(6)
    elif what == "version":
        old, new = arguments
        assert len(old) == len(new)
        at = program.version(old)[2]
        place = program.text(program.get("I", at + 8))[1]
        program.bytes[place : place + len(new)] = new.encode()
        program.put("I", at, sysv_hash(new))
    elif what == "weak":
        program.put("H", program.version(arguments[0])[2] + 4, 2)
    elif what == "drop-version":
        need, before, at, _ = program.version(arguments[0])
        following = program.get("I", at + 12)
        program.put("H", need + 2, program.get("H", need + 2) - 1)
        if before is None:
            program.put("I", need + 8, at + following - need)
        else:
            program.put("I", before + 12, at + following - before if following else 0)
    elif what == "drop-needed":
        for at, tag, value in program.dynamic():
            if tag == DT_NEEDED and program.text(value)[0] == arguments[0]:
                program.put("Q", at, DT_DEBUG)
                return
        raise AssertionError(arguments)
    elif what == "interpreter":
        old, new = (argument.encode() for argument in arguments)
        assert len(old) == len(new)
        at = program.bytes.index(old + b"\0")
        program.bytes[at : at + len(new)] = new
    elif what == "abi-tag":
        at = program.bytes.index(b"\4\0\0\0\x10\0\0\0\1\0\0\0GNU\0")
        program.put("I", at + 20, int(arguments[0]))
    elif what == "stack":
        at = next(program.headers(PT_GNU_STACK))
        if arguments[0] == "none":
            program.put("I", at, PT_NULL)
        else:
            program.put("I", at + 4, 7)
    elif what == "relro":
        at = next(program.headers(PT_GNU_RELRO))
        if arguments[0] == "none":
            program.put("I", at, PT_NULL)
        else:
            program.put("Q", at + 40, 16)
    elif what == "wipe":
        text = arguments[0].encode("latin-1")
        at = program.bytes.index(text)
        program.bytes[at : at + len(text)] = bytes(len(text))
    else:
        raise SystemExit(f"no change is called {what}")


def main():
    source, target, what, *arguments = sys.argv[1:]
    with open(source, "rb") as file:
        program = Program(file.read())
    change(program, what, arguments)
    with open(target, "wb") as file:
        file.write(program.bytes)
    os.chmod(target, 0o755)


if __name__ == "__main__":
    main()
