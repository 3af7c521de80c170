"""linux_boot.py sites VMLINUX HEADER: hold the static call sites that VMLINUX lists against its code as objdump reads
it, and write those that outlive its start as a C array.
linux_boot.py spoil VMLINUX COPY KIND: a copy whose table is wrong."""

import re
import struct
import subprocess
import sys
from pathlib import Path

from linux_objects import Object
from linux_sites import headers_of

TAIL, FLAGS, ROW = 1, 3, 8
MASK = (1 << 64) - 1


class Kernel:
    def __init__(self, path):
        self.path, self.content = Path(path), bytearray(Path(path).read_bytes())
        item = Object(path)
        self.symbols = {s.name: s.value for s in item.symbols}
        self.sections = {s.name: (h[3], h[4], h[5]) for s, h in zip(item.sections, headers_of(self.path))}
        self.names = {}
        for symbol in item.symbols:
            if symbol.name.startswith(("__SCK__", "__SCT__")):
                self.names[symbol.value] = symbol.name
        self.start = self.symbols["__start_static_call_sites"]
        self.count = (self.symbols["__stop_static_call_sites"] - self.start) // ROW

    def offset(self, address):
        """Where in the file it is."""
        for start, offset, size in self.sections.values():
            if start and start <= address < start + size:
                return offset + address - start
        raise ValueError(f"no section at {address:#x}")

    def rows(self):
        """(site, key, flags) of each row, by addresses."""
        for number in range(self.count):
            at = self.start + number * ROW
            site, key = struct.unpack_from("<ii", self.content, self.offset(at))
            key = (at + 4 + key) & MASK
            yield (at + site) & MASK, key & ~FLAGS, key & FLAGS

    def put(self, number, site, key):
        at = self.start + number * ROW
        words = [(value + (1 << 31)) % (1 << 32) - (1 << 31) for value in (site - at, key - at - 4)]
        struct.pack_into("<ii", self.content, self.offset(at), *words)

    def branches(self):
        """(address, trampoline, whether it is no call) of each direct branch to a trampoline."""
        listing = subprocess.run(
            ["objdump", "-d", "-w", "--no-show-raw-insn", self.path], text=True, capture_output=True, check=True).stdout
        for line in listing.splitlines():
            found = re.match(r" *([0-9a-f]+):\t([^#]*?)(\S+) +([0-9a-f]+) <__SCT__[^+>]*>", line)
            if found:
                if found[2].strip():
                    raise ValueError(f"a branch with a prefix: {line}")
                yield int(found[1], 16), int(found[4], 16), found[3] != "call"

    def is_init(self, address):
        return self.symbols["__init_begin"] <= address < self.symbols["__init_end"]


def write_sites(path, header):
    kernel = Kernel(path)
    start, _, size = kernel.sections.get(".altinstr_replacement", (0, 0, 0))
    branches = [branch for branch in kernel.branches() if not start <= branch[0] < start + size]
    listed = sorted((site, kernel.names[key], flags) for site, key, flags in kernel.rows())
    found = sorted((site, kernel.names[trampoline].replace("__SCT__", "__SCK__", 1), TAIL * is_tail)
                   for site, trampoline, is_tail in branches)
    if listed != found:
        for row in sorted(set(listed) ^ set(found))[:10]:
            print(f"linux-boot: {row} is {'not in the code' if row in listed else 'not in the table'}", file=sys.stderr)
        sys.exit("linux-boot: vmlinux lists other sites than it has")
    lasting = [branch for branch in branches if not kernel.is_init(branch[0])]
    with open(header, "w") as out:
        out.write("static const struct { unsigned long site, trampoline; } kernel_sites[] = {\n")
        for site, trampoline, _ in lasting:
            out.write(f"\t{{ {site:#x}, {trampoline:#x} }},\n")
        out.write("};\n")
    tails = sum(tail for _, _, tail in branches)
    print(kernel.count, tails, len({key for _, key, _ in listed}), len(branches) - len(lasting))


def spoil(path, copy, kind):
    kernel = Kernel(path)
    rows = list(kernel.rows())
    lasting = [number for number, row in enumerate(rows) if not kernel.is_init(row[0])]
    chosen = lasting[len(lasting) // 2]
    # A row becomes a copy of another, which does no harm by itself.
    if kind == "row":
        kernel.put(chosen, rows[0][0], rows[0][1] | rows[0][2])
    elif kind == "table":
        for number in range(len(rows)):
            kernel.put(number, rows[0][0], rows[0][1] | rows[0][2])
    elif kind == "flag":
        site, key, flags = rows[chosen]
        kernel.put(chosen, site, key | flags ^ TAIL)
    elif kind == "address":
        site, key, flags = rows[chosen]
        kernel.put(chosen, site + 1, key | flags)
    elif kind == "key":
        site, key, flags = rows[chosen]
        other = next(row[1] for row in rows if row[1] != key)
        kernel.put(chosen, site, other | flags)
    else:
        sys.exit(f"what is '{kind}'?")
    Path(copy).write_bytes(kernel.content)


if __name__ == "__main__":
    {"sites": write_sites, "spoil": spoil}[sys.argv[1]](*sys.argv[2:])
