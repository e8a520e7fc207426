"""Reads the lines of findings again, and masks them, for reports that show what is at a place."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from auditor.archives.archive_registry import Format, format_of
from auditor.archives.limits import Limits
from auditor.fix.file_text import FileText, opened
from auditor.fix.masking import Masker
from auditor.fix.read_again import MOST_BYTES, Holder, read_again
from auditor.model.excerpt import Excerpt
from auditor.model.location import Location, Span
from auditor.model.report import Skipped
from auditor.readers.text_encoding import decode
from auditor.vocabulary.vocabulary import builtin

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
    masker = Masker({}, is_silent=True)
    return {
        location: excerpt
        for holder, data in read_again(root, list(wanted))
        for text, found in _found(holder, data, wanted[holder])
        for location, excerpt in zip(found, masker.around(text, found.values()), strict=True)
    }


def _found(
    holder: Holder, data: bytes, locations: Sequence[Location]
) -> Iterator[tuple[FileText, Mapping[Location, Span]]]:
    """Yields the texts in which values still are, and where in them those of the places are."""
    archive = format_of(data, holder.path)
    inside = {location for location in locations if location.member is not None}
    if archive is not None and inside:
        yield from _in_archive(archive, holder.path, data, inside)
    text = opened(data, holder.path, builtin())
    if isinstance(text, FileText):
        starts = {_start(field.span) for field in text.fields}
        yield (
            text,
            {each: each.span for each in locations if each not in inside and _start(each.span) in starts},
        )


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
