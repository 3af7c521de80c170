"""bench_sites.py SC_REWRITE TREE OBJECTS: `sc-rewrite sites --layout linux` beside `objtool --static-call`, on the
objects of a Linux tree as the compiler writes them (made by linux_sites.py, kept in OBJECTS)."""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from linux_objects import Object
from linux_sites import rows_of, units_with_objtool
from linux_units import Objects

LARGE = "arch/x86/kvm/x86.o"


def run(*command):
    done = subprocess.run([str(word) for word in command], text=True, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        sys.exit(f"bench-sites: {command[0]}: {done.stdout[-2000:]}")
    return done.stdout


def timed(*command):
    started = time.perf_counter()
    run(*command)
    return time.perf_counter() - started


def peak(*command):
    """Peak memory in KiB. Not by getrusage(): a child of this large process would start with its size."""
    with tempfile.NamedTemporaryFile("r") as out:
        run("/usr/bin/time", "-q", "-f", "%M", "-o", out.name, *command)
        return int(out.read())


class Bench:
    def __init__(self, tool, tree, kept, folder, runs):
        self.folder, self.runs = folder, runs
        self.commands = {"objtool": [tree / "tools/objtool/objtool", "--static-call"],
                         "sc-rewrite": [tool, "sites", "--layout", "linux"]}
        objects = Objects(kept)
        self.raw = {}
        for unit, arguments in units_with_objtool(tree):
            path, said, _ = objects.compile(unit, tree)
            if path is None:
                sys.exit(f"bench-sites: {unit.object} does not compile:\n{said}")
            self.raw[unit.object] = path, "--module" in arguments

    def fresh(self, path):
        copy = self.folder / "copy.o"
        shutil.copyfile(path, copy)
        return copy

    def one(self, path, runs=None):
        """Times of both on copies of one object, in turns."""
        times = {name: [] for name in self.commands}
        for number in range(runs or self.runs):
            for name in sorted(self.commands, reverse=number % 2):
                times[name].append(timed(*self.commands[name], self.fresh(path)))
        return times

    def memory(self, path, name="sc-rewrite"):
        return statistics.median(peak(*self.commands[name], self.fresh(path)) for _ in range(5))

    def copies(self, which):
        """Fresh copies of all objects; lists of those outside and inside of modules."""
        folder = self.folder / which
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        lists = ([], [])
        for number, (path, is_module) in enumerate(self.raw.values()):
            copy = folder / f"{number}.o"
            shutil.copyfile(path, copy)
            lists[is_module].append(str(copy))
        names = []
        for which, files in zip(("plain", "module"), lists):
            names.append(folder / which)
            names[-1].write_text("\n".join(files) + "\n")
        return names

    def all(self):
        """Times of both on copies of all objects, and of one sc-rewrite for all of them."""
        ways = {"objtool, a process for each": ("objtool", "-n1"), "sc-rewrite, a process for each": ("sc-rewrite", "-n1"),
                "sc-rewrite, one process": ("sc-rewrite", "-n100000")}
        times = {way: [] for way in ways}
        for number in range(max(3, self.runs // 4)):
            for way in sorted(ways, reverse=number % 2):
                name, each = ways[way]
                plain, module = self.copies("all")
                command = " ".join(map(str, self.commands[name]))
                times[way].append(timed(
                    "sh", "-c", f"xargs -a {plain} {each} {command} && xargs -a {module} {each} {command} --module"))
        return times


def row(what, times, base=None):
    middle = statistics.median(times)
    ratio = f"{middle / statistics.median(base):6.2f} x" if base else ""
    print(f"  {what:<44}{middle * 1000:9.1f} ms {min(times) * 1000:9.1f} to {max(times) * 1000:9.1f}  n={len(times):<3}{ratio}")
    sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tool", type=Path)
    parser.add_argument("tree", type=Path)
    parser.add_argument("objects", type=Path)
    parser.add_argument("--runs", type=int, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bench = Bench(options.tool.resolve(), options.tree.resolve(), options.objects, folder, options.runs)
        measure(bench, folder)


def measure(bench, folder):
    large = bench.raw[LARGE][0]
    print(f"{LARGE}: {large.stat().st_size} bytes, {sites(bench, large)} sites; "
          "median, lowest to highest, ratio to objtool")
    times = bench.one(large)
    row("objtool --static-call", times["objtool"])
    row("sc-rewrite sites --layout linux", times["sc-rewrite"], times["objtool"])

    total = sum(path.stat().st_size for path, _ in bench.raw.values())
    print(f"all {len(bench.raw)} objects, {total} bytes")
    times = bench.all()
    base = times["objtool, a process for each"]
    for way in times:
        row(way, times[way], None if times[way] is base else base)

    print("peak memory, the median of 5, and what is above that for an empty object, by the object's size")
    empty = folder / "empty.o"
    run("as", "-o", empty, "/dev/null")
    sized = sorted((path.stat().st_size, name) for name, (path, _) in bench.raw.items())
    with_sites = [(size, name) for size, name in sized if sites(bench, bench.raw[name][0])]
    constants = {tool: bench.memory(empty, tool) for tool in bench.commands}
    chosen = [("an empty object", empty)]
    chosen += [(name, bench.raw[name][0]) for _, name in (with_sites[0], with_sites[-1], sized[-1])]
    many = multiply(folder, large, 8)
    chosen.append((f"8 times {LARGE}", many))
    for what, path in dict(chosen).items():
        size = path.stat().st_size
        for tool, constant in constants.items():
            memory = bench.memory(path, tool)
            print(f"  {what:<36}{size:>9} bytes {tool:<10}{memory:>9.0f} KiB {(memory - constant) * 1024 / size:6.2f} x")
    sys.stdout.flush()

    print(f"growth: 1, 2, 4, 8 times {LARGE} (ld -r)")
    for factor in (1, 2, 4, 8):
        path = multiply(folder, large, factor)
        times = bench.one(path, max(5, bench.runs // 2))
        row(f"objtool, {path.stat().st_size} bytes", times["objtool"])
        row(f"sc-rewrite, {sites(bench, path)} sites", times["sc-rewrite"], times["objtool"])
    print("growth: sites alone, 10 in a function")
    first = None
    for count in (10_000, 20_000, 40_000, 80_000):
        path = generate(folder, count)
        times = [timed(*bench.commands["sc-rewrite"], bench.fresh(path)) for _ in range(max(5, bench.runs // 2))]
        first = first or statistics.median(times)
        row(f"sc-rewrite, {count} sites, {path.stat().st_size} bytes", times)
        each = (statistics.median(times) - first) / (count - 10_000) if count > 10_000 else None
        if each:
            print(f"      {each * 1e9:.0f} ns for each site more than 10000; peak "
                  f"{bench.memory(path) - constants['sc-rewrite']:.0f} KiB above the constant, "
                  f"{(bench.memory(path) - constants['sc-rewrite']) * 1024 / path.stat().st_size:.2f} x the object")


def sites(bench, path):
    copy = bench.fresh(path)
    run(*bench.commands["sc-rewrite"], copy)
    return len(rows_of(Object(copy)))


def multiply(folder, path, factor):
    out = folder / f"{factor}-times.o"
    if not out.exists():
        names = [folder / f"part{number}.o" for number in range(factor)]
        for name in names:
            shutil.copyfile(path, name)
        run("ld", "-r", "-z", "muldefs", "-o", out, *names)
    return out


def generate(folder, count):
    source, out = folder / "many.s", folder / f"{count}-sites.o"
    with open(source, "w") as file:
        for function in range(count // 10):
            calls = "".join(f"\tcall __SCT__key{(function * 10 + i) % 64}\n" for i in range(10))
            file.write(f"\t.globl f{function}\n\t.type f{function}, @function\nf{function}:\n{calls}\tret\n"
                       f"\t.size f{function}, . - f{function}\n")
    run("as", "-o", out, source)
    return out


if __name__ == "__main__":
    main()
