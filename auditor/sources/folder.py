"""Which files a plain folder holds: no link is followed, no `.git` entered."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence

from auditor.model.report import Skipped
from auditor.sources.file_reader import SPECIAL, skipped
from auditor.wording.amounts import plural

_BARE = {"HEAD", "objects", "refs"}
"""What git itself takes for the inside of a repository."""
BARE_REPOSITORY = "a bare git repository, which only scan --history reads"
"""The reason for which a folder is not entered."""


def walk(root: str, is_excluded: Callable[[str], bool]) -> Iterator[str | Skipped]:
    """The files below `root` in a stable order, by their paths with `/`; one that ends in `/` is a git work tree.

    `is_excluded` is asked about folders (with a `/` at their end) before they are entered.
    """
    links = 0
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        shown = folder.rstrip("/") or "."
        try:
            with os.scandir(os.path.join(root, folder)) as found:  # noqa: PTH118 - one str per folder, no Path
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            yield skipped(shown, error)
            continue
        names = {entry.name for entry in entries}
        if folder and ".git" in names:
            yield folder
        elif names >= _BARE:
            yield Skipped(shown, BARE_REPOSITORY)
        else:
            plain = [entry for entry in entries if not entry.is_symlink()]
            links += len(entries) - len(plain)
            yield from _files(folder, plain)
            waiting += (name for name in _folders(folder, plain) if not is_excluded(name))
    if links:
        yield Skipped(".", f"{plural(links, 'symbolic link')} not followed", incomplete=False)


def _files(folder: str, entries: Sequence[os.DirEntry[str]]) -> Iterator[str | Skipped]:
    for entry in entries:
        if entry.is_file(follow_symlinks=False):
            yield folder + entry.name
        elif not entry.is_dir(follow_symlinks=False):
            yield Skipped(folder + entry.name, SPECIAL, incomplete=False)


def _folders(folder: str, entries: Sequence[os.DirEntry[str]]) -> Iterator[str]:
    """Last one first, for the order in which they are taken from a stack."""
    for entry in reversed(entries):
        if entry.is_dir(follow_symlinks=False) and entry.name != ".git":
            yield f"{folder}{entry.name}/"
