"""Reads the files that commands and tools of an agent name: regular ones only, and no more than an event has time for."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from fnmatch import fnmatch
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from auditor.agents.edited_files import place_of

MOST_BYTES = 8 << 20
"""Bytes of all files that are read for one event."""
_MOST_FILES = 200
_MOST_NAMES = 1_000
"""Words that are looked up for one event."""
_MOST_ENTRIES = 5_000
"""Entries of a folder among which a pattern is looked for."""
_PATTERN = frozenset("*?[")
_HOME = r"\$(?:HOME|\{HOME\}|env:USERPROFILE)(?=/|$)"


class Named(NamedTuple):
    """What of a file would be shown, sent or added to git."""

    file: Path
    text: str
    how: str
    """`event.SHOWN`, `SENT` or `ADDED`."""

    def __repr__(self) -> str:
        return f"<Named: {self.how} {len(self.text)} characters>"


class FileNames:
    """Finds files by the words of a command, from the folder in which it runs."""

    def __init__(self, folder: Path | None) -> None:
        """Takes the agent's current folder, if there is one."""
        self.folder = folder
        self._bytes = MOST_BYTES
        self._files = _MOST_FILES
        self._names = _MOST_NAMES

    def enter(self, word: str) -> None:
        """Changes the folder, as `cd` does; to an unknown one if only the shell knows it."""
        self.folder = self._place(word)

    def files(self, word: str) -> Iterator[tuple[Path, str]]:
        """Yields the files that a word names with their texts, in order; none for what is missing, no file or too large."""
        self._names -= 1
        place = self._place(word)
        if place is None or self._names < 0:
            return
        paths = [place]
        if not _PATTERN.isdisjoint(place.name) and not os.path.lexists(place):
            paths = _matching(place)
        for path in paths:
            text = self.text(path)
            if text is not None:
                yield path, text

    def text(self, path: Path) -> str | None:
        """Returns what a file holds; None for what is no regular file, cannot be read, or is too large."""
        if not self._files:
            return None
        data = _bytes_of(path, self._bytes)
        if data is None:
            return None
        self._files -= 1
        self._bytes -= len(data)
        return data.decode("utf-8", "replace")

    def _place(self, word: str) -> Path | None:
        named = re.sub(_HOME, "~", word) if "$" in word else word
        return None if "$" in named else place_of(named, self.folder)


def _matching(pattern: Path) -> list[Path]:
    try:
        with os.scandir(pattern.parent) as entries:
            names = [entry.name for entry in islice(entries, _MOST_ENTRIES)]
    except OSError:
        return []
    is_hidden = pattern.name.startswith(".")
    return [
        pattern.parent / name
        for name in sorted(names)
        if fnmatch(name, pattern.name) and (is_hidden or not name.startswith("."))
    ]


def _bytes_of(path: Path, most: int) -> bytes | None:
    """Returns the bytes of a regular file of at most so many; a pipe with a name is not waited for."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError):
        return None
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode) or found.st_size > most:
            return None
        with os.fdopen(handle, "rb", closefd=False) as file:
            return file.read(most)
    except OSError:
        return None
    finally:
        os.close(handle)
