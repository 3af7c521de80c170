"""python3 -m unittest discover Scripts/lib: what linux-check has to notice, and what it may not mind.

A comparison that overlooks something proves nothing, so linux-check runs these first."""

import subprocess
import tempfile
import unittest
from pathlib import Path

from linux_calls import Account, places_in
from linux_objects import Object, differing_parts, facts

CODE = """
extern int out(int *, const char *); extern int first(int), second(int);
static __attribute__((noinline)) int one(int a) { static int n; n += a; return out(&n, "one"); }
static __attribute__((noinline)) int two(int a) { static int n; n -= a; return out(&n, "two"); }
"""
USES = "int use(int a) { return one(a) * two(a + 1) + first(a); }\nint (*table[])(int) = { one, two };\n"


class Objects(unittest.TestCase):
    def object(self, source):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        path = f"{folder.name}/a.o"
        flags = ["-O2", "-fno-pie", "-fno-asynchronous-unwind-tables", "-fno-toplevel-reorder"]
        subprocess.run(["gcc", *flags, "-c", "-xc", "-", "-o", path], input=source, text=True, check=True)
        return Object(path)

    def differing(self, before, after):
        one, other = self.object(before), self.object(after)
        if facts(one) == facts(other):
            return "nothing"
        return differing_parts(one, other)

    def test_same(self):
        self.assertEqual(self.differing(CODE + USES, CODE + USES), "nothing")

    def test_order(self):
        lines = CODE.strip().split("\n")
        self.assertEqual(self.differing(CODE + USES, "\n".join([lines[0], lines[2], lines[1], USES])), [])

    def test_code(self):
        for old, new, names in (
                ("n += a", "n += a + 1", ["one"]),                  # an instruction
                ("first(a)", "second(a)", ["use"]),                 # what is called
                ('"two"', '"tow"', ['"tow" in .rodata.str1.1', '"two" in .rodata.str1.1', "two"]),
                ("{ one, two }", "{ two, one }", ["table"]),        # what data refers to
                ("static int n; n -=", "static int n = 1; n -=", ["n.N", "two"]),
                ("int use", "__attribute__((weak)) int use", ["use"]),
                ("+ first(a)", "", ["use"])):
            with self.subTest(new):
                self.assertEqual(self.differing(CODE + USES, (CODE + USES).replace(old, new)), names)

    def test_numbered_symbols(self):
        """Which of two variables of one name: numbers do not matter, but what uses what does."""
        head = "extern int out(int *);\nvoid f(void) { "
        a, b = "{ static int n; out(&n); out(&n); } ", "{ static int n; out(&n); } "
        self.assertEqual(self.differing(head + a + b + "}", head + b + a + "}"), ["f", "n.N"])
        f = "void f(void) { static int n; out(&n); n++; } "
        g = "void g(void) { static int n; out(&n); n--; } "
        head = "extern int out(int *);\n"
        self.assertEqual(self.differing(head + f + g, head + g + f), [])


class Calls(unittest.TestCase):
    def places(self, text):
        return [(place.split(":", 1)[1], called) for place, called in places_in(text, "f")]

    def test_places(self):
        for text, expected in (
                (b"static_call(a)(1);", [("1:1", True)]),
                (b"\n\tx = static_call_cond /* ( */\n (a)();", [("2:6", True)]),
                (b"/* static_call(a)() */ // static_call(a)\n", []),
                (b'"static_call(a)" \'"\' static_call_mod(a)', [("1:22", True)]),
                (b"my_static_call(a); static_call_update(a, b); static_calls;", []),
                (b"#include <linux/static_call.h>\n", []),
                (b"struct static_call_mod *m;", [("1:8", False)]),
                (b"static_\\\ncall(a)();", [("1:1", True)]),
                (b"// x \\\nstatic_call(a)\nstatic_call(b)", [("3:1", True)]),
                (b"#error don't\nstatic_call(b)", [("2:1", True)])):
            with self.subTest(text):
                self.assertEqual(self.places(text), expected)

    def test_account(self):
        with tempfile.TemporaryDirectory() as folder:
            tree, gen = Path(folder) / "tree", Path(folder) / "gen"
            tree.mkdir()
            gen.mkdir()
            call, direct = "static_call(k)();\n", "__SCT__k();\n"
            (tree / "a.c").write_text(call * 4)
            (gen / "a.c").write_text('#line 1 "a.c"\n' + direct + call + call + direct)
            sites = [{"at": at, "macro": "static_call"} for at in ("a.c:1:1", "a.c:3:1", "a.c:9:1")]
            left = [{"at": at, "reason": "inactive"} for at in ("a.c:1:1", "a.c:4:1")]
            account = Account({"sites": sites, "left_alone": left}, tree, gen, ["."], {"a.c"})
            self.assertEqual(account.unaccounted, ["a.c:2:1"])
            self.assertEqual(account.unfounded, ["a.c:9:1"])
            self.assertEqual(account.twice, ["a.c:1:1"])
            self.assertEqual(account.otherwise, ["a.c:3", "a.c:4"])
            self.assertFalse(account.agrees)


if __name__ == "__main__":
    unittest.main()
