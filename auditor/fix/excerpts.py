"""Reads the lines of findings again, and masks them, for reports that show what is at a place."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path

from auditor.fix.file_text import FileText, opened
from auditor.fix.masking import Masker
from auditor.model.excerpt import Excerpt
from auditor.model.location import Location
from auditor.vocabulary.vocabulary import builtin

_MOST_BYTES = 500_000
"""Bytes that are read again, of all files together."""
_MOST_FILES = 30


def excerpts(root: Path, locations: Iterable[Location]) -> dict[Location, Excerpt]:
    """Returns the masked line of every place that still holds a value where the scan found one.

    Nothing is said of places in commits and in containers, of links, of large files, and of files that have changed.

    Args:
        root: The folder at which the paths begin.
        locations: The places, the most important first.
    """
    masker = Masker({}, is_silent=True)
    texts: dict[str, FileText | None] = {}
    room = _MOST_BYTES
    found: dict[Location, Excerpt] = {}
    for location in locations:
        if location.commit is not None or location.member is not None or location.target:
            continue
        if location.path not in texts:
            if len(texts) == _MOST_FILES:
                continue
            texts[location.path] = read = _read(root, location.path, room)
            room -= len(read.text) if read else 0
        text = texts[location.path]
        if text is not None and text.field_at(location.span) is not None:
            found[location] = masker.around(text, location.span)
    return found


def _read(root: Path, path: str, room: int) -> FileText | None:
    file = root / path
    try:
        status = file.lstat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > room:
            return None
        if not Path(os.path.realpath(file)).is_relative_to(os.path.realpath(root)):
            return None
        text = opened(file.read_bytes(), path, builtin())
    except (OSError, ValueError):
        return None
    return text if isinstance(text, FileText) else None
