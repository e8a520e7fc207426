"""Builds a large synthetic repository in half a minute: `python -m benchmarks.make_history FOLDER` (through `git fast-import`).

By default 18 000 commits with 57 000 blobs of 800 MB in all, as measured in a real repository of that age: text files
of very different sizes in nested folders, changed in a few lines at a time, on a main branch with merged side branches.
The same numbers give the same repository. Nothing in it looks like a credential.
"""

from __future__ import annotations

import argparse
import random
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

_START = 1_400_000_000
_SECONDS_BETWEEN = 4_000
_WORDS = (
    b"return value where order price for amount if not client request async await result while symbol import self "
    b"def class const let function error raise from response market book depth ticker trade candle position margin "
    b"balance account session config logger timeout retry socket stream handler update delete insert select index "
    b"length number string object array map filter reduce sort first last none true false null begin end loop"
).split()


@dataclass
class _File:
    path: bytes
    lines: list[bytes]


def line(dice: random.Random) -> bytes:
    """A line of a source text, of 46 bytes on average."""
    indent = b" " * (4 * dice.randrange(4))
    return indent + b" ".join(dice.choices(_WORDS, k=dice.randrange(2, 12))) + b"\n"


@dataclass
class _Tree:
    """The files as they stand, and the dice."""

    dice: random.Random
    files: list[_File] = field(default_factory=list)

    def new_file(self, lines: int) -> _File:
        parts = [b"%s%d" % (self.dice.choice(_WORDS), self.dice.randrange(9)) for _ in range(self.dice.randrange(1, 5))]
        suffix = self.dice.choice((b".py", b".ts", b".go", b".md", b".json", b".yaml", b".rs"))
        path = b"/".join([*parts, b"%s_%d%s" % (self.dice.choice(_WORDS), len(self.files), suffix)])
        file = _File(path, [line(self.dice) for _ in range(lines)])
        self.files.append(file)
        return file

    def changed_file(self) -> _File:
        file = self.dice.choice(self.files)
        for _ in range(self.dice.randrange(1, 8)):
            file.lines[self.dice.randrange(len(file.lines))] = line(self.dice)
        return file


def make_history(folder: Path, *, commits: int = 18_000, blobs: int = 57_000, megabytes: int = 800) -> None:
    """Makes a bare repository at `folder`, which must not exist."""
    subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", str(folder)], check=True)
    # Stored as they come: what follows packs them properly, as a server does, in a quarter of the time.
    quickly = ["-c", "pack.compression=0", "-c", "core.compression=0"]
    importer = subprocess.Popen(
        ["git", *quickly, "fast-import", "--quiet", "--depth=0"], cwd=folder, stdin=subprocess.PIPE
    )
    assert importer.stdin is not None
    write_stream(importer.stdin, commits=commits, blobs=blobs, megabytes=megabytes)
    importer.stdin.close()
    if importer.wait():
        raise SystemExit("git fast-import failed")
    subprocess.run(["git", "repack", "-a", "-d", "-F", "--quiet", "--window=10"], cwd=folder, check=True)


def write_stream(out: IO[bytes], *, commits: int, blobs: int, megabytes: int) -> None:
    """Writes what `git fast-import` reads."""
    tree = _Tree(random.Random(20240101))
    average = megabytes * 1_000_000 // blobs // 46
    per_commit = blobs / commits
    due = 0.0
    for number in range(commits):
        due += per_commit
        changes = [_next(tree, average) for _ in range(int(due))]
        due -= len(changes)
        _write_commit(out, number, changes)


def _next(tree: _Tree, average: int) -> _File:
    """One file in twelve is new; sizes are spread as in real trees: many small files, a few large ones."""
    if not tree.files or tree.dice.random() < 1 / 12:
        return tree.new_file(1 + int(tree.dice.expovariate(1 / average)))
    return tree.changed_file()


def _write_commit(out: IO[bytes], number: int, changes: list[_File]) -> None:
    """Every tenth commit branches off and the one after it merges that back."""
    on_side = number % 10 == 9
    branch = b"refs/heads/side" if on_side else b"refs/heads/main"
    who = b"Somebody <somebody@example.org> %d +0000" % (_START + number * _SECONDS_BETWEEN)
    message = b"Change %d files (%d)\n" % (len(changes), number)
    out.write(b"commit %s\nmark :%d\nauthor %s\ncommitter %s\ndata %d\n%s" % (
        branch, number + 1, who, who, len(message), message))  # fmt: skip
    if number:
        out.write(b"from :%d\n" % (number if number % 10 else number - 1 or 1))
    if number and number % 10 == 0:
        out.write(b"merge :%d\n" % number)
    out.writelines(b"M 100644 inline %s\ndata %d\n%s\n" % (path, len(data), data) for path, data in _once(changes))


def _once(changes: list[_File]) -> Iterator[tuple[bytes, bytes]]:
    contents = {file.path: b"".join(file.lines) for file in changes}
    yield from contents.items()


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Builds a large synthetic repository.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--commits", type=int, default=18_000)
    parser.add_argument("--blobs", type=int, default=57_000)
    parser.add_argument("--megabytes", type=int, default=800)
    given = parser.parse_args()
    make_history(given.folder, commits=given.commits, blobs=given.blobs, megabytes=given.megabytes)


if __name__ == "__main__":
    main()
