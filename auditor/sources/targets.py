"""Tells what the paths of a request mean: the folders and files to read, and the root to which their names are relative.

The root is the one folder asked for, the folder of the one file, or the deepest folder that holds them all; so names
do not depend on the current directory. What is named explicitly is followed when it is a link.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec import Struct

from auditor.errors import UsageError


class Targets(Struct, frozen=True):
    """Where to read. Paths of folders and files are absolute, without links."""

    root: str
    folders: tuple[str, ...]
    files: tuple[tuple[str, str], ...]
    """Each file with the name it was given, relative to `root`."""


def targets(paths: Iterable[Path], *, root: str | None = None) -> Targets:
    """Looks the paths up; `root` is given where it is not theirs to decide.

    Raises:
        UsageError: one of them does not exist, or they have nothing in common (two drives).
    """
    try:
        Path.cwd()
    except FileNotFoundError:
        raise UsageError("the current directory is gone: change to one that exists") from None
    folders: dict[str, None] = {}
    files: dict[str, str] = {}
    for path in paths:
        if not os.path.exists(path):
            raise UsageError(f"{path}: no such file or folder")
        if path.is_dir():
            folders[os.path.realpath(path)] = None
        else:
            files[str(Path(os.path.realpath(path.parent), path.name))] = os.path.realpath(path)
    root = root or common_root([*folders, *(str(Path(file).parent) for file in files)])
    return Targets(
        root=root,
        folders=tuple(folders),
        files=tuple((real, relative(shown, root)) for shown, real in files.items()),
    )


def common_root(folders: Sequence[str]) -> str:
    """Returns the deepest folder that holds all of them.

    Raises:
        UsageError: there is none.
    """
    try:
        return os.path.commonpath(folders)
    except ValueError:
        raise UsageError("paths on different drives have no common root: audit them one by one") from None


def relative(path: str, root: str) -> str:
    """Returns a path as names show it: relative to `root`, with `/`, empty for the root itself."""
    found = os.path.relpath(path, root)
    return "" if found == os.curdir else found.replace(os.sep, "/")


def below(prefix: str, path: str) -> str:
    """Returns a path of something that is in a folder, whose own path ends in `/` or is empty; `.` is the folder itself."""
    return (prefix.rstrip("/") or ".") if path == "." else prefix + path
