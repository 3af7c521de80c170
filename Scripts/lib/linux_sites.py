"""linux_sites.py SC_REWRITE TREE OBJECTS: do `sc-rewrite sites --layout linux` and `objtool --static-call` list the
same call sites, in every object of a Linux tree to which its build applies objtool?

The objects as the compiler writes them are made with the build's own commands and kept in the folder OBJECTS; TREE
is only read. Objects are read with linux_objects.py, so with neither tool's library."""

import argparse
import collections
import concurrent.futures
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from linux_objects import Object, SYMTAB, STRTAB, RELA, SECTION_SYMBOL
from linux_units import Objects, Unit, units_of

TABLE = ".static_call_sites"
PC32 = 2
TAIL = 1
# Few of the tree's objects are modules' own. These are compiled once more as if they were: what they call may have a
# key that they cannot see, so that rows name the trampoline.
AS_MODULES = ("fs/ext4/", "fs/jbd2/", "fs/fat/", "arch/x86/kvm/")
WRITABLE, ALLOC = 1, 2

Row = collections.namedtuple("Row", "section offset key flags")


def units_with_objtool(tree):
    """Each unit that the build gives to objtool, and objtool's arguments."""
    listed = {unit.object: unit for unit in units_of(tree)}
    found = []
    for record in sorted(Path(tree).rglob(".*.o.cmd")):
        text = record.read_text()
        match = re.match(r"cmd_(\S+) := (.*?) *; *\S*/objtool/objtool (.*)", text)
        if match is None or "--static-call" not in match[3]:
            continue
        name, command, arguments = match.groups()
        file = command.split()[-1]
        unit = listed.get(name) or Unit(tree, {"command": command, "directory": str(tree), "file": file})
        found.append((unit, arguments.split()[:-1]))
    return found


def rows_of(item):
    """The rows of an object's table, in order; raises ValueError if it is no such table."""
    tables = [s for s in item.sections if s.name == TABLE]
    if not tables:
        return []
    if len(tables) > 1:
        raise ValueError(f"{len(tables)} tables")
    table, rows = tables[0], []
    if table.flags != WRITABLE | ALLOC or any(table.data) or table.size % 8:
        raise ValueError(f"a table with flags {table.flags}, of {table.size} bytes")
    if len(table.relocations) * 4 != table.size:
        raise ValueError(f"{len(table.relocations)} relocations for {table.size} bytes")
    numbers = {id(section): number for number, section in enumerate(item.sections)}
    for at in range(0, len(table.relocations), 2):
        site, key = table.relocations[at:at + 2]
        if (site.offset, key.offset, site.type, key.type) != (at * 4, at * 4 + 4, PC32, PC32):
            raise ValueError(f"row {at // 2} has {site} and {key}")
        where = numbers[id(site.symbol.section)], site.symbol.section.name
        rows.append(Row(where, site.symbol.value + site.addend, key.symbol.name, key.addend))
    return rows


def branches_of(item):
    """The sites as the bytes tell, without either tool: relocated e8, e9 or 0f 8x to a trampoline."""
    found = set()
    for number, section in enumerate(item.sections):
        if not section.has(4) or section.name == ".altinstr_replacement":
            continue
        for offset, _, symbol, _ in section.relocations:
            if not symbol.name.startswith("__SCT__"):
                continue
            opcode = section.data[offset - 1]
            if section.data[offset - 2] == 0x0F and opcode & 0xF0 == 0x80:
                found.add(((number, section.name), offset - 2, symbol.name, TAIL))
            elif opcode in (0xE8, 0xE9):
                found.add(((number, section.name), offset - 1, symbol.name, opcode & TAIL))
    return found


def headers_of(path):
    content = path.read_bytes()
    start, = struct.unpack_from("<Q", content, 0x28)
    size, count, _ = struct.unpack_from("<HHH", content, 0x3A)
    return [struct.unpack_from("<IIQQQQIIQQ", content, start + size * i) for i in range(count)]


def changes(before_path, after_path):
    """What is otherwise in an object than before, besides a new table and new undefined keys."""
    before, after = Object(before_path), Object(after_path)
    said = []
    old, new = headers_of(before_path), headers_of(after_path)
    for number, (one, other) in enumerate(zip(old, new)):
        name = before.sections[number].name
        # Where it stands in the file may change, and symbols and names become more.
        grows = one[1] in (SYMTAB, STRTAB)
        same = [1, 2, 3, 6, 8, 9] + ([] if grows else [5, 7])
        if name != after.sections[number].name or any(one[field] != other[field] for field in same):
            said.append(f"section {number}, {name}: header {one}, now {other}")
        elif not grows and one[1] != RELA and before.sections[number].data != after.sections[number].data:
            said.append(f"section {name}: other content")
    added = [section.name for section in after.sections[len(old):]]
    if added not in ([], [TABLE, ".rela" + TABLE]):
        said.append(f"new sections {added}")

    def symbol(item, value):
        return (*value[:-1], numbers[id(item)].get(id(value.section), value.section))

    numbers = {id(item): {id(s): n for n, s in enumerate(item.sections)} for item in (before, after)}
    for one, other in zip(before.sections, after.sections):
        if ([(r.offset, r.type, r.addend, symbol(before, r.symbol)) for r in one.relocations]
                != [(r.offset, r.type, r.addend, symbol(after, r.symbol)) for r in other.relocations]):
            said.append(f"section {one.name}: other relocations")
    was = collections.Counter(symbol(before, s) for s in before.symbols)
    now = collections.Counter(symbol(after, s) for s in after.symbols)
    if was - now:
        said.append(f"symbols gone: {list((was - now))[:5]}")
    for extra in now - was:
        name, kind, section = extra[0], extra[3], extra[-1]
        if not (kind == SECTION_SYMBOL or name.startswith("__SCK__") and section is None):
            said.append(f"new symbol {extra}")
    return said


def stamp(path):
    status = path.stat()
    return status.st_ino, status.st_mtime_ns, path.read_bytes()


def run(*command):
    return subprocess.run([str(word) for word in command], text=True, errors="replace",
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env={**os.environ, "LC_ALL": "C"})


class Differs(Exception):
    pass


def expect(fine, *said):
    if not fine:
        raise Differs(" ".join(map(str, said)))


def difference(one, other):
    return (f"\n  objtool alone: {sorted(set(one) - set(other))[:8]}"
            f"\n  sc-rewrite alone: {sorted(set(other) - set(one))[:8]}")


def compare_tables(raw, folder, tool, objtool, module):
    """Both tools on copies of one object; the rows, and whether objtool refuses it."""
    theirs, ours = folder / "objtool.o", folder / "ours.o"
    shutil.copyfile(raw, theirs)
    shutil.copyfile(raw, ours)
    done = run(objtool, "--static-call", *module, theirs)
    expect(done.returncode == 0, "objtool:", done.stdout)
    # It says so, ends with 0 all the same, and leaves half a table.
    refused = "can't find static_call_key symbol" in done.stdout
    sites = [tool, "sites", "--layout", "linux", *module]
    done = run(*sites, ours)
    expect(done.returncode == 0 and not done.stdout, "sc-rewrite:", done.stdout)

    rows = rows_of(Object(ours))
    expect(len(set(rows)) == len(rows), "a row twice")
    if not refused:
        expected = rows_of(Object(theirs))
        expect(len(set(expected)) == len(expected), "objtool has a row twice")
        expect(set(rows) == set(expected), "other rows:", difference(expected, rows))
    by_trampoline = {(where, at, key.replace("__SCK__", "__SCT__", 1), flags) for where, at, key, flags in rows}
    branches = branches_of(Object(raw))
    expect(by_trampoline == branches, "not the branches:", sorted(by_trampoline ^ branches)[:8])
    if not rows:
        expect(ours.read_bytes() == raw.read_bytes(), "no sites, but another object")
    else:
        said = changes(raw, ours)
        expect(not said, "changed:", "\n  ".join(said))
        # The linker and readelf must understand it.
        done = run("ld", "-r", "-o", folder / "linked.o", ours)
        expect(done.returncode == 0 and not done.stdout, "ld -r:", done.stdout)
        linked = [row[1:] for row in rows_of(Object(folder / "linked.o"))]
        # Where ld puts sections together, places move; no flag and no key does.
        expect(sorted(r[1:] for r in linked) == sorted(r[2:] for r in rows), "ld -r makes other rows")
        quiet = run("readelf", "-aW", raw).stdout
        for line in run("readelf", "-aW", ours).stdout.splitlines():
            complaint = re.search(r"\b(readelf: )?(warning|error)\b", line, re.IGNORECASE)
            expect(not (complaint and line.startswith("readelf:") and line not in quiet), "readelf:", line)
    # What is right is left alone: a second time, and where objtool was before.
    for path in [ours] + ([] if refused else [theirs]):
        before = stamp(path)
        done = run(*sites, path)
        expect(done.returncode == 0 and not done.stdout, "once more:", done.stdout)
        expect(stamp(path) == before, f"writes {path.name} once more")
        expect(run(*sites, "--check", path).returncode == 0, f"--check of {path.name}")
    if rows:
        done = run(*sites, "--check", raw)
        expect(done.returncode == 1, "--check of an object without a table:", done.returncode)
    return rows, refused


def compare(job):
    """One object: as the build has it, and as part of a module, whose rows are others."""
    (unit, arguments), tool, tree, kept = job
    result = collections.Counter()
    objects, module = Objects(kept), ["--module"] if "--module" in arguments else []

    def tables(flags, module):
        raw, said, made = objects.compile(unit, tree, flags)
        result["compiled now, not in an earlier run"] += made
        expect(raw is not None, "does not compile:\n", said)
        with tempfile.TemporaryDirectory() as name:
            return compare_tables(raw, Path(name), tool, tree / "tools/objtool/objtool", module)

    try:
        rows, refused = tables([], module)
        expect(not refused, "objtool refuses what it did before")
        tables([], [] if module else ["--module"])
        # With all that objtool does, too.
        done = run(tool, "sites", "--layout", "linux", *module, "--check", tree / unit.object)
        expect(done.returncode == 0, "--check of the tree's own object:", done.stdout)
        if unit.object.startswith(AS_MODULES):
            as_module, _ = tables(["-DMODULE"], ["--module"])
            others, refused = tables(["-DMODULE"], [])
            result["compiled as modules, too"] += 1
            result["rows of these"] += len(as_module)
            result["that name the trampoline"] += sum(row.key.startswith("__SCT__") for row in as_module)
            result["refused by objtool if not said to be a module's"] += refused
            expect({row._replace(key=row.key.replace("__SCT__", "__SCK__", 1)) for row in as_module} == set(others),
                   "other rows in a module")
    except (Differs, ValueError) as error:
        return unit.object, result, str(error)
    result["of modules"] += bool(module)
    result["with sites"] += bool(rows)
    result["rows"] += len(rows)
    result["of tail calls"] += sum(row.flags & TAIL for row in rows)
    result["in .init.text"] += sum(row.section[1].startswith(".init.text") for row in rows)
    return unit.object, result, None


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tool", type=Path)
    parser.add_argument("tree", type=Path)
    parser.add_argument("objects", type=Path)
    parser.add_argument("--at-least", type=int, default=1, help="how many objects there have to be")
    parser.add_argument("--units", default="", help="compare only objects whose name begins so (a,b,c)")
    options = parser.parse_args()

    chosen = tuple(options.units.split(","))
    units = [unit for unit in units_with_objtool(options.tree) if unit[0].object.startswith(chosen)]
    jobs = [(unit, options.tool.resolve(), options.tree.resolve(), options.objects) for unit in units]
    total, wrong, started = collections.Counter(), 0, time.time()
    with concurrent.futures.ProcessPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        for number, (name, result, remark) in enumerate(pool.map(compare, jobs), 1):
            total += result
            if remark:
                wrong += 1
                print(f"linux-sites: {name}: {remark}", file=sys.stderr, flush=True)
            if number % 100 == 0:
                print(f"linux-sites: {number} of {len(units)} objects compared, {time.time() - started:.0f} s",
                      file=sys.stderr, flush=True)
    total["objects to which the build applies objtool"] = len(units)
    total["objects that differ"] = wrong
    print(f"{options.tree}: sc-rewrite sites --layout linux, and objtool --static-call")
    for indent, what in ((0, "objects to which the build applies objtool"), (1, "of modules"), (1, "with sites"),
                         (1, "compiled as modules, too"), (2, "refused by objtool if not said to be a module's"),
                         (0, "rows"), (1, "of tail calls"), (1, "in .init.text"), (0, "rows of these"),
                         (1, "that name the trampoline"), (0, "compiled now, not in an earlier run"),
                         (0, "objects that differ")):
        name = "rows of what was compiled as modules" if what == "rows of these" else what
        print(f"  {'  ' * indent + name:<56}{total[what]:>7}")
    return 0 if not wrong and len(units) >= options.at_least and total["rows"] else 1


if __name__ == "__main__":
    sys.exit(main())
