"""A generic secret as it leaves a worker: where and what kind, never the value."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from auditor.model.location import Span
from auditor.model.material import Pragma
from auditor.model.request import Generic

Accepted = Mapping[tuple[str, str], tuple[str, ...]]
"""What a `.secrets.baseline` accepts: the paths, by secret type and SHA-1 of the value in hex."""


class GenericOptions(Struct, frozen=True, eq=False):
    """What a run looks for next to Backpack's secrets."""

    mode: Generic
    accepted: Accepted = {}


class GenericHit(Struct, frozen=True, kw_only=True):
    """What one detector found in one blob: one value, at its first place and at all others."""

    span: Span
    secret_type: str
    """The plugin's own words for what it finds (`AWS Access Key`)."""
    detector: str
    """The plugin's class (`AWSKeyDetector`)."""
    precise: bool
    """Whether the detector knows the form of its secrets, rather than judging names or entropy."""
    number: int = 1
    """Counts the values of one type in the blob, from 1, in the order of their first places."""
    repeats: tuple[Span, ...] = ()
    """The other places of the value, or of values that the detector takes for the same."""
    digest: bytes
    """Keyed digest of the value (`material.digest`)."""
    accepted_in: tuple[str, ...] = ()
    """The paths at which a `.secrets.baseline` accepts the value. No unkeyed hash leaves the worker."""
    silenced: str = ""
    """Why it is no secret although the detector took it for one (`a checksum in a lock file`)."""
    pragmas: tuple[Pragma, ...] = ()
    """Inline comments that apply to the first place."""
    member: str | None = None
    """Path inside a container."""
