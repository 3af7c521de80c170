"""linux_commands.py DRY_RUN BUILD PART...: compile_commands.json of a kernel that nobody has compiled.

DRY_RUN is what `make -n` prints for the PARTs ("a/b/"), BUILD the build folder, where the database goes. Prints the
objects whose sources the build has to generate and has not yet."""

import json
import os
import re
import sys
from pathlib import Path

# Behind the command on the same line are objtool and what keeps the command for the next build. The kernel's own C
# files are told from make's host programs by a macro of theirs.
COMMAND = re.compile(
    r"(?:^|;)\s*(\S*gcc -Wp,-MMD,[^;]*? -DKBUILD_BASENAME=[^;]*? -c -o (\S+\.o) (\S+\.c)) *(?:;|$)", re.MULTILINE)


def units_of(text, build, parts):
    """The database's entries, sorted, each unit once, and the objects of units that are not there."""
    units, missing = {}, []
    for command, made, file in COMMAND.findall(text):
        if made.startswith(tuple(parts)):
            path = os.path.normpath(os.path.join(build, file))
            units[path] = {"command": command, "directory": str(build), "file": path}
            if not os.path.exists(path):
                missing.append(made)
    return [units[path] for path in sorted(units)], sorted(set(missing))


def main():
    build, parts = Path(sys.argv[2]).resolve(), sys.argv[3:]
    units, missing = units_of(Path(sys.argv[1]).read_text(), build, parts)
    if not units:
        sys.exit(f"linux_commands: no command in {sys.argv[1]}")
    draft = build / "compile_commands.json.tmp"
    draft.write_text(json.dumps(units, indent=2, sort_keys=True) + "\n")
    draft.rename(build / "compile_commands.json")
    print("\n".join(missing))


if __name__ == "__main__":
    main()
