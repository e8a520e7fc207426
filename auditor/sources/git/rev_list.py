"""Which blobs revisions lead to, with a name each, and what is not there of them.

Git's own walk, which ends at the first object that is missing: in a healthy repository, nothing is cheaper and nothing
escapes it. Where it ends early, a second one goes on over what is missing and counts it (it has to list trees too, for
a tree that is left out of a walk is not missed by it), and where that fails as well, every object there is counts.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator

from auditor.model.blob_source import BlobRef
from auditor.model.report import Skipped
from auditor.sources.git.command import Git, reason
from auditor.sources.git.process import Running
from auditor.sources.git.refs import every_object
from auditor.sources.git.revisions import Revisions


def start_walk(git: Git, revisions: Revisions) -> Running:
    """Starts the walk of a healthy repository; it gives `ID PATH` of blobs."""
    return git.start(
        *("rev-list", "--objects", "--filter=object:type=blob", "--filter-provided-objects"),
        *revisions.arguments,
        lines=revisions.lines,
    )


def blobs(git: Git, revisions: Revisions, walk: Running) -> Iterator[BlobRef | Skipped]:
    """The blobs of a started `walk`, each once, and what else can be had where it ends early."""
    for record in walk.records(b"\n"):
        yield _item(record)
    is_whole = walk.finish() == 0
    if is_whole and not revisions.with_unreachable:
        return
    reached = _reached(git, revisions)
    if not is_whole:
        for found in _over_what_is_missing(git, revisions):
            if isinstance(found, Skipped):
                yield found
            elif found.key not in reached:
                reached.add(found.key)
                yield found
    for key, kind in every_object(git).items() if revisions.with_unreachable else ():
        if kind == "blob" and key not in reached:
            yield BlobRef(key, key)


def names(git: Git, revisions: Revisions, keys: Collection[str]) -> dict[str, str]:
    """The names by which the walk comes across some blobs."""
    if not keys:
        return {}
    with start_walk(git, revisions) as walk:
        found = (item for item in blobs(git, revisions, walk) if isinstance(item, BlobRef))
        return {item.key: item.name for item in found if item.key in keys}


def _reached(git: Git, revisions: Revisions) -> set[str]:
    """What a walk has given. It is asked again, for most runs never need to know, and keeping it takes memory."""
    with start_walk(git, revisions) as walk:
        return {_item(record).key for record in walk.records(b"\n")}


def _over_what_is_missing(git: Git, revisions: Revisions) -> Iterator[BlobRef | Skipped]:
    """All blobs that can be reached; all there are if the way is broken.

    `rev-list` gives `ID PATH` of every object and `?ID` for what is missing; `cat-file` puts the kinds before them.
    """
    missing = 0
    with git.start("rev-list", "--objects", "--missing=print", *revisions.arguments, lines=revisions.lines) as walk:
        with git.start(
            "cat-file", "--batch-check=%(objecttype) %(objectname) %(rest)", "--buffer", after=walk
        ) as kinds:
            for record in kinds.records(b"\n"):
                kind, _, rest = record.partition(b" ")
                if kind == b"blob":
                    yield _item(rest)
                elif rest == b"missing":
                    missing += 1
        is_broken = walk.finish() != 0
        why = reason(walk.messages()) if is_broken else ""
    if missing:
        yield Skipped(
            ".",
            f"missing objects: {missing} (a partial clone, or damage): git fetch --refetch may bring them",
        )
    if is_broken:
        yield Skipped(".", f"the history cannot be followed ({why}): every object there is was read instead")
        yield from (BlobRef(key, key) for key, kind in every_object(git).items() if kind == "blob")


def _item(record: bytes) -> BlobRef:
    key, _, path = record.partition(b" ")
    name = key.decode()
    return BlobRef(name, os.fsdecode(path) or name)
