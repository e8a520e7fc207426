"""The settings of a repository as a trusted revision has them, in place of those that the audited tree has."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct


class TrustedTree(Struct, frozen=True, kw_only=True):
    """A folder that holds settings of one revision under the paths that they have in the repository."""

    root: Path
    """The work tree (absolute, without links)."""
    folder: Path
    """Holds the files of the revision; nobody else can read it, and it is removed after the audit."""
    revision: str
    """The full id of the commit."""
    bring: Callable[[str], None]
    """Takes a path in the repository and writes what the revision has there into `folder`."""

    def copied(self, path: Path) -> Path:
        """Returns where the revision's version of a file or folder is; a path outside of the work tree stays as it is."""
        inside = self.inside(path)
        if inside is None:
            return path
        self.bring(inside)
        return self.folder / inside

    def shown(self, path: Path) -> Path:
        """Returns the path in the work tree of which `path` may be the revision's version."""
        return self.root / path.relative_to(self.folder) if path.is_relative_to(self.folder) else path

    def inside(self, path: Path) -> str | None:
        """Returns a path relative to the work tree, with `/`; None if it is not inside.

        Links of the tree are not followed, because the branch could have made them.
        """
        lexical = Path(os.path.normpath(Path(os.path.realpath(Path())) / path))
        for found in (lexical, Path(os.path.realpath(lexical))):
            if found.is_relative_to(self.root):
                inside = found.relative_to(self.root).as_posix()
                return "" if inside == "." else inside
        return None
