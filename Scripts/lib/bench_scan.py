"""bench_scan.py SC_REWRITE DIR [TREE...]: whole Linux trees, made by linux-configs in DIR, beside the peers."""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import bench_scan_peers as peers

# A header whose change matters: it has calls, or macros that make some.
HEADERS = {"x86": "arch/x86/kvm/mmu.h", "allmod": "arch/x86/kvm/mmu.h", "arm64tiny": "include/linux/tracepoint.h"}


class Tree:
    """A row of DIR/trees, and what was measured on it."""

    def __init__(self, line):
        self.name, root, build, units = line.split("\t")
        self.root, self.build, self.units = Path(root), Path(build), int(units)
        self.header = HEADERS[self.name.rpartition("-")[0]]
        self.times, self.memory, self.parsed, self.refused = {}, 0, 0, 0

    def middle(self, what):
        return statistics.median(self.times[what]) if self.times.get(what) else None


class Bench:
    def __init__(self, options, folder):
        self.options, self.folder = options, folder
        self.jobs = len(os.sched_getaffinity(0))

    def command(self, tree, *more):
        return [self.options.tool.resolve(), "--root", ".", "-p", tree.build, f"-j{self.jobs}", *more, "."]

    def open(self, name):
        # Sources may be in any encoding, and so a diff of them.
        return open(self.folder / name, "w+", errors="replace")

    def run(self, tree, command, is_kept=True):
        """Seconds, peak memory in MB, and what it printed. A child starts with this process's memory, which is small
        as long as nothing large is read here."""
        with self.open("out") as out, self.open("err") as err:
            started = time.perf_counter()
            child = subprocess.Popen([str(word) for word in command], cwd=tree.root, stdin=subprocess.DEVNULL,
                                     stdout=out if is_kept else subprocess.DEVNULL, stderr=err)
            _, status, usage = os.wait4(child.pid, 0)
            taken = time.perf_counter() - started
            child.returncode = os.waitstatus_to_exitcode(status)
            for file in (out, err):
                file.seek(0)
            printed, said = out.read(), err.read()
        if child.returncode:
            # With --format json errors are in what it prints.
            sys.exit(f"bench-scan: {tree.name}: {command[0]}: exit status {child.returncode}\n"
                     f"{printed[:2000]}\n{said[-2000:]}")
        return taken, usage.ru_maxrss * 1024 / 1e6, (printed, said)

    def time(self, tree, what, command):
        taken, memory, _ = self.run(tree, command, is_kept=False)
        tree.times.setdefault(what, []).append(taken)
        if what in ("cold", "first"):
            tree.memory = max(tree.memory, memory)

    def files(self, tree):
        """What spatch gets: the files that sc-rewrite edits; where it edits none, those with calls that it leaves
        alone, which a textual rewrite cannot know. Counts the units that are parsed for that."""
        _, _, (listed, said) = self.run(tree, self.command(tree, "--no-cache", "--verbose", "--list", "--format", "json"))
        # A unit may be told of more than once.
        tree.parsed = len({line.split(": ")[0] for line in said.splitlines() if line.startswith("parsing ")})
        manifest = json.loads(listed)
        tree.edited = len(manifest["edited"])
        return manifest["edited"] or sorted({row["at"].split(":")[0] for row in manifest["left_alone"]})

    def measure(self, tree):
        files, rules = self.files(tree), self.folder / "calls.cocci"
        rules.write_text(peers.RULES)
        # Beside the trees: the mirror is as large as they are.
        out, cache = Path(f"{tree.build}-bench-out"), self.folder / "cache"
        reading = peers.reading(tree.root, self.jobs, self.folder)
        cold = self.command(tree, "--no-cache", "--diff")
        again = self.command(tree, "--cache", cache, "--out", out)
        # In turns, so that what else the machine does hits all alike.
        for number in range(self.options.runs):
            pair = [("cold", cold), ("spatch", peers.spatch(rules, files, self.jobs))]
            for what, command in pair[::-1] if number % 2 else pair:
                self.time(tree, what, command)
            self.time(tree, "reading", reading)
        try:
            for _ in range(self.options.runs):
                for folder in (cache, out):
                    shutil.rmtree(folder, ignore_errors=True)
                self.time(tree, "first", again)
            for _ in range(self.options.runs):
                self.time(tree, "same", again)
            with Altered(tree.root / tree.header, self.options.dir / "header.kept") as header:
                for number in range(self.options.runs):
                    header.alter(number)
                    self.time(tree, "header", again)
        finally:
            shutil.rmtree(out, ignore_errors=True)
            shutil.rmtree(cache, ignore_errors=True)
        units = peers.database(tree.build)[::self.options.share]
        taken, refused = peers.clang(units, self.jobs)
        # Of a share, what all would take.
        tree.times["clang"] = [taken * tree.units / len(units)]
        tree.refused = len(refused)
        for file, said in refused[:3]:
            errors = [line for line in said.splitlines() if "error:" in line]
            print(f"bench-scan: {tree.name}: clang does not take {file}: {(errors or [said])[0]}", file=sys.stderr)


class Altered:
    """A header of a tree whose files are hard links to those of others: a file of its own for a while."""

    def __init__(self, path, kept):
        self.path, self.kept = path, kept

    def __enter__(self):
        # What an interrupted run has left is the original.
        if self.kept.exists():
            os.replace(self.kept, self.path)
        os.link(self.path, self.kept)
        self.text = self.path.read_bytes()
        return self

    def alter(self, number):
        draft = self.path.with_name(self.path.name + ".bench")
        draft.write_bytes(self.text + b"/* %d */\n" % number)
        os.replace(draft, self.path)
        # A file as old as the run that reads it is read again by the next, too.
        time.sleep(0.1)

    def __exit__(self, *_):
        # rename() does nothing between two names of one file.
        self.path.unlink()
        os.replace(self.kept, self.path)


def ratio(tree, what, base):
    one, other = tree.middle(what), tree.middle(base)
    return one / other if one and other else None


GOALS = [  # what, of a tree, the limit, whether it is a least one, how it prints
    ("cold, to spatch", lambda tree: ratio(tree, "cold", "spatch"), 2, False, "{:.2f} x"),
    ("clang -fsyntax-only, to cold", lambda tree: ratio(tree, "clang", "cold"), 16, True, "{:.1f} x"),
    ("units parsed", lambda tree: tree.parsed, 60, False, "{:.0f}"),
    ("nothing changed", lambda tree: tree.middle("same"), 0.5, False, "{:.2f} s"),
    # Both write the mirror.
    ("one header changed, to cold", lambda tree: ratio(tree, "header", "first"), 0.5, False, "{:.2f} x"),
    ("peak memory", lambda tree: tree.memory, 400, False, "{:.0f} MB")]
COLUMNS = ["cold", "spatch", "clang", "first", "same", "header", "reading"]


def print_trees(trees):
    heads = [f"{what:>8}" for what in COLUMNS]
    print(f"{'tree':18}{'units':>6}{'parsed':>7}{'edited':>7}" + "".join(heads)
          + f"{'cold/spatch':>12}{'clang/cold':>11}{'header/first':>13}{'peak MB':>8}")
    for tree in trees:
        seconds = "".join(f"{tree.middle(what):8.2f}" for what in COLUMNS)
        print(f"{tree.name:18}{tree.units:6}{tree.parsed:7}{tree.edited:7}{seconds}"
              f"{ratio(tree, 'cold', 'spatch'):12.2f}{ratio(tree, 'clang', 'cold'):11.1f}"
              f"{ratio(tree, 'header', 'cold'):12.2f}{tree.memory:8.0f}")


def print_spread(trees, runs):
    print(f"\nlowest to highest of {runs} runs, in seconds")
    for tree in trees:
        print(f"  {tree.name:18}" + "  ".join(
            f"{what} {min(tree.times[what]):.2f} to {max(tree.times[what]):.2f}" for what in COLUMNS if what != "clang"))


def print_goals(trees):
    print(f"\n{'goal':32}{'limit':>14}{'median':>10}{'worst':>10}  of")
    for what, value, limit, least, form in GOALS:
        values = sorted(((value(tree), tree.name) for tree in trees), reverse=not least)
        worst, where = values[0]
        met = worst >= limit if least else worst <= limit
        side = "at least" if least else "at most"
        print(f"{what:32}{side + ' ' + str(limit):>14}{form.format(statistics.median(v for v, _ in values)):>10}"
              f"{form.format(worst):>10}  {where}: {'met' if met else 'missed'}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tool", type=Path)
    parser.add_argument("dir", type=Path)
    parser.add_argument("trees", nargs="*", help="names; all without")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--share", type=int, default=1, help="clang gets each n-th unit")
    options = parser.parse_args()
    trees = [Tree(line) for line in (options.dir / "trees").read_text().splitlines()]
    unknown = set(options.trees) - {tree.name for tree in trees}
    if unknown:
        sys.exit(f"bench-scan: no such tree: {' '.join(unknown)}")
    trees = [tree for tree in trees if not options.trees or tree.name in options.trees]
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(options, Path(folder))
        for tree in trees:
            print(f"bench-scan: {tree.name}", file=sys.stderr, flush=True)
            bench.measure(tree)
    print(f"bench-scan: whole trees, {bench.jobs} processes, medians of {options.runs} runs in seconds; clang once"
          + (f", for one unit of {options.share}, multiplied" if options.share > 1 else ""))
    print_trees(trees)
    print("first: a cold run that writes the whole mirror and the cache; reading: cat of all C files, as a floor")
    for tree in trees:
        if not tree.edited:
            print(f"{tree.name}: nothing to edit; spatch gets the files with calls that are left alone")
        if tree.refused:
            print(f"{tree.name}: {tree.refused} units have errors in clang")
    print_spread(trees, options.runs)
    print_goals(trees)


if __name__ == "__main__":
    main()
