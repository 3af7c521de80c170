"""Prints what Scripts/bench-call measured. Lines of input: what, way, nanoseconds."""

import statistics
import sys
from collections import defaultdict

TITLES = {
    "one": "one site in a loop, to the direct call",
    "many": "4096 sites, 64 targets, to the direct call",
    "null": "a hook that is not set, to `if (hook) hook(x)`",
}
WAYS = {
    "direct": "direct call",
    "inline": "static call, patched site",
    "trampoline": "static call, patched trampoline",
    "data": "static call, trampoline loads the key",
    "pointer": "function pointer",
    "retpoline": "function pointer, retpoline",
}


def main() -> None:
    rounds: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    with open(sys.argv[1], encoding="ascii") as lines:
        for line in lines:
            what, way, time = line.split()
            rounds[what][way].append(float(time))
    for what, title in TITLES.items():
        ways = rounds[what]
        base = ways["direct" if "direct" in ways else "pointer"]
        print(f"bench-call: {title}; n={len(base)}")
        for way, times in ways.items():
            # Within a round, so that what slows a round down slows both.
            ratios = [time / of for time, of in zip(times, base)]
            print(
                f"  {WAYS[way]:<40}{statistics.median(times):8.3f} ns"
                f"{statistics.median(ratios):9.3f} x   ({min(ratios):.3f} to {max(ratios):.3f})"
            )


main()
