"""Tells what an archive holds, down to the depth of the limits: members to be examined, and what could not be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from msgspec import Struct, structs

from auditor.archives.archive_registry import Format, format_of, members
from auditor.archives.limits import Budget, ExhaustedError, Limits, broken
from auditor.archives.member import Member, Opening
from auditor.model.report import Skipped
from auditor.model.secret import PlainBytes
from auditor.model.skip_reason import SkipReason
from auditor.wording.skip_words import and_more, skip

_DEFAULT = Limits()


def contents(
    archive: Format,
    data: bytes | memoryview,
    name: str,
    *,
    deserves: Callable[[bytes], bool],
    limits: Limits = _DEFAULT,
) -> Iterator[Member | Skipped]:
    """Yields the members of the blob `data` at the path `name` and of the containers in it, then what was skipped.

    Never raises for broken or hostile input, and holds one member of each level in memory. What was skipped is
    named `name!member`; of many members with one reason the first is named. `deserves` says whether bytes are worth
    a look (see `Opening`).
    """
    walk = _Walk(name, Budget(limits, len(data)), deserves)
    try:
        yield from walk.opened(archive, bytes(data), inside="", depth=1)
    except ExhaustedError as end:
        walk.skip(skip(walk.inside, end.kind, n=f"{end.most:,}"))
    yield from walk.skipped()


class _Walk(Struct):
    name: str
    budget: Budget
    deserves: Callable[[bytes], bool]
    inside: str = ""
    """The archive that is being read: where a limit is reached, if one is."""
    _skips: dict[Skipped, list[str]] = {}
    """By note without its path: the paths."""

    def opened(self, archive: Format, data: bytes, *, inside: str, depth: int) -> Iterator[Member]:
        """Yields what the archive at the path `inside` (empty for the blob itself) holds."""
        self.inside = inside
        name = _joined("/", self.name, inside.replace("!", "/"))
        for part in _guarded(archive, Opening(PlainBytes(data), name, self.budget, self.deserves)):
            path = _joined("!", inside, part.path)
            if isinstance(part, Skipped):
                self.skip(structs.replace(part, path=path))
                continue
            self.budget.count()
            reader_name = _joined("/", name, part.reader_name or part.path)
            whole = PlainBytes(b"" if archive.opaque or not part.path else data)
            member = replace(part, path=path, reader_name=reader_name, surroundings=part.surroundings or whole)
            yield from self._nested(member, depth) if part.path else (member,)
            self.inside = inside

    def _nested(self, member: Member, depth: int) -> Iterator[Member]:
        archive = None if member.locate else format_of(member.data, member.reader_name)
        if archive is None or not (archive.opaque or self.deserves(member.data)):
            yield member
        elif depth >= self.budget.limits.depth + (not archive.nests):
            self.skip(skip(member.path, SkipReason.NESTED_TOO_DEEPLY))
            yield member
        else:
            yield from self.opened(archive, member.data, inside=member.path, depth=depth + 1)

    def skip(self, note: Skipped) -> None:
        self._skips.setdefault(structs.replace(note, path=""), []).append(note.path)

    def skipped(self) -> Iterator[Skipped]:
        """Yields every reason once, with the first member that it holds for."""
        for note, paths in self._skips.items():
            first = structs.replace(note, path=_joined("!", self.name, paths[0]))
            yield and_more(first, len(paths) - 1) if len(paths) > 1 else first


def _guarded(archive: Format, opening: Opening) -> Iterator[Member | Skipped]:
    """Yields the members, however it ends; the archive's own bytes if there are none."""
    opened = False
    try:
        for part in members(archive, opening):
            opened = opened or isinstance(part, Member)
            yield part
    except broken():
        yield skip("", SkipReason.DAMAGED_ARCHIVE if opened else SkipReason.NOT_AS_NAMED, incomplete=archive.opaque)
    if not opened:
        yield Member("", opening.data)


def _joined(separator: str, *parts: str) -> str:
    return separator.join(part for part in parts if part)
