"""How many secrets stand where they belong."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.model.evidence import Evidence
from auditor.model.location import Reach
from auditor.model.report import InPlace
from auditor.model.scan_result import identity_of
from auditor.rulebook.secrecy import secrecy_of


def in_place(evidence: Iterable[Evidence]) -> InPlace:
    """Returns the secrets that got no farther than a credential store that only its owner can read, each once."""
    pairs: dict[bytes, bool] = {}
    for one in evidence:
        if one.reach is Reach.OWNER and not one.material.published and secrecy_of(one) != "none":
            identity = identity_of(one.material)
            pairs[identity] = pairs.get(identity, False) or one.pairing.is_secret
    return InPlace(pairs=sum(pairs.values()), secrets=len(pairs))
