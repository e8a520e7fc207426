"""What makes two values one secret, in whatever file, encoding or line they stand."""

from __future__ import annotations

from auditor.model.generic_hit import GenericHit
from auditor.model.material import Material
from auditor.model.scan_result import BlobResult


def identity_of(material: Material) -> bytes:
    """Returns the derived public key of a value, else a digest; empty where it has none of them (a host)."""
    return material.public_key or material.token or material.digest


def identity_of_hit(hit: GenericHit) -> bytes:
    """Returns the keyed digest of another product's secret, apart from those of other types."""
    return hit.secret_type.encode() + b"\0" + hit.digest if hit.digest else b""


def identities(blob: BlobResult) -> frozenset[bytes]:
    """Returns the identities of all values of a blob."""
    return frozenset((*map(identity_of, blob.materials), *map(identity_of_hit, blob.generic)))
