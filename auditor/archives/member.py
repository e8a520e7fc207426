"""Tells what a container holds: members, which are examined like blobs, and what opening it needs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from auditor.archives.limits import Budget
from auditor.model.location import Span
from auditor.model.secret import PlainBytes

Locate = Callable[[Span], tuple[str, Span]]
"""For a table rendered as text: what to append to the member's path, and the span inside that cell."""


@dataclass(frozen=True, slots=True)
class Member:
    """One inner file, cell or table."""

    path: str
    """What `location.member` shows: `inner/dir/.env`, `b.zip!b/.env`, `cell 3`; empty for the blob itself."""
    data: PlainBytes = field(repr=False)
    reader_name: str = ""
    """The path that chooses the reader and gives context. A format may leave it empty, which means `path`, or give
    it relative to the container; what `contents` yields is complete: `bots.zip/inner/dir/.env`."""
    locate: Locate | None = None
    """None: spans of the data are the places to be shown."""
    surroundings: PlainBytes = field(default=PlainBytes(b""), repr=False)
    """Of a piece of one document (a cell, a sheet): the text of all of it, which says what the document is about."""
    leftover: bool = False
    """The bytes other members were made from, or another form of one: only keys that none of them held count."""


@dataclass(frozen=True, slots=True)
class Opening:
    """All that a format's module may use to open a container."""

    data: PlainBytes = field(repr=False)
    name: str
    """The path of the container, as `Member.reader_name`."""
    budget: Budget
    deserves: Callable[[bytes], bool]
    """Whether the prefilter sees anything in some bytes: what is costly to parse is parsed only if it does."""


OUTSIDE_MEMBERS = "outside its members"
"""What is called so: the bytes of an archive that belong to none of its members."""
_DRIVE = re.compile(r"^[A-Za-z]:(?=[\\/])")
_LONGEST = 1000


class Name(NamedTuple):
    """A member's name made harmless."""

    path: str
    """What is shown. Two members of an archive may have one name; the second is `name (2)`, so that a place is one."""
    reader_name: str
    """What chooses the reader: the name without such a number."""
    leaves: bool
    """Whether the name would leave the folder that the archive is unpacked in."""


class Names:
    """The names of one archive."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def harmless(self, name: str) -> Name:
        """Returns the name without what is absolute in it or climbs."""
        path = _DRIVE.sub("/", name).replace("\\", "/")
        folders = path.split("/")
        relative = "/".join(part for part in folders if part not in {"", ".", ".."})[-_LONGEST:] or "unnamed"
        self._seen[relative] += 1
        time = self._seen[relative]
        shown = f"{relative} ({time})" if time > 1 else relative
        return Name(shown, relative, path.startswith("/") or ".." in folders)
