"""Texts in the headers of gzip files: extra fields, names and comments, of each stream in a file."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.archives.archive_registry import GZIP

_HEADER_SIZE = 10
_FLAGS_AT = 3
_EXTRA, _NAME, _COMMENT, _RESERVED = 0x04, 0x08, 0x10, 0xE0


def header_texts(data: bytes) -> bytes:
    """Returns what the headers of the streams in a gzip file say, a line each.

    Where streams begin is not known without unpacking: whatever looks like a header counts as one.
    """
    pieces: list[bytes] = []
    past = 0
    for start, end in _texts(data):
        # Stretches may overlap where headers are only alike: each byte is taken once.
        if end > past:
            pieces += [data[past:end]] if start < past else [b"\n", data[start:end]]
            past = end
    return b"".join(pieces)


def _texts(data: bytes) -> Iterator[tuple[int, int]]:
    """Yields where the texts of each header begin and end, in order."""
    zeros = _Zeros(data), _Zeros(data)
    at = data.find(GZIP)
    while 0 <= at < len(data) - _HEADER_SIZE:
        flags, start = data[at + _FLAGS_AT], at + _HEADER_SIZE
        if not flags & _RESERVED and flags & (_EXTRA | _NAME | _COMMENT):
            end = start
            if flags & _EXTRA:
                end += 2 + int.from_bytes(data[end : end + 2], "little")
            for flag, following in zip((_NAME, _COMMENT), zeros, strict=True):
                if flags & flag:
                    end = following.behind(end)
            yield start, min(end, len(data))
        at = data.find(GZIP, at + 1)


class _Zeros:
    """Finds the zero that ends a text. What it found is kept, so that many headers before one zero take linear time."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._from = self._found = -1

    def behind(self, offset: int) -> int:
        """Returns the offset behind the first zero from an offset on; that of the end if there is none."""
        if not self._from <= offset <= self._found:
            found = self._data.find(b"\0", offset)
            self._from, self._found = offset, len(self._data) if found < 0 else found
        return self._found + 1
