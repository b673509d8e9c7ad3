# SPDX-License-Identifier: Apache-2.0
"""Why other ELF readers say something else than ours: the kinds of difference that are
understood, each with its reason. compare_readers.py asks; what nothing here explains is
a failure. Conditions are read from the file itself where its bytes can tell."""
import struct

NOTE, NOBITS = 7, 8
PT_NOTE = 4
BY_SECTIONS = {
    "readelf": ("asks", "defines", "symbol"),
    "llvm-readelf": ("asks", "defines", "symbol"),
    "eu-readelf": ("asks", "defines", "symbol", "needed", "soname", "rpath", "runpath",
                   "interpreter", "dt-flags", "dt-flags-1", "build-id", "abi-tag")}
ALPHA, ARC_V2, MIPS, SPARC_V9 = 0x9026, 195, 8, 43
STT_SECTION = "3"
MOST_SEGMENTS = 65536 // 56
TRIPLETS = (3, 8, 20, 21, 22, 40, 62, 183, 243, 258)


class Facts:
    """One file: what both readers say, and its headers."""

    def __init__(self, path, ours, theirs, exit_code):
        self.path = path
        self.ours, self.theirs = ours, theirs
        self.exit_code = exit_code
        self.sections, self.segments = [], []
        self.note_align = 0
        self.machine = self.segments_of_header = 0
        with open(path, "rb") as file:
            self.data = file.read()
        try:
            self.read_headers()
        except (struct.error, IndexError):
            self.sections = None  # they lie outside the file

    def read_headers(self):
        """(name, type, flags, address, offset, size) of sections and (type, offset,
        address, file size) of segments."""
        wide = self.data[4] == 2
        order = ">" if self.data[5] == 2 else "<"
        self.kind, self.machine = struct.unpack_from(order + "HH", self.data, 16)
        words = struct.unpack_from(order + ("QQI6H" if wide else "III6H"), self.data,
                                   32 if wide else 28)
        segments_at, sections_at, _, _, segment_size, segments, size, count, names = words
        self.segments_of_header = segments
        for i in range(segments):
            one = struct.unpack_from(order + ("IIQQQQQQ" if wide else "8I"), self.data,
                                     segments_at + i * segment_size)
            align = one[7]
            if one[0] == PT_NOTE:
                self.note_align = align
            self.segments.append((one[0], one[2], one[3], one[5]) if wide else
                                 (one[0], one[1], one[2], one[4]))
        for i in range(count if sections_at else 0):
            one = struct.unpack_from(order + ("IIQQQQ" if wide else "6I"), self.data,
                                     sections_at + i * size)
            self.sections.append(one)
        if names < len(self.sections):
            start = self.sections[names][4]
            self.sections = [(self.data[start + one[0]:].split(b"\0", 1)[0].decode(
                "utf-8", "replace"), *one[1:]) for one in self.sections]

    def has(self, kind):
        return any(section[1] == kind for section in self.sections or [])

    @property
    def refused(self):
        return any(line.startswith("refused") for line in self.ours)

    @property
    def without_segments(self):
        return not self.segments

    @property
    def debug_only(self):
        """Separate debug information: the headers are the program's, the bytes are not."""
        dynamic = [one for one in self.sections or [] if one[0] in (".dynamic", ".dynsym")]
        return bool(dynamic) and all(one[1] == NOBITS for one in dynamic)

    @property
    def notes_outside_segments(self):
        """A section of notes that no PT_NOTE covers."""
        return any(section[1] == NOTE and not any(
            segment[0] == PT_NOTE and segment[1] <= section[4] and
            section[4] + section[5] <= segment[1] + segment[3]
            for segment in self.segments) for section in self.sections or [])

    def is_out_of_sight(self, index, place, kind):
        """Whether a symbol is an undefined one, or one that stands for a section, behind
        all that the loader can find: with a GNU hash table alone nothing says how many
        there are."""
        known = [int(line.split(" ")[1]) for line in self.ours if line.startswith("symbol")]
        return (place == 0 or kind == STT_SECTION) and index > max(known, default=0) and \
            "tag 0x6ffffef5" in self.ours and "tag 0x4" not in self.ours

    def section_of(self, number):
        return self.sections[number] if 0 < number < len(self.sections) else ("", 0)


def refusal(file):
    if file.segments_of_header > MOST_SEGMENTS:
        return "reads more program headers than a kernel would"
    return None


def symbol_difference(peer, line, file):
    words = line.split(" ")
    name = words[13] if len(words) > 13 else ""
    place = int(words[12]) if words[12].isdigit() else -1
    if file.machine == SPARC_V9 and any(
            one.startswith(f"symbol {words[1]} ") and " type 13 " in one
            for one in file.ours):
        return "has a word for symbols that stand for SPARC's registers"
    bare = " ".join(words[:13])
    if peer != "eu-readelf" and words[6] == STT_SECTION and bare + " " in file.ours and \
            name in ("", file.section_of(place)[0]):
        return "gives nameless symbols of sections the names of their sections"
    if not any(one.startswith(bare + " ") for one in file.ours) and \
            file.is_out_of_sight(int(words[1]), place, words[6]):
        return "counts symbols by sections: no hash table and no relocation leads here"
    own, _, version = name.replace("@@", "@").partition("@")
    bare = " ".join(words[:13] + [own])
    if peer == "readelf" and words[6] == "1" and place == 0xfff1 and \
            version in ("", own) and not int(words[2], 16):
        return "leaves out the version of a symbol that is the version's own name"
    copied = any(one.startswith(bare + "@") for one in file.ours)
    if peer == "eu-readelf" and copied and place > 0 and \
            file.section_of(place)[1] not in (0, NOBITS):
        return "looks for versions of copies in .data.rel.ro among definitions alone"
    return None


def explain(peer, side, line, file, kinds):
    """The reason of a line that one side (`ours`, `theirs`) has alone; None: unknown.
    `kinds` are the first words of all lines that the peer printed of the file."""
    kind = line.split(" ", 1)[0]
    if file.debug_only:
        return "reads the headers of separate debug information, which holds no bytes"
    if kind == "refused":
        return refusal(file)
    if not file.sections and side == "ours" and kind in BY_SECTIONS[peer]:
        return "reads this by section headers, which the file lacks"
    if kind == "symbol" and peer == "llvm-readelf" and file.machine == ALPHA:
        return "does not know that alpha's hash table has words of eight bytes"
    if kind == "abi-tag" and peer == "eu-readelf" and file.machine in (ARC_V2, MIPS):
        return "knows of an ABI tag on ARC and MIPS, but not what is in it"
    if kind == "abi-tag" and peer == "readelf" and file.note_align == 16:
        return "refuses notes that are aligned to 16"
    if kind == "machine" and int(file.machine) not in TRIPLETS:
        return "the name of a machine that no triplet has"
    if kind == "tag" and peer == "eu-readelf":
        return "names tags, gives no numbers"
    if kind == "flags" and peer == "eu-readelf" and "flags" not in kinds:
        return "spells the flags in words"
    if kind in ("build-id", "abi-tag") and side == "theirs":
        if file.without_segments:
            return "reads notes by sections, where no segment leads to them"
        if file.notes_outside_segments:
            return "reads a note by its section, which no PT_NOTE covers"
    if kind == "symbol":
        return symbol_difference(peer, line, file)
    return None
