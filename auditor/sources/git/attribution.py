"""Which commit first brought a blob to which path: one pass over the raw differences of all commits, only for hits."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence

from msgspec import Struct, field

from auditor.model.location import Departure
from auditor.sources.git.command import Git

_FEW = 64
"""Objects up to which git itself is asked for only those: beyond, the command line grows and nothing is won."""
_HEADER = b"commit "


class Origin(Struct, frozen=True):
    """The commit that first brought something."""

    commit: str
    date: str
    """Author date, ISO 8601."""
    order: int
    """Position in the history: a lower one is older."""


class Attribution(Struct):
    """What a pass found."""

    blobs: dict[str, dict[str, Origin]] = field(default_factory=dict)
    """By blob: every path it ever had, and the commit that first brought it there."""
    commits: dict[str, Origin] = field(default_factory=dict)
    """By commit, for the commits that were asked for."""
    departures: dict[str, dict[str, list[Departure]]] = field(default_factory=dict)
    """By blob and path: the commits that replaced it there, newest first."""
    public: set[str] = field(default_factory=set)
    """Blobs and commits that a published commit brought."""
    is_whole: bool = True
    """Whether git could follow the whole history."""


def attribute(
    git: Git,
    revisions: Sequence[str],
    lines: Collection[str],
    sought: Collection[str],
    unpublished: Collection[str] | None = None,
) -> Attribution:
    """Goes through the commits that `git rev-list REVISIONS` gives, newest first.

    A merge counts for what it has from none of its parents (`-c`). Renames are not followed: a path is a place.

    Args:
        git: The repository.
        revisions: Arguments of `git rev-list`.
        lines: Its input.
        sought: The objects to trace.
        unpublished: The commits that no remote has; None where all count as published.

    Returns:
        What brought the objects and what replaced them, as far as git could follow the history.
    """
    found = Attribution()
    only = [f"--find-object={key}" for key in sorted(sought)] if len(sought) <= _FEW else []
    with git.start("rev-list", "--date-order", *revisions, lines=lines) as commits:
        with git.start(
            *("diff-tree", "--stdin", "-r", "--root", "-c", "--raw", "-z", "--no-renames", "--no-abbrev"),
            *("--no-relative", "--no-ext-diff", "--no-textconv", "--always", "--pretty=tformat:commit %H %aI", *only),
            after=commits,
        ) as differences:
            _read(differences.records(b"\0"), frozenset(sought), unpublished, found)
            found.is_whole = differences.finish() == 0
        found.is_whole &= commits.finish() == 0
    return found


def _read(
    records: Iterator[bytes], sought: Collection[str], unpublished: Collection[str] | None, found: Attribution
) -> None:
    """Reads the differences; later records are of older commits, so the last one about a place stays."""
    origin = Origin("", "", 0)
    is_public = True
    for record in records:
        entry = record.lstrip(b"\n")
        if entry.startswith(_HEADER):
            _, commit, date = entry.decode().split(" ")
            origin = Origin(commit, date, origin.order - 1)
            is_public = unpublished is None or commit not in unpublished
            if commit in sought:
                found.commits[commit] = origin
                if is_public:
                    found.public.add(commit)
        elif entry.startswith(b":"):
            name = next(records)
            *before, key = _objects(entry)
            if key in sought:
                found.blobs.setdefault(key, {})[os.fsdecode(name)] = origin
                if is_public:
                    found.public.add(key)
            for old in before:
                if old in sought and old != key:
                    gone = found.departures.setdefault(old, {}).setdefault(os.fsdecode(name), [])
                    gone.append(Departure(origin.commit, origin.date, origin.order, key))


def _objects(entry: bytes) -> list[str]:
    """Returns the objects that a difference leads from and, last, to.

    `:MODE MODE ID ID STATUS`, with one more colon, mode and id for each further parent of a merge.
    """
    parents = len(entry) - len(entry.lstrip(b":"))
    return entry.decode().split(" ")[parents + 1 : 2 * parents + 2]
