"""Which commit first brought a blob to which path: one pass over the raw differences of all commits, only for hits."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence

from msgspec import Struct, field

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
    is_whole: bool = True
    """Whether git could follow the whole history."""


def attribute(git: Git, revisions: Sequence[str], lines: Collection[str], sought: Collection[str]) -> Attribution:
    """Goes through the commits that `git rev-list REVISIONS` gives, `lines` being its input, newest first.

    A merge counts for what it has from none of its parents (`-c`). Renames are not followed: a path is a place.
    """
    found = Attribution()
    only = [f"--find-object={key}" for key in sorted(sought)] if len(sought) <= _FEW else []
    with git.start("rev-list", "--date-order", *revisions, lines=lines) as commits:
        with git.start(
            *("diff-tree", "--stdin", "-r", "--root", "-c", "--raw", "-z", "--no-renames", "--no-abbrev"),
            *("--no-relative", "--no-ext-diff", "--no-textconv", "--always", "--pretty=tformat:commit %H %aI", *only),
            after=commits,
        ) as differences:
            _read(differences.records(b"\0"), frozenset(sought), found)
            found.is_whole = differences.finish() == 0
        found.is_whole &= commits.finish() == 0
    return found


def _read(records: Iterator[bytes], sought: Collection[str], found: Attribution) -> None:
    """Later records are of older commits, so the last one about a place stays."""
    origin = Origin("", "", 0)
    for record in records:
        entry = record.lstrip(b"\n")
        if entry.startswith(_HEADER):
            _, commit, date = entry.decode().split(" ")
            origin = Origin(commit, date, origin.order - 1)
            if commit in sought:
                found.commits[commit] = origin
        elif entry.startswith(b":"):
            path = next(records)
            key = _result(entry)
            if key in sought:
                found.blobs.setdefault(key, {})[os.fsdecode(path)] = origin


def _result(entry: bytes) -> str:
    """The object that a difference leads to. `:MODE MODE ID ID STATUS`, with one more colon, mode and id a parent."""
    parents = len(entry) - len(entry.lstrip(b":"))
    return entry.split(b" ")[2 * parents + 1].decode()
