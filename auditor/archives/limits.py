"""How much may be read of one container: what nobody packs but an attacker stops the reading, in bounded memory."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

_MEGABYTE = 1 << 20
_PIECE = _MEGABYTE
"""Bytes that are unpacked at once."""


class Limits(Struct, frozen=True):
    """What may be read of one blob and of everything nested in it. Sizes are unpacked bytes."""

    depth: int = 3
    """Archives within archives; a notebook, workbook or database in the innermost is still opened."""
    members: int = 50_000
    member_bytes: int = 64 * _MEGABYTE
    """Of a larger member only the start is read."""
    total_bytes: int = 512 * _MEGABYTE
    ratio: int = 200
    """Unpacked to packed bytes, beyond which a blob is a decompression bomb. Logs and tables reach 30, seldom 100."""
    free_bytes: int = 64 * _MEGABYTE
    """Below this no ratio is suspicious."""


class ExhaustedError(Exception):
    """A limit was reached; the message is the reason for the report."""


class Budget:
    """What is left of the limits of one blob."""

    def __init__(self, limits: Limits, size: int) -> None:
        self.limits = limits
        self._allowed = min(limits.total_bytes, max(limits.free_bytes, limits.ratio * size))
        self._bytes = self._allowed
        self._members = limits.members

    def count(self) -> None:
        """Accounts for one member.

        Raises:
            ExhaustedError: there were too many.
        """
        self._members -= 1
        if self._members < 0:
            raise ExhaustedError(f"holds more than {self.limits.members:,} members; the rest was not read")

    def take(self, size: int) -> None:
        """Accounts for unpacked bytes, or for work that grows with them.

        Raises:
            ExhaustedError: there were too many.
        """
        self._bytes -= size
        if self._bytes >= 0:
            return
        reason = f"unpacks to more than {self._allowed // _MEGABYTE:,} MB"
        if self._allowed < self.limits.total_bytes:
            raise ExhaustedError(f"{reason}, far more than its size explains (a decompression bomb?); reading stopped")
        raise ExhaustedError(f"{reason}; the rest was not read")

    def read(self, read: Callable[[int], bytes]) -> tuple[bytes, bool]:
        """All that `read` gives up to the size of a member, and whether there was more."""
        pieces: list[bytes] = []
        left = self.limits.member_bytes
        while left and (piece := read(min(_PIECE, left))):
            self.take(len(piece))
            pieces.append(piece)
            left -= len(piece)
        return b"".join(pieces), not left and bool(read(1))
