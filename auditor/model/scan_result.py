"""What a worker answers: facts about blobs, small, picklable and free of plaintext."""

from __future__ import annotations

from msgspec import Struct

from auditor.model.generic_hit import GenericHit
from auditor.model.material import Caller, Material
from auditor.model.report import Skipped


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
    """Keys of blobs in which nothing is worth scanning whatever their name is; asked for by sources with a cache."""
