"""Tells what a worker returns: what was found in each blob, and by what two finds are the same."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from auditor.model.excerpt import Excerpt
from auditor.model.location import Span
from auditor.model.material import Caller, Material, Pragma
from auditor.model.report import Skipped
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


class BlobResult(Struct, frozen=True, kw_only=True):
    """A blob in which something was found."""

    key: str
    """The `Item.key` of its source."""
    name: str
    """The path by which it was read."""
    materials: tuple[Material, ...] = ()
    generic: tuple[GenericHit, ...] = ()


class BatchResult(Struct, frozen=True, kw_only=True):
    """The answer to a batch of items."""

    examined: tuple[BlobResult, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    blobs: int = 0
    """Blobs that were read."""
    unread: int = 0
    """Blobs that could not be read, each with its reason in `skipped`; what is unusual about those read is there too."""
    bytes: int = 0
    callers: tuple[Caller, ...] = ()
    """The blobs that call the exchange, which is context for everyday names in their project."""
    empty: tuple[str, ...] = ()
    """The records (`sources.empty_blobs`) of blobs that were read to their end and gave nothing, not even a note; only where
    the source has a cache for them."""
    excerpts: tuple[tuple[str, Span, Excerpt], ...] = ()
    """The masked lines of what was found: the key of the blob, where the value is, and its line."""


def identity_of(material: Material) -> bytes:
    """Returns the derived public key of a value, else a digest; empty where it has none of them (a host)."""
    return material.public_key or material.token or material.digest


def identity_of_hit(hit: GenericHit) -> bytes:
    """Returns the keyed digest of another product's secret, apart from those of other types."""
    return hit.secret_type.encode() + b"\0" + hit.digest if hit.digest else b""


def identities(blob: BlobResult) -> frozenset[bytes]:
    """Returns the identities of all values of a blob."""
    return frozenset((*map(identity_of, blob.materials), *map(identity_of_hit, blob.generic)))
