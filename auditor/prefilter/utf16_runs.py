"""Finds a value's characters with a NUL behind each, as UTF-16 of either byte order has them.

Hyperscan tries such an expression at every NUL: 75 ms for 1 MB of zeros, and more for UTF-16. This takes 2 ms, and nothing
where there is no NUL.
"""

from __future__ import annotations

_CHARACTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-"
_RUN = b"A\0" * 42
"""A run of 42 characters in `_KINDS`: one less than a key has, for the byte order."""
_KINDS = bytes(ord("A") if byte in _CHARACTERS else byte for byte in range(256))
"""What each byte is: `A` for any character of a value, else itself."""
_PIECE = 1 << 20
"""Bytes that are copied at once; the next piece overlaps by a run."""


def holds_wide_run(data: bytes | memoryview) -> bool:
    """Returns whether 42 characters of base64 or base64url in a row are in some bytes, each with a NUL behind it."""
    if len(data) <= _PIECE:
        return _holds(bytes(data))
    size = _PIECE + len(_RUN)
    return any(_holds(bytes(data[start : start + size])) for start in range(0, len(data), _PIECE))


def _holds(piece: bytes) -> bool:
    if b"\0" not in piece:
        return False
    kinds = piece.translate(_KINDS)
    return b"A" in kinds and _RUN in kinds  # Megabytes of zeros have neither.
