"""Tells which lines of a blob deserve detect-secrets' look: Hyperscan passes, of which most blobs see one."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import cached_property, lru_cache
from typing import Any

from msgspec import Struct

from auditor.generic.availability import plugins_digest
from auditor.generic.detector_patterns import Patterns
from auditor.generic.transformers import hides_text, holds_string, is_yaml, originals
from auditor.model.request import Generic
from auditor.prefilter.database import Database, Expression, database
from auditor.storage import cache


@lru_cache(maxsize=2)
def kept_patterns(mode: Generic) -> Patterns:
    """Returns the expressions for the detectors of a mode, from the user's cache directory under `plugins_digest`.

    detect-secrets must be there (`availability.unavailable`).
    """

    def derived() -> Patterns:
        from auditor.generic.build_patterns import derived_patterns  # imports detect-secrets

        return derived_patterns(mode)

    return cache.kept(f"generic-{mode.value}", plugins_digest(), Patterns, derived)


_LARGE = 1 << 20
"""Bytes beyond which no entropy is counted: a file of that size is hardly ever rewritten (`bounds`)."""
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
MOST = 200_000
"""Matches in one blob: a few seconds' work for the detectors."""

_MARGIN = rb"[^\s\x1c-\x1f\x80-\xff#;\[=:]"
_FIRST_AT_MARGIN = re.compile(_MARGIN)
_BARE = re.compile(rb"\n" + _MARGIN + rb"[^=:\n]*\n")
"""A line that no INI file can hold: it begins at its margin, is no section or comment, and assigns nothing."""
_PIECE = 1 << 16
"""Bytes of a first line that are scanned at once."""
_HEAD = 4096


class GenericMatch(Struct, frozen=True):
    """What in a blob is worth scanning."""

    ends: tuple[tuple[int, str], ...]
    """Offsets past the last byte of a match, in the text's UTF-8, with the detector that may find something there."""
    rewritten: bool = False
    """The blob may become other lines (YAML, INI), and a detector may find something there."""
    is_partial: bool = False
    """There are more than `MOST`; what is behind them was not looked for."""


def _starts_bare(data: bytes | memoryview) -> bool:
    """Returns whether the first line is one that no INI file can hold; megabytes without a line's end take no time."""
    if not _FIRST_AT_MARGIN.match(data):
        return False
    for start in range(0, len(data), _PIECE):
        line, end, _ = bytes(data[start : start + _PIECE]).partition(b"\n")
        if b"=" in line or b":" in line:
            return False
        if end:
            return True
    return False


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
        if bytes(data[:2]) in _WIDE_MARKS:
            from auditor.readers.text_encoding import decode  # only for bytes that are no UTF-8

            data = decode(data).text.encode("utf-8", "surrogatepass")
            matches = self._scan(self._lines, data)
        ends = self._ends(data, matches) if matches else ()
        is_rewritten = whole and self._is_rewritten(data, name, told=bool(ends))
        return GenericMatch(ends, is_rewritten, len(matches) >= MOST) if ends or is_rewritten else None

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

    def _is_rewritten(self, data: bytes | memoryview, name: str, *, told: bool) -> bool:
        """Returns whether a file is YAML by name or could be INI, and a detector may find something in what becomes of it.

        If anything is `told` of its lines as they stand, they are not what detect-secrets would look at.
        """
        if is_yaml(name):
            if hides_text(data, name):
                return True
            return self._deserves_rewriting(data, name) and (told or self._is_told(data, name))
        if self._is_bare(data) or not (hides_text(data, name) or self._deserves_rewriting(data, name)):
            return False
        return told or self._is_told(data, name)

    def _is_bare(self, data: bytes | memoryview) -> bool:
        """Returns whether a line is in a file that no INI file can hold; most files show it in their first lines."""
        return bool(_starts_bare(data) or _BARE.search(data, 0, _HEAD) or self._scan(self._bare, data))

    def _deserves_rewriting(self, data: bytes | memoryview, name: str) -> bool:
        for text in originals(data, name):
            seen = {identifier for identifier, _ in self._scan(self._files, text)}
            if len(data) > _LARGE and seen:
                return True
            if seen - self._strings.keys() or any(holds_string(text, self._strings[identifier]) for identifier in seen):
                return True
        return False

    def _is_told(self, data: bytes | memoryview, name: str) -> bool:
        if len(data) > _LARGE:
            return True
        from auditor.generic.transformed_lines import ini_lines, yaml_lines  # few files become other lines

        lines_of = yaml_lines if is_yaml(name) else ini_lines
        lines = lines_of(bytes(data).decode(errors="replace"))
        return lines is None or bool(self.spot_lines("\n".join(lines)))

    def spot_lines(self, text: str) -> tuple[tuple[int, str], ...]:
        """Returns the ends in the UTF-8 of a text whose lines are scanned as they stand."""
        data = text.encode("utf-8", "surrogatepass")
        return self._ends(data, self._scan(self._lines, data))

    def _scan(self, compiled: Database, data: bytes | memoryview) -> list[tuple[int, int]]:
        matches: list[tuple[int, int]] = []

        def on_match(identifier: int, _start: int, end: int, _flags: int, _context: Any) -> bool:  # noqa: ANN401
            matches.append((identifier, end))
            return len(matches) >= MOST

        with suppress(self._terminated):
            compiled.scan(data, on_match)
        return matches


@lru_cache(maxsize=2)
def generic_prefilter_for(mode: Generic) -> GenericPrefilter:
    """Returns the prefilter of this process for a mode."""
    return GenericPrefilter(mode)
