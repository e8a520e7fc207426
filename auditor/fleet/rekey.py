"""Tells what a record keeps in place of tokens, digests and public keys: names and sealed bytes under the fleet key."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from auditor.fleet.fleet_key import FleetKey
from auditor.model.batch_result import BlobResult, GenericHit
from auditor.model.material import Material


def rekeyed(blobs: Iterable[BlobResult], key: FleetKey) -> tuple[BlobResult, ...]:
    """Returns what was found as a record holds it."""
    return tuple(
        replace(
            blob,
            materials=tuple(_material(one, key) for one in blob.materials),
            generic=tuple(_hit(one, key) for one in blob.generic),
        )
        for blob in blobs
    )


def opened(blobs: Iterable[BlobResult], key: FleetKey) -> tuple[BlobResult, ...]:
    """Returns what a record holds with its public keys; tokens and digests stay names, which join as well.

    Raises:
        UsageError: the record was written under another key.
    """
    return tuple(replace(blob, materials=tuple(_opened(one, key) for one in blob.materials)) for blob in blobs)


def _material(material: Material, key: FleetKey) -> Material:
    return replace(
        material,
        public_key=key.seal(material.public_key) if material.public_key else None,
        token=key.name(material.token) if material.token else None,
        public_key_token=key.name(material.public_key_token) if material.public_key_token else None,
        digest=key.name(material.digest) if material.digest else b"",
    )


def _opened(material: Material, key: FleetKey) -> Material:
    return replace(material, public_key=key.open(material.public_key)) if material.public_key else material


def _hit(hit: GenericHit, key: FleetKey) -> GenericHit:
    return replace(hit, digest=key.name(hit.digest) if hit.digest else b"")
