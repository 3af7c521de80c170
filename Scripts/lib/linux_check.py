"""linux_check.py TREE GEN PATH... [--clone CLONE --objects DIR]: what became of a Linux tree's static calls.

TREE is the original, GEN what sc-rewrite made of the PATHs in it. All static calls there have to be in GEN's
manifest. With --clone, a copy of TREE with GEN's files in place, every unit that reads an edited file is
compiled from both, and its functions and data have to be the same. Objects are kept in the folder --objects."""

import argparse
import collections
import concurrent.futures
import json
import os
import sys
import time
from pathlib import Path

from linux_calls import Account
from linux_objects import Object, differing_parts, facts
from linux_units import Objects, units_of

# gcc lays functions out in the order of its call graph, where it sees a direct call earlier than the one that
# static_call() hides in a statement expression. With this flag it keeps the source's order.
IN_ORDER = ["-fno-toplevel-reorder"]
# And it weighs what to split off a function before it sees that the statement expression's value is a function:
# kmem_cache_alloc_node() comes out with the two tests of an && swapped, as it does with the plain
# (&STATIC_CALL_TRAMP(name))(args) that the kernel has for other CPUs. Without that heuristic, all of such a unit has
# to be the same, and the table names it and the function.
UNSPLIT = [*IN_ORDER, "-fno-partial-inlining"]

IDENTICAL, ORDER, SPLIT = "identical", "identical but for order", "identical without partial inlining"
DIFFERENT, FAILED = "different", "do not compile"


def compare(job):
    """What became of one unit: the verdict, remarks, how many compiles, references to trampolines."""
    unit, tree, clone, folder = job
    objects = Objects(folder)
    compiled = 0

    def both(flags=()):
        nonlocal compiled
        found = []
        for which, where in (("original", tree), ("rewritten", clone)):
            path, said, made = objects.compile(unit, where, flags)
            compiled += made
            if path is None:
                raise RuntimeError(f"the {which} does not compile:\n{said}")
            found.append((Object(path), said))
        return found

    def alike(flags):
        (one, _), (other, _) = both(flags)
        return facts(one) == facts(other)

    try:
        (before, said), (after, says) = both()
        remarks = []
        if said != says:
            remarks.append(f"the compiler says something else:\n{said}--- now:\n{says}")
        references = before.references("__SCT__"), after.references("__SCT__")
        if references[0] != references[1]:
            remarks.append(f"other references to trampolines: {references[0]} before, {references[1]} after")
        verdict = IDENTICAL
        if facts(before) != facts(after):
            names = differing_parts(before, after)
            if not names and alike(IN_ORDER):
                verdict = ORDER
            elif names and alike(UNSPLIT):
                verdict = f"{SPLIT}: {' '.join(names)}"
            else:
                remarks += [f"differs: {name}" for name in names or ["the order, which the source gives"]]
        return DIFFERENT if remarks else verdict, remarks, compiled, references[1].total()
    except RuntimeError as error:
        return FAILED, [str(error)], compiled, 0


def edited_files(tree, gen):
    """The sources that GEN has otherwise than TREE, but for a `#line` in front."""
    edited = set()
    for path in (p for suffix in "ch" for p in gen.rglob(f"*.{suffix}")):
        original = tree / path.relative_to(gen)
        if original.is_file():
            before, after = original.read_bytes(), path.read_bytes()
            if before != after and before != after.partition(b"\n")[2]:
                edited.add(str(path.relative_to(gen)))
    return edited


def print_rows(title, rows):
    print(title)
    for what, count, places in rows:
        print(f"  {what:<44}{count:>6}")
        for place in places:
            print(f"      {place}")
    sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tree", type=Path)
    parser.add_argument("gen", type=Path)
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--clone", type=Path)
    parser.add_argument("--objects", type=Path)
    parser.add_argument("--at-least", type=int, default=1, help="how many compiled units there have to be")
    parser.add_argument("--units", default="", help="compare only those whose file begins so (a,b,c)")
    options = parser.parse_args()

    manifest = json.loads((options.gen / "static_calls.json").read_text())
    units = units_of(options.tree)
    read = {name for unit in units for name in unit.dependencies}
    account = Account(manifest, options.tree, options.gen, options.paths, read)
    edited = edited_files(options.tree, options.gen)
    silent = sorted(edited ^ set(manifest["edited"]))
    affected = [unit for unit in units if edited.intersection(unit.dependencies)]
    rows = [
        ("units in compile_commands.json", len(units), []),
        ("files edited", len(edited), []),
        ("  .c files", sum(name.endswith(".c") for name in edited), []),
        ("  headers", sum(name.endswith(".h") for name in edited), []),
        ("  not as the manifest says", len(silent), silent),
        ("units that read an edited file", len(affected), []),
        *account.rows()]
    fine = account.agrees and not silent and len(units) >= options.at_least
    if options.clone:
        verdicts, references, compiled = compare_all(options, affected)
        total = sum(map(len, verdicts.values()))
        rows += [("units compared", total, []), ("  compiled now, not in an earlier run", compiled, [])]
        # Which units are just alike is of no interest.
        rows += [(f"  {verdict}", len(verdicts[verdict]), verdicts[verdict] if verdict != IDENTICAL else [])
                 for verdict in (IDENTICAL, ORDER, SPLIT, DIFFERENT, FAILED)]
        rows += [("references to trampolines, before as after", references, [])]
        fine &= not verdicts[DIFFERENT] and not verdicts[FAILED] and total >= options.at_least
    print_rows(f"{options.tree}: {' '.join(options.paths)}", rows)
    return 0 if fine else 1


def compare_all(options, affected):
    started = time.time()
    chosen = [u for u in affected if u.file.startswith(tuple(options.units.split(",")))]
    jobs = [(u, options.tree, options.clone, options.objects) for u in chosen]
    verdicts, compiled, references = collections.defaultdict(list), 0, 0
    with concurrent.futures.ProcessPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        for number, (unit, result) in enumerate(zip(chosen, pool.map(compare, jobs)), 1):
            verdict, remarks, made, calls = result
            verdict, _, functions = verdict.partition(": ")
            verdicts[verdict].append(f"{unit.file} {functions}".rstrip())
            compiled += made
            references += calls
            for remark in remarks:
                print(f"linux-check: {unit.file}: {remark}", file=sys.stderr)
            if number % 50 == 0:
                print(f"linux-check: {number} of {len(chosen)} units compared, {time.time() - started:.0f} s",
                      file=sys.stderr, flush=True)
    if not options.units:
        Objects(options.objects).forget(before=started)
    return verdicts, references, compiled


if __name__ == "__main__":
    sys.exit(main())
