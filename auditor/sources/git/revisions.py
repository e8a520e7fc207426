"""Tells which commits a history has: all that refs lead to, all that the repository holds, or a range."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from auditor.errors import UsageError
from auditor.model.blob_source import BlobRef
from auditor.model.report import Skipped
from auditor.model.skip_reason import SkipReason
from auditor.sources.git.command import Git, reason
from auditor.sources.git.process import Running
from auditor.sources.git.refs import every_object, tips
from auditor.wording.amounts import plural
from auditor.wording.skip_words import skip


class Revisions(Struct, frozen=True, kw_only=True):
    """What `git rev-list` is asked for."""

    arguments: tuple[str, ...]
    lines: tuple[str, ...] = ()
    """Its input: tips, one a line."""
    tags: tuple[str, ...] = ()
    """Annotated tags, whose messages are read too."""
    is_range: bool = False
    with_unreachable: bool = False
    """Whether objects count that no tip leads to; those of alternates are among them."""
    skipped: tuple[Skipped, ...] = ()
    """What is missing before the walk starts."""
    refs: str = ""
    """All refs with their objects, as git says them; empty for a range."""

    def without(self, read: Sequence[str]) -> Revisions:
        """Returns the same revisions without what some commits and tags reach, and without their own messages."""
        if not read:
            return self
        known = frozenset(read)
        tags = tuple(tag for tag in self.tags if tag not in known)
        return replace(self, lines=(*self.lines, *(f"^{key}" for key in read)), tags=tags)


def all_revisions(git: Git, *, unreachable: bool = False, is_shallow: bool | None = None) -> Revisions:
    """Returns everything that a ref, a work tree or the stash leads to; with `unreachable` also what was left behind.

    So it is when a ref leads nowhere: what hangs below the missing commit can still be there.

    Args:
        git: The repository.
        unreachable: Whether objects count that nothing leads to.
        is_shallow: Whether its history is cut; None where nobody has asked git yet.

    Raises:
        RepositoryError: this is no repository that git can read.
    """
    found = tips(git)
    unreachable = unreachable or bool(found.skipped)
    objects, tags = dict.fromkeys(found.objects), dict.fromkeys(found.tags)
    if unreachable:
        kinds = every_object(git)
        objects |= dict.fromkeys(key for key, kind in kinds.items() if kind in ("commit", "tag"))
        tags |= dict.fromkeys(key for key, kind in kinds.items() if kind == "tag")
    return Revisions(
        arguments=("--stdin",),
        lines=tuple(objects),
        tags=tuple(tags),
        with_unreachable=unreachable,
        skipped=(
            *found.skipped,
            *(() if is_shallow is False else _cut_off(git)),
            *(_borrowed(git) if unreachable else ()),
        ),
        refs=found.refs,
    )


def range_of_revisions(git: Git, text: str) -> Revisions:
    """Returns what `A..B` (or any revision that git knows) adds.

    A pre-push hook gives zeros as A for a branch that is new to the remote; then it is what no remote has yet.

    Raises:
        UsageError: git knows no such revisions.
        RepositoryError: this is no repository that git can read.
    """
    start, dots, end = text.partition("..")
    is_new = bool(dots) and bool(start) and not start.strip("0")
    arguments = (end, "--not", "--remotes") if is_new else (text,)
    answer = git.ask("rev-list", "--max-count=0", *arguments, "--")
    if text.startswith("-") or end.startswith("-") or "bad revision" in answer.messages:
        raise UsageError(f"{text}: git knows no such revisions in {git.folder}")
    if answer.code:
        raise git.failure(answer.messages)
    return Revisions(arguments=(*arguments, "--"), is_range=True, skipped=_cut_off(git))


def _cut_off(git: Git) -> tuple[Skipped, ...]:
    """Returns what a shallow clone lacks: the commits at which its history was cut are counted."""
    shallow, _, path = git.ask("rev-parse", "--is-shallow-repository", "--git-path", "shallow").output.partition(b"\n")
    if shallow != b"true":
        return ()
    cuts = Path(git.folder, path.decode("utf-8", "surrogateescape").removesuffix("\n")).read_bytes().count(b"\n")
    return (skip(".", SkipReason.SHALLOW_CLONE, amount=plural(cuts, "commit")),)


def _borrowed(git: Git) -> tuple[Skipped, ...]:
    """Returns where objects come from that are another repository's: they are read, although nothing here leads to them."""
    said = git.ask("rev-parse", "--git-path", "objects/info/alternates").output.removesuffix(b"\n")
    file = Path(git.folder, os.fsdecode(said))
    if not file.is_file():
        return ()
    return (skip(".", SkipReason.BORROWED_OBJECTS, incomplete=False),)


def start_walk(git: Git, revisions: Revisions) -> Running:
    """Starts the walk of a healthy repository; it gives `ID PATH` of blobs."""
    return git.start(
        *("rev-list", "--objects", "--filter=object:type=blob", "--filter-provided-objects"),
        *revisions.arguments,
        lines=revisions.lines,
    )


def blobs(git: Git, revisions: Revisions, walk: Running) -> Iterator[BlobRef | Skipped]:
    """Yields the blobs of a started `walk`, each once, and what else can be had where it ends early."""
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
    """Returns the names under which the walk lists some blobs."""
    if not keys:
        return {}
    with start_walk(git, revisions) as walk:
        found = (item for item in blobs(git, revisions, walk) if isinstance(item, BlobRef))
        return {item.key: item.name for item in found if item.key in keys}


def _reached(git: Git, revisions: Revisions) -> set[str]:
    """Returns what a walk has given. It is asked again, for most runs never need to know, and keeping it takes memory."""
    with start_walk(git, revisions) as walk:
        return {_item(record).key for record in walk.records(b"\n")}


def _over_what_is_missing(git: Git, revisions: Revisions) -> Iterator[BlobRef | Skipped]:
    """Yields all blobs that can be reached; all there are if the way is broken.

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
        yield skip(".", SkipReason.MISSING_OBJECTS, n=missing)
    if is_broken:
        yield skip(".", SkipReason.BROKEN_HISTORY, reason=why)
        yield from (BlobRef(key, key) for key, kind in every_object(git).items() if kind == "blob")


def _item(record: bytes) -> BlobRef:
    key, _, path = record.partition(b" ")
    name = key.decode()
    return BlobRef(name, os.fsdecode(path) or name)
