"""python3 -m unittest discover Scripts/lib: what the comparison with an exhaustive run has to notice."""

import copy
import json
import tempfile
import unittest
from pathlib import Path

from linux_exhaustive import diff_differences, is_kernels, manifest_differences, output_differences

MANIFEST = {
    "version": 1, "architectures": ["x86_64"], "edited": ["a.c"],
    "keys": [{"name": "k", "defined_at": "a.c:1:1", "signature": "void (int)"}],
    "sites": [{"at": "a.c:9:2", "key": "k"}, {"at": "a.c:10:2", "key": "k"}],
    "left_alone": [{"at": "b.h:3:4", "reason": "inactive"}]}
DIFF = """--- a/a.c
+++ b/a.c
@@ -8,4 +8,4 @@
 {
-\tstatic_call(k)(1);
-\tstatic_call(k)(2);
+\t__SCT__k(1);
+\t__SCT__k(2);
 }
"""


class TheKernelsOwn(unittest.TestCase):
    MANIFEST = {"keys": [{"name": "k", "trampoline": "kernel"}, {"name": "g", "trampoline": "generated"}]}

    def test_what_counts_apart(self):
        for line, is_own in [
                ('a.c:1:1: only in the exhaustive run: uses: {"key": "k", "macro": "static_call_update"}', True),
                ('a.c:1:1: only in the exhaustive run: asm_uses: {"key": "k"}', True),
                ('a.c:1:1: only in the default run: keys: {"name": "x", "trampoline": "kernel"}', True),
                ('a.c:1:1: only in the exhaustive run: uses: {"key": "g", "macro": "static_call_update"}', False),
                ('a.c:1:1: only in the default run: keys: {"name": "g", "trampoline": "generated"}', False),
                ('a.c:1:1: only in the exhaustive run: sites: {"key": "k"}', False),
                ('a.c:1:1: only in the exhaustive run: left_alone: {"reason": "inactive"}', False),
                ('a.c: differs', False)]:
            self.assertEqual(is_kernels(line, self.MANIFEST), is_own, line)


class Manifests(unittest.TestCase):
    def differences(self, change):
        other = copy.deepcopy(MANIFEST)
        change(other)
        return manifest_differences(MANIFEST, other)

    def test_same(self):
        self.assertEqual(self.differences(lambda m: None), [])
        self.assertEqual(self.differences(lambda m: m["sites"].reverse()), [])

    def test_differences(self):
        only = "only in the"
        for change, expected in (
                (lambda m: m["sites"].pop(0), [f'a.c:9:2: {only} default run: sites: {{"key": "k"}}']),
                (lambda m: m["sites"].append(m["sites"][0]), [f'a.c:9:2: {only} exhaustive run: sites: {{"key": "k"}}']),
                (lambda m: m["left_alone"][0].update(reason="not-included"), [
                    f'b.h:3:4: {only} default run: left_alone: {{"reason": "inactive"}}',
                    f'b.h:3:4: {only} exhaustive run: left_alone: {{"reason": "not-included"}}']),
                (lambda m: m["edited"].append("b.h"), [f"b.h: {only} exhaustive run: edited: this file"]),
                (lambda m: m["keys"].clear(), [
                    f'a.c:1:1: {only} default run: keys: {{"name": "k", "signature": "void (int)"}}']),
                (lambda m: m.update(version=2), [f"static_calls.json: {only} default run: version: 1",
                                                 f"static_calls.json: {only} exhaustive run: version: 2"])):
            with self.subTest(expected):
                self.assertEqual(self.differences(change), expected)

    def test_order(self):
        lines = self.differences(lambda m: m["sites"].clear())
        self.assertEqual([line.split(": ")[0] for line in lines], ["a.c:9:2", "a.c:10:2"])


class Diffs(unittest.TestCase):
    def test_same(self):
        self.assertEqual(diff_differences(DIFF, DIFF), [])

    def test_edit(self):
        other = DIFF.replace(DIFF[DIFF.index("-\tstatic"):DIFF.index(" }")],
                             "-\tstatic_call(k)(1);\n+\t__SCT__k(1);\n \tstatic_call(k)(2);\n")
        self.assertEqual(diff_differences(DIFF, other), [
            "a.c:10: only in the default run's diff: +\t__SCT__k(2);",
            "a.c:10: only in the default run's diff: -\tstatic_call(k)(2);"])

    def test_not_the_edits(self):
        self.assertTrue(diff_differences(DIFF, DIFF.replace(" {\n", " {;\n")))


class Outputs(unittest.TestCase):
    def test_generated(self):
        with tempfile.TemporaryDirectory() as name:
            folders = Path(name) / "one", Path(name) / "other"
            for folder in folders:
                folder.mkdir()
                (folder / "static_calls.json").write_text(json.dumps(MANIFEST))
                (folder / "static_calls.diff").write_text(DIFF)
                (folder / "static_call_stubs.S").write_text("ret\n")
            self.assertEqual(output_differences(*folders), [])
            (folders[1] / "static_call_stubs.S").write_text("nop\n")
            (folders[0] / "static_call_table.c").write_text("")
            self.assertEqual(output_differences(*folders), ["static_call_stubs.S: differs", "static_call_table.c: differs"])


if __name__ == "__main__":
    unittest.main()
