"""Tells what a report over many repositories and buckets says of each of them, and of what crosses between them."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from auditor.model.location import Reach

TargetState = Literal["read", "partial", "failed", "not run"]
"""`read`: all of it. `partial`: some of it could not be read. `failed`: nothing could. `not run`: planned, and no more."""


class TargetRow(Struct, frozen=True, kw_only=True):
    """One repository or bucket."""

    target: str
    kind: Literal["git", "files", "objects", "none"]
    state: TargetState
    reason: str = ""
    """Why it was not read whole; the first of several reasons."""
    units: int = 0
    units_read: int = 0
    blobs: int = 0
    commits: int = 0
    bytes: int = 0
    critical: int = 0
    high: int = 0
    medium: int = 0
    low: int = 0
    info: int = 0
    suppressed: int = 0
    reach: Reach | None = None
    """The farthest reach of a secret with an active finding; None where there is none."""


class CrossPair(Struct, frozen=True, kw_only=True):
    """An API key and its secret that are not in the same repositories: proven, and found only by joining them."""

    api_key: str | None
    """In base64; None where it is not proven to be public."""
    secret_in: tuple[str, ...]
    """The targets that hold the secret."""
    key_in: tuple[str, ...]
    """The targets that hold the API key."""


class FleetView(Struct, frozen=True, kw_only=True):
    """The fleet part of a report."""

    targets: tuple[TargetRow, ...] = ()
    """Sorted by name."""
    across: tuple[CrossPair, ...] = ()
    """Sorted by the targets of the secrets."""

    @property
    def complete(self) -> bool:
        """Whether every target was read whole."""
        return all(row.state == "read" for row in self.targets)
