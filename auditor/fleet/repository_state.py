"""Tells what a repository holds right now, as a digest: refs and what they point to, and the files of its work tree."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from auditor.fleet.fleet_unit import content_digest
from auditor.sources.git.command import Git
from auditor.sources.git.revisions import Revisions, all_revisions
from auditor.sources.worktree import WorktreeSource

_LAYOUT = ("rev-parse", "--is-inside-work-tree", "--is-shallow-repository", "HEAD", "--symbolic-full-name", "HEAD")
"""What is asked in one question. Git answers as far as it can: it fails last, where HEAD leads to no commit."""


class RepositoryState(Struct, frozen=True, kw_only=True):
    """A repository at one moment."""

    git: Git
    revisions: Revisions
    files: WorktreeSource | None
    """Its work tree; None for a bare repository."""
    content: str
    """Digest of refs, of their objects, and of name, size and time of each file."""
    size: int
    """Bytes of its objects as git keeps them; 0 where nobody asked."""
    objects: int


def state_of(
    location: str, stores: Sequence[str], excluded: Sequence[str], *, measured: bool = False
) -> RepositoryState:
    """Returns the state of a repository.

    Args:
        location: The top of its work tree, or its own folder where it is bare.
        stores: Patterns of files that hold credentials on purpose.
        excluded: Patterns of paths to leave out.
        measured: Whether git is asked how much there is.

    Raises:
        RepositoryError: git cannot read it.
    """
    git = Git.at(Path(location), may_inherit=False)
    has_files, _, rest = git.ask(*_LAYOUT).output.partition(b"\n")
    shallow, _, head = rest.partition(b"\n")
    revisions = all_revisions(git, is_shallow=shallow != b"false")
    files = WorktreeSource([Path(location)], stores=stores, excluded=excluded) if has_files == b"true" else None
    listed = _files(location, WorktreeSource([Path(location)], stores=stores, excluded=excluded)) if files else ()
    size, objects = _amount(git) if measured else (0, 0)
    parts = (sorted(revisions.lines), revisions.tags, revisions.skipped, revisions.refs, head, *listed)
    return RepositoryState(
        git=git, revisions=revisions, files=files, content=content_digest(parts), size=size, objects=objects
    )


def _files(root: str, files: WorktreeSource) -> Iterator[object]:
    for item in files.items():
        name = getattr(item, "key", "")
        try:
            found = os.lstat(os.path.join(root, name)) if name else None
        except OSError:
            found = None
        yield (item, found.st_size, found.st_mtime_ns, found.st_mode) if found else item


def _amount(git: Git) -> tuple[int, int]:
    """Returns the bytes and the number of all objects."""
    said = dict(
        line.split(": ", 1)
        for line in git.ask("count-objects", "-v").output.decode("utf-8", "replace").splitlines()
        if ": " in line
    )

    def number(name: str) -> int:
        return int(said.get(name, "0")) if said.get(name, "0").isdigit() else 0

    return 1024 * (number("size") + number("size-pack")), number("count") + number("in-pack")
