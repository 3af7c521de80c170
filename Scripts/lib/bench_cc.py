"""Times a compiler alone and behind `sc-rewrite cc`, in turns, and prints medians; see Scripts/bench-cc."""

import os
import statistics
import sys
import tempfile
import time

GOAL = 5.0  # milliseconds


def sources() -> dict[str, str]:
    functions = "".join(
        f"int f{n}(const char *s, int n) {{ char b[64]; int r = 0;\n"
        f"  for (int i = 0; i < n; i++) {{ snprintf(b, sizeof b, \"%d %s\", i * {n}, s); r += b[i % 64]; }}\n"
        f"  return r ^ {n}; }}\n"
        for n in range(60)
    )
    calls = "".join(f"int g{n}(int n) {{ return __SCT__hook(n) + {n}; }}\n" for n in range(200))
    return {
        "trivial": "int f(void) { return 1; }\n",
        "medium": "#include <stdio.h>\n" + functions,
        "200 sites": "extern int __SCT__hook(int);\n" + calls,
    }


def once(command: list[str]) -> tuple[float, float]:
    """Milliseconds that passed, and that processors worked."""
    start = time.perf_counter()
    child = os.posix_spawnp(command[0], command, os.environ)
    _, status, usage = os.wait4(child, 0)
    elapsed = (time.perf_counter() - start) * 1000
    if status != 0:
        sys.exit(f"bench-cc: error: {' '.join(command)} failed")
    return elapsed, (usage.ru_utime + usage.ru_stime) * 1000


def main() -> None:
    launcher, runs = [sys.argv[1], "cc"], int(sys.argv[2])
    os.chdir(folder := tempfile.mkdtemp())
    print(f"bench-cc: gcc -c, alone and behind sc-rewrite cc; medians of n={runs} pairs, milliseconds")
    try:
        for name, text in sources().items():
            with open("unit.c", "w", encoding="ascii") as file:
                file.write(text)
            alone = ["gcc", "-c", "unit.c", "-o", "unit.o"]
            # Of the compiler alone, and behind the launcher.
            times: tuple[list[tuple[float, float]], list[tuple[float, float]]] = ([], [])
            for run in range(runs + 2):
                order = (0, 1) if run % 2 else (1, 0)
                pair = {which: once(launcher + alone if which else alone) for which in order}
                if run >= 2:  # The first ones warm the caches.
                    times[0].append(pair[0])
                    times[1].append(pair[1])
            for index, what in enumerate(("passed", "worked")):
                one, other = ([time[index] for time in side] for side in times)
                differences = sorted(b - a for a, b in zip(one, other))
                print(
                    f"  {name:<10} {what}   alone {statistics.median(one):7.2f}   behind {statistics.median(other):7.2f}"
                    f"   difference {statistics.median(differences):6.2f}"
                    f" (quartiles {differences[runs // 4]:.2f} to {differences[runs * 3 // 4]:.2f})"
                    + ("" if "sites" in name else f", goal below {GOAL:.0f}")
                )
    finally:
        os.chdir("/")
        for entry in os.scandir(folder):
            os.unlink(entry.path)
        os.rmdir(folder)


main()
