"""Prints what Scripts/bench-update measured. Lines: sites, threads, then microseconds: single, many, both as
processor time, start, start off."""

import statistics
import sys
from collections import defaultdict


def span(values: list[float], digits: int = 1) -> str:
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"{middle:10.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"


def main() -> None:
    rounds: dict[tuple[int, int], list[list[float]]] = defaultdict(list)
    with open(sys.argv[1], encoding="ascii") as lines:
        for line in lines:
            sites, threads, *times = line.split()
            rounds[int(sites), int(threads)].append([float(time) for time in times])
    count = len(next(iter(rounds.values())))
    print(f"bench-update: medians, and lowest to highest of n={count} processes, 51 updates each")
    for (sites, threads), times in sorted(rounds.items(), key=lambda item: (item[0][1], item[0][0])):
        print(f"  {sites} sites, {threads} threads running through them")
        print(f"    fixed cost (a key of one site)      {span([t[0] for t in times])} us")
        print(f"    update                              {span([t[1] for t in times])} us")
        print(f"    a site, beside the fixed cost       {span([(t[1] - t[0]) * 1e3 / sites for t in times])} ns")
        print(f"      of the updating thread's own time {span([(t[3] - t[2]) * 1e3 / sites for t in times])} ns")
        if threads == 0:
            print(f"    start-up, all sites patched         {span([t[4] for t in times])} us")
            print(f"    start-up, STATIC_CALL_PATCH=off     {span([t[5] for t in times])} us")


main()
