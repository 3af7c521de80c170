"""The static calls in C sources as a reader without a compiler sees them, and what a manifest says of them."""

import collections
import os
import re
from pathlib import Path

# Where the calls themselves are defined.
HEADERS = {"include/linux/static_call.h", "include/linux/static_call_types.h"}

_SPLICE = rb"\\\r?\n"
_TOKEN = re.compile(
    rb"^[ \t]*#[ \t]*include[^\n]*"                    # names of files
    rb"|//(?:%(s)s|[^\n])*|/\*.*?(?:\*/|\Z)"          # comments
    rb"|\"(?:%(s)s|\\.|[^\"\\\n])*\"?"                # strings
    rb"|'(?:%(s)s|\\.|[^'\\\n])*'?"                   # characters
    rb"|\.?[0-9](?:%(s)s|[eEpP][+-]|[\w.])*"           # numbers, whose suffixes are no identifiers
    rb"|(?P<name>[A-Za-z_$](?:%(s)s|[\w$])*)" % {b"s": _SPLICE}, re.DOTALL | re.MULTILINE)
_BLANKS = re.compile(rb"(?:\s|\\\r?\n|/\*.*?\*/|//[^\n]*)*", re.DOTALL)
_NAMES = {b"static_call", b"static_call_cond", b"static_call_mod"}


def places_in(content, name):
    """`file:line:column` of each identifier that is a static call's, in comments and strings none, and
    whether a parenthesis follows, as in a call."""
    for token in _TOKEN.finditer(content):
        if token["name"] and re.sub(_SPLICE, b"", token["name"]) in _NAMES:
            line = content.count(b"\n", 0, token.start()) + 1
            column = token.start() - content.rfind(b"\n", 0, token.start())
            after = _BLANKS.match(content, token.end()).end()
            yield f"{name}:{line}:{column}", content[after:after + 1] == b"("


def places_below(tree, paths):
    """All such places in the C files below PATHS of TREE, but for the header that defines the calls."""
    places = {}
    for path in paths:
        for folder, _, names in os.walk(Path(tree) / path):
            for full in (Path(folder) / name for name in names if name.endswith((".c", ".h"))):
                name = os.path.relpath(full, tree)
                if name not in HEADERS and full.is_file() and b"static_call" in (content := full.read_bytes()):
                    places.update(places_in(content, name))
    return places


def lines_of(places, added=frozenset()):
    """How many places each line has, not counting the `#line` that stands first in the files ADDED."""
    rows = (place.split(":") for place in places)
    return collections.Counter((name, int(line) - (name in added)) for name, line, _ in rows)


class Account:
    """A manifest against what the sources hold, before (TREE) and after (GEN). READ is the files that the
    compiled units read."""

    def __init__(self, manifest, tree, gen, paths, read):
        self.sites = manifest["sites"]
        self.left = collections.defaultdict(list)
        for row in manifest["left_alone"]:
            if row["at"].split(":")[0] not in HEADERS:
                self.left[row["reason"]].append(row["at"])
        said = collections.Counter(s["at"] for s in self.sites)
        said.update(at for places in self.left.values() for at in places)
        self.places = places_below(tree, paths)
        missing = set(self.places) - set(said)
        # The word alone, in a file that no unit reads, is none's macro: a section's name in a linker script.
        self.words = sorted(at for at in missing if not self.places[at] and at.split(":")[0] not in read)
        self.unaccounted = sorted(missing - set(self.words))
        # Said of a place where nothing stands, or said twice: as wrong as saying nothing.
        self.unfounded = sorted(set(said) - set(self.places))
        self.twice = sorted(at for at, count in said.items() if count > 1)
        # Rewritten means that it is gone, and left alone that it is still there: the code would not tell.
        after = places_below(gen, paths)
        added = {name for name in {place.split(":")[0] for place in after}
                 if (Path(gen) / name).read_bytes().startswith(b"#line ")}
        kept = lines_of(set(self.places) - {site["at"] for site in self.sites})
        there = lines_of(after, added)
        self.otherwise = sorted(f"{name}:{line}" for name, line in (there - kept) + (kept - there))

    def sites_of(self, suffix="", body=False):
        return sum(1 for site in self.sites if bool(site.get("in_body_of")) == body
                   and site["at"].split(":")[0].endswith(suffix))

    @property
    def agrees(self):
        return not (self.unaccounted or self.unfounded or self.twice or self.otherwise)

    def rows(self):
        """The account as (what, how many, places)."""
        yield "static calls in the sources", len(self.places), []
        yield "  rewritten in .c files", self.sites_of(".c"), []
        yield "  rewritten in headers", self.sites_of(".h"), []
        yield "  rewritten in macro bodies", self.sites_of(body=True), [
            f"{s['at']} {s['in_body_of']}" for s in self.sites if s.get("in_body_of")]
        for reason, places in sorted(self.left.items()):
            yield f"  left alone: {reason}", len(places), places
        yield "  the word alone, in files not read", len(self.words), self.words
        yield "  unaccounted for", len(self.unaccounted), self.unaccounted
        yield "  reported where there is none", len(self.unfounded), self.unfounded
        yield "  reported more than once", len(self.twice), self.twice
        yield "  not what the output holds", len(self.otherwise), self.otherwise
