"""What bench_scan.py measures sc-rewrite against: spatch, clang, and reading the tree."""

import concurrent.futures
import json
import os
import re
import shlex
import subprocess
import time

RULES = """
@call@
identifier n;
fresh identifier t = "__SCT__" ## n;
expression list args;
@@
(
- static_call(n)(args)
+ t(args)
|
- static_call_cond(n)(args)
+ t(args)
|
- static_call_mod(n)(args)
+ t(args)
)
"""

# clang gets what decides how the source reads: macros, folders, forced headers, the language, the CPU. Warnings, code
# generation and what only gcc knows are left out.
_DROPPED = re.compile(r"-Wp,|-W|-w$|-O|-g|-pg$|-c$|-m(preferred|indirect|function|record|fentry|skip|stack|branch|abi=)"
                      r"|-mharden|--param=|-f(?!short-wchar|no-builtin|freestanding|PIE|pie|no-PIE|shadow|cf-protection)")
_WITH_WORD = ("-o", "--param")


def clang_command(unit):
    """`clang -fsyntax-only` for a unit of the database."""
    compiler, *words = shlex.split(unit["command"])
    kept, rest = [], iter(words)
    for word in rest:
        if word in _WITH_WORD:
            next(rest)
        elif not _DROPPED.match(word):
            kept.append(word)
    # A cross compiler has its target in its name.
    target = os.path.basename(compiler).removesuffix("gcc").rstrip("-")
    # The first twenty errors would end clang's work early.
    return ["clang", "-fsyntax-only", "-w", "-ferror-limit=0", *([f"--target={target}"] if target else []), *kept]


def database(build):
    return json.loads((build / "compile_commands.json").read_text())


def clang(units, jobs):
    """Seconds for all of them, and those that clang does not take, with what it says."""
    def check(unit):
        done = subprocess.run(clang_command(unit), cwd=unit["directory"], text=True, errors="replace",
                              stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        return unit["file"], done.returncode, done.stderr
    started = time.perf_counter()
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        results = list(pool.map(check, units))
    taken = time.perf_counter() - started
    return taken, [(file, said) for file, status, said in results if status]


def spatch(rules, files, jobs):
    return ["spatch", "--sp-file", str(rules), "--very-quiet", "--jobs", str(jobs), *files]


def reading(root, jobs, folder):
    """A command that only reads the tree's C files."""
    listed = folder / "sources"
    with open(listed, "wb") as out:
        for where, folders, names in os.walk(root):
            folders[:] = [name for name in folders if not name.startswith(".")]
            out.writelines(os.fsencode(os.path.join(where, name)) + b"\0" for name in names if name.endswith((".c", ".h")))
    return ["xargs", "-0", "-a", str(listed), "-P", str(jobs), "-n", "500", "cat"]
