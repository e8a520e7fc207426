"""Where the generic secrets of a scope stand: every hit at every place of its blob, versions of a file counted once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from auditor.model.generic_hit import GenericHit
from auditor.model.location import Exposure, Provenance
from auditor.model.scan_result import BlobResult
from auditor.model.trace import Trace


class Placed(NamedTuple):
    """A hit at one of the places of its blob."""

    hit: GenericHit
    provenance: Provenance
    trace: Trace | None = None
    """How far it got and since when; None where only its own place counts."""


def placed(examined: Iterable[BlobResult], provenances: Mapping[str, tuple[Provenance, ...]]) -> tuple[Placed, ...]:
    """The hits with their places, sorted. Of a value that many versions of a file hold, the first commit counts."""
    found: dict[object, Placed] = {}
    for blob in examined:
        for provenance in provenances.get(blob.key, ()):
            for hit in blob.generic:
                identity = _identity(hit, provenance)
                one = Placed(hit, provenance)
                found[identity] = min(found.get(identity, one), one, key=_age)
    return tuple(
        sorted(
            found.values(), key=lambda each: (each.provenance.path, each.hit.member or "", each.hit.span, _age(each))
        )
    )


def _identity(hit: GenericHit, provenance: Provenance) -> object:
    where = (provenance.path, hit.member, hit.secret_type)
    return (*where, hit.digest) if provenance.exposure is Exposure.HISTORY else (*where, hit.span, hit.digest)


def _age(one: Placed) -> tuple[object, ...]:
    return (one.provenance.order, one.provenance.commit or "", one.hit.span)
