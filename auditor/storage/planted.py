"""Refuses to write where an audited tree put a link, a named pipe or a device in the place of a file.

A pull request can add a symbolic link with the name of the report that CI writes; following it would overwrite a file
outside of the tree. Links that somebody made elsewhere (`/dev/stdout`, `/tmp` on macOS) are followed as ever.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from auditor.errors import OutputError


def refuse_planted(path: Path) -> None:
    """Checks a file that is about to be written.

    Within the current folder, and within any git work tree, no part of a path may be a link, and what exists under
    the name must be a regular file.

    Raises:
        OutputError: there is something else; the message says what.
    """
    here = Path(os.path.realpath(Path()))
    lexical = Path(os.path.normpath(here / path))
    root = here if lexical.is_relative_to(here) else _work_tree(lexical)
    if root is None:
        return
    for part in (*reversed(lexical.parents), lexical):
        if part == root or not part.is_relative_to(root):
            continue
        try:
            mode = part.lstat().st_mode
        except OSError:
            return
        if found := _unexpected(mode, is_folder=part != lexical):
            raise OutputError(
                f"cannot write {path}: {part.relative_to(root)} is {found} in the audited tree; remove it"
            )


def _work_tree(path: Path) -> Path | None:
    """Returns the nearest git work tree around a path."""
    return next((parent for parent in path.parents if os.path.lexists(parent / ".git")), None)


def _unexpected(mode: int, *, is_folder: bool) -> str:
    """Returns what is under a name where it should not be; empty for files and folders."""
    kinds = (
        (stat.S_ISLNK, "a symbolic link"),
        (stat.S_ISFIFO, "a named pipe"),
        (stat.S_ISSOCK, "a socket"),
        (stat.S_ISCHR, "a device"),
        (stat.S_ISBLK, "a device"),
    )
    if name := next((name for test, name in kinds if test(mode)), ""):
        return name
    return "a folder" if stat.S_ISDIR(mode) and not is_folder else ""
