"""python3 -m unittest discover Scripts/lib: which commands of a dry run are the kernel's units."""

import tempfile
import unittest
from pathlib import Path

from linux_commands import units_of

FLAGS = "-nostdinc -D__KERNEL__ -DKBUILD_BASENAME='\"a\"'"


class Commands(unittest.TestCase):
    def units(self, text):
        with tempfile.TemporaryDirectory() as folder:
            build = Path(folder) / "build"
            (build / "kernel").mkdir(parents=True)
            (Path(folder) / "a.c").write_text("")
            units, missing = units_of(text, build, ["kernel/"])
            for unit in units:
                self.assertEqual(unit["directory"], str(build))
            return [(unit["command"], unit["file"].removeprefix(folder)) for unit in units], missing

    def test_unit(self):
        for compiler in "gcc", "aarch64-linux-gnu-gcc":
            command = f"{compiler} -Wp,-MMD,kernel/.a.o.d {FLAGS} -c -o kernel/a.o ../a.c"
            line = f"set -e; trap 'rm -f kernel/a.o' HUP; {command}; objtool kernel/a.o; printf 'cmd := {compiler} -c'\n"
            self.assertEqual(self.units(line), ([(command, "/a.c")], []))
            self.assertEqual(self.units(line + line), ([(command, "/a.c")], []))

    def test_generated(self):
        units, missing = self.units(f"  gcc -Wp,-MMD,x {FLAGS} -c -o kernel/t.o kernel/t.c ;\n")
        self.assertEqual([file for _, file in units], ["/build/kernel/t.c"])
        self.assertEqual(missing, ["kernel/t.o"])

    def test_no_units(self):
        for line in (f"gcc -Wp,-MMD,x {FLAGS} -c -o lib/a.o ../a.c",        # another part
                     f"gcc -Wp,-MMD,x {FLAGS} -c -o kernel/a.o ../a.S",     # assembly
                     f"gcc -Wp,-MMD,x {FLAGS} -S -o kernel/a.s ../a.c",     # what headers are made of
                     "gcc -Wp,-MMD,x -Wall -c -o kernel/tool.o ../a.c",     # a program of the build's own
                     f"echo gcc -Wp,-MMD,x {FLAGS} -c -o kernel/a.o ../a.c"):
            with self.subTest(line):
                self.assertEqual(self.units(line), ([], []))


if __name__ == "__main__":
    unittest.main()
