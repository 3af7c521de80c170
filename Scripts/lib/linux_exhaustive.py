"""linux_exhaustive.py SC_REWRITE ROOT DATABASE PATH...: do a default run and an exhaustive one find the same?

Both rewrite the PATHs of the tree ROOT by DATABASE (the folder of compile_commands.json) into folders of their own,
which are removed in the end. What they write has to be the same: sites, keys, uses, what is left alone and why
(static_calls.json), the edits (static_calls.diff), and what is generated. Which units were parsed is in none of it.
What the kernel makes itself is counted, and no difference: keys whose trampolines are its own, their updates, and
calls of these trampolines in assembly. Nothing is edited or generated for them, and a default run lists those of the
units that it parses (ARCHITECTURE.md, "Where the rule is weaker than the promise").
Prints each difference with its place, and exits with 1 if there is one."""

import argparse
import collections
import difflib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MANIFEST, DIFF = "static_calls.json", "static_calls.diff"
# What was read, for make: that is where the two differ, and the names of their folders.
DEPENDENCIES = "static_calls.d"


def facts_of(manifest):
    """What a manifest says, a pair for each fact: its place, and what is there."""
    facts = collections.Counter()
    for field, value in manifest.items():
        for entry in value if isinstance(value, list) else [value]:
            place, rest = "", entry
            if isinstance(entry, dict):
                place = entry.get("at") or entry.get("defined_at") or (entry.get("declared_at") or [""])[0]
                rest = {name: part for name, part in entry.items() if part != place}
            elif field == "edited":
                place, rest = entry, "this file"
            facts[place, f"{field}: {rest if isinstance(rest, str) else json.dumps(rest, sort_keys=True)}"] += 1
    return facts


def is_kernels(line, manifest):
    """Whether a line tells of a key that the kernel's own headers make, or of what is done with one."""
    own = {key["name"] for key in manifest["keys"] if key.get("trampoline") == "kernel"}
    named = re.search(r": (keys|uses|asm_uses): .*?\"(?:key|name)\": \"([^\"]+)\"", line)
    if not named:
        return False
    return '"trampoline": "kernel"' in line if named[1] == "keys" else named[2] in own


def by_place(fact):
    """Lines and columns sort as numbers."""
    file, *numbers = fact[0].split(":")
    return file, [int(number) for number in numbers if number.isdigit()], fact


def manifest_differences(default, exhaustive):
    """A line for each fact that only one of the manifests has, or more often."""
    one, other = facts_of(default), facts_of(exhaustive)
    lines = []
    for fact in sorted((one - other) + (other - one), key=by_place):
        place, what = fact
        which = "default" if one[fact] > other[fact] else "exhaustive"
        lines.append(f"{place or MANIFEST}: only in the {which} run: {what}")
    return lines


def edits_of(diff):
    """The changed lines of a unified diff: `file:line` of the original, and the line with its sign."""
    edits, name, line, added = collections.Counter(), "", 0, 0
    for text in diff.split("\n"):
        hunk = re.match(r"@@ -(\d+)", text)
        if text.startswith("--- "):
            name = text[4:].split("\t")[0].removeprefix("a/")
        elif hunk:
            line = added = int(hunk[1])
        elif text.startswith("-"):
            edits[f"{name}:{line}", text] += 1
            line += 1
        elif text.startswith("+") and not text.startswith("+++ "):
            # Edits keep the lines: an added one takes the place of the removed one with the same number.
            edits[f"{name}:{added}", text] += 1
            added += 1
        elif text.startswith(" "):
            line += 1
            added = line
    return edits


def diff_differences(default, exhaustive):
    """A line for each edit that only one of the diffs has. None: they are the same, byte for byte."""
    one, other = edits_of(default), edits_of(exhaustive)
    lines = []
    for fact in sorted((one - other) + (other - one), key=by_place):
        which = "default" if one[fact] > other[fact] else "exhaustive"
        lines.append(f"{fact[0]}: only in the {which} run's diff: {fact[1]}")
    if not lines and default != exhaustive:
        lines = [f"{DIFF}: {line}" for line in difflib.unified_diff(
            default.split("\n"), exhaustive.split("\n"), "default", "exhaustive", n=0, lineterm="")]
    return lines


def output_differences(default, exhaustive):
    """The same for two folders that the tool wrote."""
    one, other = (json.loads((folder / MANIFEST).read_text()) for folder in (default, exhaustive))
    lines = manifest_differences(one, other)
    # Sources may be in any encoding.
    lines += diff_differences(*((folder / DIFF).read_text(errors="surrogateescape") for folder in (default, exhaustive)))
    # The diff tells of the mirrored files.
    generated = {path.name for folder in (default, exhaustive) for path in folder.glob("static_call*") if path.is_file()}
    for name in sorted(generated - {MANIFEST, DIFF, DEPENDENCIES}):
        texts = [(folder / name).read_bytes() if (folder / name).exists() else None for folder in (default, exhaustive)]
        if texts[0] != texts[1]:
            lines.append(f"{name}: differs")
    return lines


def run(options, out, *more):
    """Rewrite; how long it took, and the units that were parsed. None if there were errors, which are printed."""
    command = [options.tool.resolve(), "--root", ".", "-p", options.database.resolve(), "-j", str(options.jobs),
               "--no-cache", "--verbose", "--no-runtime", "--out", out, *more, *options.paths]
    started = time.time()
    done = subprocess.run(command, cwd=options.root, text=True, errors="replace", stdin=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = done.stderr.splitlines()
    parsed = {line.split(": ")[0] for line in said if line.startswith("parsing ")}
    if done.returncode:
        rest = [line for line in said if not line.startswith("parsing ")]
        print(f"{options.root}: {' '.join(more) or 'default'}: exit status {done.returncode}", *rest[:40], sep="\n  ")
        return None
    return time.time() - started, len(parsed)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tool", type=Path)
    parser.add_argument("root", type=Path)
    parser.add_argument("database", type=Path)
    parser.add_argument("paths", nargs="+", help="relative to ROOT")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    options = parser.parse_args()
    # Beside the system's other temporary files: TMPDIR is for those who have no room there.
    with tempfile.TemporaryDirectory(prefix="linux-exhaustive.") as name:
        folders = Path(name) / "default", Path(name) / "exhaustive"
        runs = run(options, folders[0]), run(options, folders[1], "--exhaustive")
        if None in runs:
            return 1
        lines = output_differences(*folders)
        manifest = json.loads((folders[1] / MANIFEST).read_text())
    (short, few), (long, all_of_them) = runs
    kernels = [line for line in lines if is_kernels(line, manifest)]
    lines = [line for line in lines if line not in set(kernels)]
    print(f"{options.root} with {options.database}: {len(manifest['sites'])} sites, "
          f"{len(manifest['keys'])} keys, {len(manifest['left_alone'])} left alone; {few} units parsed in {short:.1f} s, "
          f"exhaustive {all_of_them} in {long:.1f} s; {len(kernels)} facts of the kernel's own keys "
          f"in one run only, {len(lines)} differences")
    for line in lines:
        print(f"  {line}")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
