"""Reads the files of findings again, for reports that show what is at a place.

They are in files of the working tree, and in versions of files in commits.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from auditor.archives.archive_registry import Format, format_of
from auditor.archives.limits import Limits
from auditor.errors import RepositoryError
from auditor.fix.file_text import FileText, opened
from auditor.model.blob_source import COMMIT_MESSAGE, BlobRef
from auditor.model.excerpt import Excerpt
from auditor.model.location import Location, Span
from auditor.model.report import Skipped
from auditor.model.secret import PlainBytes
from auditor.readers.text_encoding import decode
from auditor.readers.value_excerpts import excerpts_at
from auditor.sources.file_reader import FileReader
from auditor.sources.git.command import Git
from auditor.sources.git.objects import ObjectReader
from auditor.sources.git.repository_root import repository_root
from auditor.vocabulary.vocabulary import builtin

MOST_BYTES = 500_000
"""Bytes that are read again, of all files together."""


class Holder(NamedTuple):
    """A file as the working tree has it, or as a commit brought it."""

    path: str
    commit: str | None = None


def read_again(root: Path, holders: Sequence[Holder]) -> Iterator[tuple[Holder, PlainBytes]]:
    """Yields files and versions with their bytes; what is gone, a link, or too large is left out.

    Args:
        root: The folder at which the paths begin.
        holders: What to read, the most important first.
    """
    versions = _versions(root, [holder for holder in holders if holder.commit])
    room = MOST_BYTES
    for holder in holders:
        data = _file(root, holder.path, room) if holder.commit is None else versions.get(holder)
        if data is not None and len(data) <= room:
            room -= len(data)
            yield holder, data


def _file(root: Path, path: str, room: int) -> PlainBytes | None:
    try:
        if not Path(os.path.realpath(root / path)).is_relative_to(os.path.realpath(root)):
            return None
        for _, content in FileReader(str(root)).stream([BlobRef(path, path)]):
            return PlainBytes(bytes(content)) if isinstance(content, memoryview) and len(content) <= room else None
    except (OSError, ValueError):
        return None
    return None


def _versions(root: Path, holders: Sequence[Holder]) -> Mapping[Holder, PlainBytes]:
    """Returns what commits have at their paths, from the repository around the root or from those below it."""
    asked: dict[str, dict[str, Holder]] = {}
    for holder in holders:
        for folder, path in _repositories(root, holder.path):
            name = holder.commit if path == COMMIT_MESSAGE else f"{holder.commit}:{path}"
            if name and "\n" not in name and name.isprintable():
                asked.setdefault(folder, {})[name] = holder
    found: dict[Holder, PlainBytes] = {}
    for folder, names in asked.items():
        try:
            found |= _objects(Git.at(Path(folder)), names)
        except (OSError, RepositoryError):
            continue
    return found


def _repositories(root: Path, path: str) -> Iterator[tuple[str, str]]:
    """Yields the folders in whose repository a path may be, and what it is called there."""
    yield repository_root(str(root)) or str(root), path
    parts = path.split("/")
    for depth in range(1, len(parts)):
        folder = root.joinpath(*parts[:depth])
        if os.path.lexists(folder / ".git"):
            yield str(folder), "/".join(parts[depth:])


def _objects(git: Git, names: Mapping[str, Holder]) -> dict[Holder, PlainBytes]:
    said = git.ask("cat-file", "--batch-check=%(objectname) %(objectsize)", "--buffer", lines=names).output
    answers = (line.split() for line in said.decode("utf-8", "replace").splitlines())
    blobs: dict[str, list[Holder]] = {}
    for holder, answer in zip(names.values(), answers, strict=False):
        if len(answer) == 2 and answer[1].isdecimal() and int(answer[1]) <= MOST_BYTES:  # noqa: PLR2004 - id and size
            blobs.setdefault(answer[0], []).append(holder)
    items = [BlobRef(key, holders[0].path) for key, holders in blobs.items()]
    return {
        holder: PlainBytes(bytes(content))
        for item, content in ObjectReader(git).stream(items)
        if isinstance(content, memoryview)
        for holder in blobs[item.key]
    }


_MOST_FILES = 30
_UNPACKED = 16 * MOST_BYTES
"""Bytes that are unpacked of one archive."""
_MOST_MEMBERS = 1_000


def excerpts(root: Path, locations: Iterable[Location]) -> dict[Location, Excerpt]:
    """Returns the masked line of every place that still holds a value where the scan found one.

    Nothing is said of links, of large files, of files that have changed, and of what is on another machine.

    Args:
        root: The folder at which the paths begin.
        locations: The places, the most important first.
    """
    wanted: dict[Holder, list[Location]] = {}
    for location in locations:
        holder = Holder(location.path, location.commit)
        if not location.target and (holder in wanted or len(wanted) < _MOST_FILES):
            wanted.setdefault(holder, []).append(location)
    return {
        location: found[span]
        for holder, data in read_again(root, list(wanted))
        for text, spans in _found(holder, data, wanted[holder])
        if (found := excerpts_at(text.document, text.fields, frozenset(spans.values())))
        for location, span in spans.items()
        if span in found
    }


def _found(
    holder: Holder, data: bytes, locations: Sequence[Location]
) -> Iterator[tuple[FileText, Mapping[Location, Span]]]:
    """Yields the texts in which values were, and where in them those of the places would be."""
    archive = format_of(data, holder.path)
    inside = {location for location in locations if location.member is not None}
    if archive is not None and inside:
        yield from _in_archive(archive, holder.path, data, inside)
    text = opened(data, holder.path, builtin())
    if isinstance(text, FileText):
        yield text, {each: each.span for each in locations if each not in inside}


def _in_archive(
    archive: Format, path: str, data: bytes, locations: Collection[Location]
) -> Iterator[tuple[FileText, Mapping[Location, Span]]]:
    from auditor.archives.archive_walk import contents  # only where an archive holds a finding

    left = {(location.member, *_start(location.span)): location for location in locations}
    limits = Limits(members=_MOST_MEMBERS, member_bytes=MOST_BYTES, total_bytes=_UNPACKED)
    for member in contents(archive, data, path, deserves=lambda _: True, limits=limits):
        if isinstance(member, Skipped) or not any((name or "").startswith(member.path) for name, *_ in left):
            continue
        text = FileText(decode(member.data).text, member.reader_name, builtin())
        found: dict[Location, Span] = {}
        for field in text.fields:
            cell, span = member.locate(field.span) if member.locate else ("", field.span)
            if location := left.pop((member.path + cell, *_start(span)), None):
                found[location] = field.span
        yield text, found
        if not left:
            return


def _start(span: Span) -> tuple[int, int]:
    """Returns where a value begins: detect-secrets may find less of it, or more, than a reader."""
    return span.line, span.column
