"""Tells which lines of a blob deserve detect-secrets' look: Hyperscan passes, of which most blobs see one."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cached_property, lru_cache
from typing import Any

from msgspec import Struct

from auditor.generic.availability import plugins_digest
from auditor.generic.detector_patterns import Patterns
from auditor.generic.unquoted_values import YAML, holds_string, without_escapes
from auditor.model.request import Generic
from auditor.prefilter.database import Database, Expression, database
from auditor.storage import cache
from auditor.vocabulary.lock_files import is_lock_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from auditor.generic.field_lines import FieldLine


@lru_cache(maxsize=2)
def kept_patterns(mode: Generic) -> Patterns:
    """Returns the expressions for the detectors of a mode, from the user's cache directory under `plugins_digest`.

    detect-secrets must be there (`availability.unavailable`).
    """

    def derived() -> Patterns:
        from auditor.generic.prefilter_patterns import derived_patterns  # imports detect-secrets

        return derived_patterns(mode)

    return cache.kept(f"generic-{mode.value}", plugins_digest(), Patterns, derived)


_LARGE = 1 << 20
"""Bytes beyond which no entropy is counted."""
LARGEST = 2_000_000
"""Bytes of the largest file whose fields are read: as for Backpack's own values."""
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
MOST = 200_000
"""Matches in one blob: a few seconds' work for the detectors."""

_MARGIN = rb"[^\s\x1c-\x1f\x80-\xff#;\[=:]"
_FIRST_AT_MARGIN = re.compile(_MARGIN)
_BARE = re.compile(rb"\n" + _MARGIN + rb"[^=:\n]*\n")
"""A line that no INI file can hold: it begins at its margin, is no section or comment, and assigns nothing."""
_BARE_FIRST = re.compile(_MARGIN + rb"[^=:\n]*+\n")
"""The same as the first line."""
_KEPT = 1_000
"""Digits of a number without end that are kept at both of its ends: no expression counts as many."""
_LONG_NUMBER = re.compile(rb"(?<![0-9])[0-9]{%d,}+" % (3 * _KEPT))
_IN_A_NUMBER = re.compile(rb"[0-9]{2}")
_PIECE = 1 << 16
"""Bytes of a first line that are scanned at once."""
_HEAD = 4096
_SCANNED, _OVERLAP = 1 << 16, 1 << 14
"""Bytes that are scanned at once for what fields may hold, and those that are scanned with the next ones too: a field with
its value, as far as a detector looks."""
PASSED_OVER = re.compile(r"[^/]\.(?:lock|sum)$|(?:^|/)package-lock\.json$")
"""Names of files that detect-secrets skips, too: lock files, of which a history has thousands of versions."""
_PASSED_ENDINGS = (".lock", ".sum", ".json")
"""How those names end: to ask for that takes a tenth of the time."""


class SuspectField(Struct, frozen=True):
    """A field in which something was seen."""

    line: FieldLine
    seen: tuple[tuple[int, str], ...]
    """For which detectors; on a line longer than `SHORT`, with the columns up to which."""


class GenericMatch(Struct, frozen=True):
    """What in a blob is worth scanning."""

    ends: tuple[tuple[int, str], ...]
    """Offsets past the last byte of a match, in the text's UTF-8, with the detector that may find something there."""
    fields: tuple[SuspectField, ...] = ()
    """What our readers find in it, as far as a detector may find something there."""
    is_structured: bool = False
    """All that is assigned in the blob is in a field, so that names and entropy are judged there."""
    is_too_large: bool = False
    """It is YAML or has sections, its fields deserve to be read, and it is larger than `LARGEST`."""
    is_partial: bool = False
    """There are more than `MOST`; what is behind them was not looked for."""


def _assigns_nothing(data: bytes | memoryview) -> bool:
    """Returns whether a small text holds nothing that INI assigns with, as most messages of commits."""
    if len(data) > _HEAD:
        return False
    head = bytes(data)
    return b"=" not in head and b":" not in head


def _starts_bare(data: bytes | memoryview) -> bool:
    """Returns whether the first line is one that no INI file can hold; megabytes without a line's end take no time."""
    if _BARE_FIRST.match(data, 0, _HEAD):
        return True
    if not _FIRST_AT_MARGIN.match(data):
        return False
    for start in range(0, len(data), _PIECE):
        line, end, _ = bytes(data[start : start + _PIECE]).partition(b"\n")
        if b"=" in line or b":" in line:
            return False
        if end:
            return True
    return False


def _with_shorter_numbers(data: bytes | memoryview) -> bytes | memoryview:
    """Returns data without the middle of numbers of thousands of digits, for which Hyperscan takes the square of their length.

    One is seen by two digits in a row among every thousandth byte.
    """
    if len(data) < 3 * _KEPT or not _IN_A_NUMBER.search(bytes(data[::_KEPT])):
        return data
    return _LONG_NUMBER.sub(lambda number: number[0][:_KEPT] + number[0][-_KEPT:], data)


def _has_sections(data: bytes | memoryview, name: str) -> bool:
    """Returns whether a file is YAML by its name, or begins with what begins a section of an INI file."""
    return name.endswith(YAML) or bytes(data[:_HEAD]).lstrip().startswith(b"[")


def _pieces(data: bytes | memoryview) -> Iterator[bytes | memoryview]:
    """Yields large data in pieces, each with the beginning of the next: in one scan, hex without end takes the square of its length."""
    for start in range(0, max(1, len(data)), _SCANNED):
        yield data[start : start + _SCANNED + _OVERLAP]


class GenericPrefilter:
    """The compiled databases of a mode. Threads may share them."""

    def __init__(self, mode: Generic) -> None:
        import hyperscan  # 12 ms

        self._terminated = hyperscan.ScanTerminated
        patterns = kept_patterns(mode)
        self.expressions = patterns.lines
        """For text as it is; whoever scans with them in a pass of its own hands the matches to `weigh`."""
        self._owners = patterns.owners
        self._deciding = patterns.deciding
        self._strings = {strings.index: strings for strings in patterns.strings}
        self._file_expressions = patterns.files

    def spot(self, data: bytes | memoryview, name: str, *, whole: bool = True) -> GenericMatch | None:
        """Returns what is worth scanning in a blob that is read as `name`; None for nothing, as in most blobs.

        What is not `whole` (a window into a larger blob) is scanned as it is.
        """
        return self.weigh(data, name, self._scan(self._lines, data), whole=whole)

    def weigh(
        self, data: bytes | memoryview, name: str, matches: Sequence[tuple[int, int]], *, whole: bool = True
    ) -> GenericMatch | None:
        """Returns the same of a blob whose `matches` of `expressions` are known already: index and end of each."""
        if name.endswith(_PASSED_ENDINGS) and PASSED_OVER.search(name):
            return None
        if bytes(data[:2]) in _WIDE_MARKS:
            from auditor.readers.text_encoding import decode  # only for bytes that are no UTF-8

            data = decode(data).text.encode("utf-8", "surrogatepass")
            matches = self._scan(self._lines, data)
        ends = self._ends(data, matches) if matches else ()
        fields: tuple[SuspectField, ...] = ()
        is_structured = is_too_large = False
        if whole and len(data) <= LARGEST and self._deserves_fields(data, name):
            fields, is_structured = self._fields_of(data, name)
        elif whole and len(data) > LARGEST and _has_sections(data, name):
            is_too_large = self._deserves_fields(data, name)
        if not ends and not fields:
            return None
        return GenericMatch(ends, fields, is_structured, is_too_large, len(matches) >= MOST)

    def _ends(self, data: bytes | memoryview, matches: Iterable[tuple[int, int]]) -> tuple[tuple[int, str], ...]:
        from auditor.generic.exact_match import confirmed  # most blobs have no match

        told = confirmed(bytes(data), matches, self._deciding)
        return tuple((end, self._owners[index]) for index, end in told)

    @cached_property
    def _lines(self) -> Database:
        return database(self.expressions)

    @cached_property
    def _files(self) -> Database:
        return database(self._file_expressions)

    @cached_property
    def _bare(self) -> Database:
        import hyperscan  # 12 ms

        return database([Expression(_BARE.pattern, hyperscan.HS_FLAG_SINGLEMATCH)])

    def _deserves_fields(self, data: bytes | memoryview, name: str) -> bool:
        """Returns whether a file is YAML by its name or could be INI, and a detector may find something in its fields."""
        # The fields of a lock file are checksums, and what is in quotes is in its lines.
        if name.endswith(YAML):
            if is_lock_file(name):
                return False
            resolved = without_escapes(data)
            return self._deserves_quotes(data) or (resolved is not None and self._deserves_quotes(resolved))
        if _assigns_nothing(data) or self._is_bare(data) or is_lock_file(name):
            return False
        return self._deserves_quotes(data)

    def deserve_no_fields(self, texts: Sequence[bytes]) -> bool:
        """Returns whether it is sure that `_deserves_fields` says no of each of some short texts, none of them YAML."""
        rest = [
            text for text in texts if (b":" in text or b"=" in text) and not (_starts_bare(text) or _BARE.search(text))
        ]
        return not rest or not self._scan(self._files, b"\n".join((*rest, b"")))

    def _is_bare(self, data: bytes | memoryview) -> bool:
        """Returns whether a line is in a file that no INI file can hold; most files show it in their first lines."""
        return bool(_starts_bare(data) or _BARE.search(data, 0, _HEAD) or self._scan(self._bare, data))

    def _deserves_quotes(self, data: bytes | memoryview) -> bool:
        """Returns whether a detector may find something in a file if every value in it had quotes."""
        if len(data) <= LARGEST and data[-1:] != b"\n":
            # A run of one length is known by what is around it, and Hyperscan combines no expressions with `$`.
            data = bytes(data) + b"\n"
        pieces = _pieces(_with_shorter_numbers(data))
        seen = {identifier for piece in pieces for identifier, _ in self._scan(self._files, piece)}
        if len(data) > _LARGE and seen:
            return True
        return bool(seen - self._strings.keys()) or any(
            holds_string(data, self._strings[identifier]) for identifier in seen
        )

    def _fields_of(self, data: bytes | memoryview, name: str) -> tuple[tuple[SuspectField, ...], bool]:
        from auditor.generic.field_lines import field_lines  # few files deserve it
        from auditor.generic.lines import BYTE_ORDER_MARK, Lines
        from auditor.readers.document import Document

        found = field_lines(Document(bytes(data).decode(errors="replace").removeprefix(BYTE_ORDER_MARK), name))
        # A value may hold line ends, which end no line here.
        joined = "\n".join(line.text.replace("\r", " ").replace("\n", " ") for line in found.lines)
        suspects = Lines(joined, "").suspects(self.spot_lines(joined))
        fields = (SuspectField(found.lines[each.number - 1], each.seen) for each in suspects)
        return tuple(fields), found.is_structured

    def spot_lines(self, text: str) -> tuple[tuple[int, str], ...]:
        """Returns the ends in the UTF-8 of a text whose lines are scanned as they are."""
        data = text.encode("utf-8", "surrogatepass")
        return self._ends(data, self._scan(self._lines, data))

    def _scan(self, compiled: Database, data: bytes | memoryview) -> list[tuple[int, int]]:
        matches: list[tuple[int, int]] = []

        def on_match(identifier: int, _start: int, end: int, _flags: int, _context: Any) -> bool:
            matches.append((identifier, end))
            return len(matches) >= MOST

        with suppress(self._terminated):
            compiled.scan(data, on_match)
        return matches


@lru_cache(maxsize=2)
def generic_prefilter_for(mode: Generic) -> GenericPrefilter:
    """Returns the prefilter of this process for a mode."""
    return GenericPrefilter(mode)
