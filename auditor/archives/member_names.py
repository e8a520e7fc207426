"""How a member's name is shown: relative, and once per archive, whatever the archive says."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

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
        """The name without what is absolute in it or climbs."""
        path = _DRIVE.sub("/", name).replace("\\", "/")
        folders = path.split("/")
        relative = "/".join(part for part in folders if part not in {"", ".", ".."})[-_LONGEST:] or "unnamed"
        self._seen[relative] += 1
        time = self._seen[relative]
        shown = f"{relative} ({time})" if time > 1 else relative
        return Name(shown, relative, path.startswith("/") or ".." in folders)
