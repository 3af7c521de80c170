"""The compiled units of a Linux tree: what they include, and their objects, compiled once and kept."""

import hashlib
import json
import os
import re
import subprocess
from pathlib import Path

_hashes = {}


def content_hash(path):
    """What is in a file, as a short text. Each file is read once."""
    path = os.fspath(path)
    if path not in _hashes:
        _hashes[path] = hashlib.sha256(Path(path).read_bytes()).hexdigest()[:32]
    return _hashes[path]


class Unit:
    """One command of compile_commands.json."""

    def __init__(self, tree, entry):
        self.tree = Path(tree)
        self.command = entry["command"]
        self.file = os.path.relpath(os.path.join(entry["directory"], entry["file"]), entry["directory"])
        self.object = re.search(r" -o (\S+)", self.command)[1]
        self._directory = entry["directory"]
        self._dependencies = None

    @property
    def dependencies(self):
        """The files of the tree that the unit reads, from the build's own record."""
        if self._dependencies is None:
            folder, name = os.path.split(self.object)
            record = (self.tree / folder / f".{name}.cmd").read_text()
            listed = re.search(r"^deps_\S+ := (.*?)\n\n", record, re.MULTILINE | re.DOTALL)[1]
            listed = re.sub(r"\$\(wildcard [^)]*\)|\\$", "", listed, flags=re.MULTILINE).split()
            own = {os.path.normpath(f) for f in listed if not f.startswith("/")}
            # The configuration is left out of the record, which names the options used instead.
            self._dependencies = sorted(own | {self.file, "include/generated/autoconf.h"})
        return self._dependencies

    def command_for(self, tree, output, flags=()):
        """The kernel's command, for the same unit in another TREE, writing to OUTPUT alone."""
        command = re.sub(re.escape(self._directory) + r"(?![\w.-])", lambda _: str(tree), self.command)
        command = re.sub(r"-Wp,-MMD,\S+", lambda _: f"-Wp,-MMD,{output}.d", command)
        command = re.sub(r" -o \S+", lambda _: f" -o {output}", command)
        return " ".join([command, *flags])


def units_of(tree):
    """All units that compile_commands.json lists."""
    entries = json.loads((Path(tree) / "compile_commands.json").read_text())
    return [Unit(tree, entry) for entry in entries]


class Objects:
    """Objects in a folder, each named by everything that went into it: command, compiler, sources.

    So what is there never has to be made again, and an interrupted run goes on where it was."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self._compilers = {}

    def _compiler(self, name):
        if name not in self._compilers:
            self._compilers[name] = subprocess.run(
                [name, "--version"], capture_output=True, text=True, check=True).stdout
        return self._compilers[name]

    def compile(self, unit, tree, flags=()):
        """The object of UNIT as it stands in TREE (None if it does not compile), what the compiler said,
        and whether it had to be compiled for that."""
        inputs = [f"{name} {content_hash(Path(tree) / name)}" for name in unit.dependencies]
        compiler = self._compiler(unit.command.split(None, 1)[0])
        key = "\n".join([unit.command, *flags, compiler, *inputs])
        output = self.folder / (hashlib.sha256(key.encode()).hexdigest()[:32] + ".o")
        said = output.with_suffix(".txt")
        if output.exists():
            os.utime(output)
            os.utime(said)
            return output, said.read_text(), False
        # Named by the process, so that two runs at once do no harm to each other.
        draft = self.folder / f"{output.stem}.{os.getpid()}.tmp"
        done = subprocess.run(
            ["bash", "-c", unit.command_for(tree, draft, flags)], cwd=tree, text=True, errors="replace",
            env={**os.environ, "LC_ALL": "C"}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        Path(f"{draft}.d").unlink(missing_ok=True)
        if done.returncode:
            draft.unlink(missing_ok=True)
            return None, done.stdout, True
        said.write_text(done.stdout)
        draft.rename(output)
        return output, done.stdout, True

    def forget(self, before):
        """Remove what no run has used since BEFORE, a time: objects of sources that are no more."""
        for path in self.folder.iterdir():
            if path.stat().st_mtime < before:
                path.unlink()
