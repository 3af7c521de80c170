"""Whether two objects hold the same code and data.

`facts(object)` is for objects that should be the same byte by byte. `parts(object)` is for those whose
functions stand in another order: what each function and variable is, wherever it stands."""

import bisect
import collections
import hashlib
import re
import struct
import subprocess
from pathlib import Path

# The references to keys that static_call() makes for objtool, which the direct call does not make.
KEY_REFERENCES = ".discard.addressable"

SYMTAB, STRTAB, RELA, NOBITS, REL, GROUP = 2, 3, 4, 8, 9, 17
ALLOC, EXECUTED, MERGED, STRINGS = 0x2, 0x4, 0x10, 0x20
SECTION_SYMBOL, FILE_SYMBOL = 3, 4
LOCAL = 0
PC_RELATIVE = {2, 4, 9, 24}  # R_X86_64_PC32, _PLT32, _GOTPCREL, _PC64

Symbol = collections.namedtuple("Symbol", "name value size type bind visibility section")
Relocation = collections.namedtuple("Relocation", "offset type symbol addend")


def name_of(symbol):
    """A symbol's name without what only counts: __COUNTER__, which counts the static calls before it, and
    gcc's number of a local symbol, which counts the variables that a static call makes as well."""
    name = re.sub(r"(__UNIQUE_ID_\w*?)\d+(?=\.|$)|(__initcall__kmod_\w+?__)\d+", r"\1\2", symbol.name)
    return re.sub(r"\.\d+(?=\.|$)", ".N", name) if symbol.bind == LOCAL else name


class Section:
    def __init__(self, name, kind, flags, size, entry, data):
        self.name, self.kind, self.flags, self.size, self.entry, self.data = name, kind, flags, size, entry, data
        self.relocations = []

    def has(self, flag):
        return bool(self.flags & flag)


class Object:
    """What is needed of a little-endian ELF object: of the kernel's own, and of its 16- and 32-bit parts."""

    # Where the header names the sections, and the layouts of a section, a symbol and a relocation.
    _LAYOUTS = {
        1: (("<I", 0x20), ("<HHH", 0x2E), "<10I", "<IIIBBH", {REL: ("<II", 8)}),
        2: (("<Q", 0x28), ("<HHH", 0x3A), "<IIQQQQIIQQ", "<IBBHQQ", {RELA: ("<QQq", 32)})}

    def __init__(self, path):
        self.path = Path(path)
        content = self.path.read_bytes()
        if content[:4] != b"\x7fELF" or content[5] != 1:
            raise ValueError(f"{path}: not a little-endian ELF object")
        table, shape, header, entry, relocations = self._LAYOUTS[content[4]]
        start, = struct.unpack_from(table[0], content, table[1])
        size, count, names = struct.unpack_from(shape[0], content, shape[1])
        headers = [struct.unpack_from(header, content, start + size * i) for i in range(count)]
        self.sections = []
        for name, kind, flags, _, offset, length, _, _, _, each in headers:
            data = b"" if kind == NOBITS else content[offset:offset + length]
            self.sections.append(Section(name, kind, flags, length, each, data))
        text = self.sections[names].data
        for section in self.sections:
            section.name = self._string(text, section.name)
        self.symbols = []
        for row, section in zip(headers, self.sections):
            if section.kind == SYMTAB:
                text = self.sections[row[6]].data
                for values in struct.iter_unpack(entry, section.data):
                    if content[4] == 1:
                        name, value, length, info, other, index = values
                    else:
                        name, info, other, index, value, length = values
                    # No section (0) is an undefined symbol; numbers from 0xff00 have a meaning of their own.
                    place = self.sections[index] if 0 < index < 0xFF00 else index or None
                    self.symbols.append(Symbol(
                        self._string(text, name), value, length, info & 15, info >> 4, other & 3, place))
        for row, section in zip(headers, self.sections):
            if section.kind in (REL, RELA):
                layout, bits = relocations[section.kind]
                of = self.sections[row[7]].relocations
                for offset, info, *addend in struct.iter_unpack(layout, section.data):
                    # Without a field of its own, the addend is in the contents.
                    of.append(Relocation(offset, info & (1 << bits) - 1, self.symbols[info >> bits], *addend or (0,)))
                of.sort(key=lambda relocation: relocation.offset)

    @staticmethod
    def _string(text, offset):
        return text[offset:text.index(b"\0", offset)].decode()

    @property
    def contents(self):
        """The sections that hold code, data, or notes: not the symbols, names and relocations."""
        return [s for s in self.sections
                if s.kind not in (0, SYMTAB, STRTAB, REL, RELA, GROUP) and s.name != KEY_REFERENCES]

    @property
    def used(self):
        """The symbols that matter, each once: those defined in the contents, or used from there."""
        defined = [s for s in self.symbols if s.section is not None and s.type != SECTION_SYMBOL
                   and not (isinstance(s.section, Section) and s.section.name == KEY_REFERENCES)]
        needed = {r.symbol for s in self.contents for r in s.relocations if r.symbol.section is None}
        return defined + sorted(needed)

    def references(self, prefix):
        """How often each symbol with that prefix is referred to."""
        return collections.Counter(r.symbol.name for s in self.sections for r in s.relocations
                                   if r.symbol.name.startswith(prefix))


def _where(section):
    return section.name if isinstance(section, Section) else section


def facts(item):
    """All that an object says, for a comparison place by place."""
    said = []
    for section in item.contents:
        said.append(("section", section.name, section.kind, section.flags, section.size, section.data))
        for offset, kind, symbol, addend in section.relocations:
            to = name_of(symbol), _where(symbol.section), symbol.value, addend
            said.append(("reference", section.name, offset, kind, *to))
    said.extend(sorted(
        ("symbol", name_of(s), str(_where(s.section)), s.value, s.size, s.type, s.bind, s.visibility)
        for s in item.used))
    return said


# --- Part by part


class Part:
    """A function or a variable: what it is called, what it holds, what it refers to."""

    def __init__(self, section, start, end, names):
        self.section, self.start, self.end, self.names = section, start, end, names
        self.content = []     # plain values
        self.references = []  # (place in the content, Part, place in it)
        self.instructions = []
        self._numbers = None

    def position(self, offset):
        """A place in the part: by instruction, because the length of jumps depends on the distance."""
        if self._numbers is None:
            self._numbers = {address - self.start: n for n, (address, _) in enumerate(self.instructions)}
        return self._numbers.get(offset, f"+{offset}")

    def __str__(self):
        return "/".join(self.names) or f"(nameless, {self.section.name})"


class _Parts:
    def __init__(self, item):
        self.item = item
        self.parts, self.nameless = [], []
        self._starts = {}
        for section in item.contents:
            self._split(section)
        self._disassemble()
        for part in self.parts:
            if not part.section.has(EXECUTED):
                self._read_data(part)

    @staticmethod
    def _is_merged(section):
        return section.has(MERGED) and section.entry > 0

    def _split(self, section):
        symbols = collections.defaultdict(list)
        for symbol in self.item.symbols:
            if symbol.section is section and symbol.type not in (SECTION_SYMBOL, FILE_SYMBOL):
                symbols[symbol.value].append(symbol)
        if not symbols or self._is_merged(section):
            self.nameless.append(section)
            return
        starts = sorted(symbols)
        found = []
        if starts[0] > 0:
            found.append(Part(section, 0, starts[0], []))
        for start, following in zip(starts, starts[1:] + [section.size]):
            names = sorted(str((name_of(s), s.size, s.type, s.bind, s.visibility)) for s in symbols[start])
            size = max(s.size for s in symbols[start])
            end = start + size if size and start + size <= following else following
            part = Part(section, start, end, names)
            part.names, part.content = sorted(name_of(s) for s in symbols[start]), [names]
            found.append(part)
            if end < following:
                # What lies between symbols: padding, or constants that have no name.
                found.append(Part(section, end, following, []))
        self._starts[id(section)] = [p.start for p in found], found
        self.parts.extend(found)

    def _part_at(self, section, offset):
        starts, found = self._starts[id(section)]
        return found[max(0, bisect.bisect_right(starts, offset) - 1)]

    def _target(self, symbol, offset):
        """What is at OFFSET from a symbol: text, or a Part and a place in it."""
        section = symbol.section
        if not isinstance(section, Section):
            return f"{name_of(symbol)} {section} {symbol.bind} {offset:+}"
        place = symbol.value + offset
        if self._is_merged(section):
            if section.has(STRINGS):
                return f"{section.name} {section.data[place:section.data.find(0, place)]}"
            return f"{section.name} {section.data[place:place + section.entry].hex()}"
        if id(section) not in self._starts:
            return section.name
        part = self._part_at(section, symbol.value if symbol.type != SECTION_SYMBOL else place)
        return part, place - part.start

    def _refer(self, part, place, symbol, offset):
        target = self._target(symbol, offset)
        if isinstance(target, str):
            part.content.append((place, target))
        else:
            part.references.append((place, *target))

    def _read_data(self, part):
        data = bytearray(part.section.data[part.start:part.end])
        for offset, kind, symbol, addend in part.section.relocations:
            if part.start <= offset < part.end:
                self._refer(part, (offset - part.start, kind), symbol, addend)
        part.content.append(bytes(data) if part.names else bytes(data).strip(b"\0"))

    def _disassemble(self):
        listing = subprocess.run(
            ["objdump", "-d", "-w", "-z", "--no-show-raw-insn", self.item.path], text=True,
            capture_output=True, check=True, env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"}).stdout
        code = collections.defaultdict(list)
        for section in self.item.contents:
            if section.has(EXECUTED) and section.size:
                code[section.name].append(section)
        section = None
        listed = collections.defaultdict(list)
        for line in listing.splitlines():
            if line.startswith("Disassembly of section "):
                section = code[line[23:-1]].pop(0)
            elif section is not None and (found := re.match(r" *([0-9a-f]+):\t(.*)", line)):
                listed[id(section)].append((int(found[1], 16), found[2].split("#")[0].rstrip()))
        for section in self.item.contents:
            if id(section) in listed and id(section) in self._starts:
                self._read_code(section, listed[id(section)])

    def _read_code(self, section, lines):
        relocations = iter([*section.relocations, None])
        relocation = next(relocations)
        ends = [address for address, _ in lines[1:]] + [section.size]
        waiting = []
        for (address, text), end in zip(lines, ends):
            part = self._part_at(section, address)
            number = len(part.instructions)
            part.instructions.append((address, text))
            jump = re.search(r"\b([0-9a-f]+) <[^>]*>", text)
            referred = False
            while relocation is not None and relocation.offset < end:
                offset, kind, symbol, addend = relocation
                waiting.append((part, (number, offset - address, kind), symbol, addend + (
                    end - offset if kind in PC_RELATIVE else 0)))
                referred = True
                relocation = next(relocations)
            if jump:
                part.instructions[-1] = address, text.replace(jump[0], "")
                if not referred:
                    here = Symbol("", int(jump[1], 16), 0, SECTION_SYMBOL, 0, 0, section)
                    waiting.append((part, (number, 0, "jump"), here, 0))
        for part, place, symbol, offset in waiting:
            self._refer(part, place, symbol, offset)
        _, found = self._starts[id(section)]
        for part in found:
            texts = [text for _, text in part.instructions]
            if not part.names and all(re.match(r"(data16 |cs )*(nop|int3|xchg +%ax,%ax)", t) for t in texts):
                texts = []
            part.content.append(texts)

    def describe(self, symbol, offset):
        """The same, as text."""
        target = self._target(symbol, offset)
        return target if isinstance(target, str) else f"{target[0]} {target[0].position(target[1])}"


def _hash(*values):
    return hashlib.sha256(repr(values).encode()).hexdigest()


def parts(item):
    """The parts of an object, three multisets of (description, name) that do not depend on their order.

    The first describes each part by itself. In the second, symbols of one name and different numbers are told
    apart by what refers to them and what they refer to: in rounds, until these tell no more of them apart. The
    third is the sections without symbols: strings, constants, and tables, whose rows stand in the functions' order.
    """
    known = _Parts(item)
    live = [part for part in known.parts if part.names or any(part.content) or part.references]
    first = {}
    for part in live:
        to = [(place, target.names, target.position(offset), target.section.name)
              for place, target, offset in part.references]
        first[part] = _hash(part.section.name, part.section.flags, part.content, to)
    colours = first
    while True:
        users = collections.defaultdict(list)
        for part in live:
            for place, target, _ in part.references:
                users[target].append((colours[part], repr(place)))
        finer = {part: _hash(colours[part], [colours.get(target) for _, target, _ in part.references],
                             sorted(users[part])) for part in live}
        colours, before = finer, colours
        if len(set(colours.values())) == len(set(before.values())):
            break
    alone = collections.Counter((colour, str(part)) for part, colour in first.items())
    together = collections.Counter((colour, str(part)) for part, colour in colours.items())
    rest = collections.Counter()
    for section in known.nameless:
        if section.has(STRINGS):
            # Without the empty ones, which are padding between aligned strings.
            for string in filter(None, section.data.split(b"\0")):
                text = string.decode(errors="backslashreplace")
                rest[_hash(section.name, string), f'"{text}" in {section.name}'] += 1
            continue
        each = section.entry if section.has(MERGED) else 1
        rows = [section.data[at:at + each] for at in range(0, len(section.data), each)]
        to = [(kind, known.describe(symbol, addend)) for _, kind, symbol, addend in section.relocations]
        rest[_hash(section.name, section.flags, section.size, sorted(rows), sorted(map(repr, to))), section.name] += 1
    return alone, together, rest


def differing_parts(before, after):
    """The names of the functions, variables and sections in which two objects differ; none if in order alone."""
    (alone, together, rest), (new_alone, new_together, new_rest) = parts(before), parts(after)
    for one, other in ((alone + rest, new_alone + new_rest), (together, new_together)):
        names = {name for _, name in (one - other) + (other - one)}
        if names:
            return sorted(names)
    return []
