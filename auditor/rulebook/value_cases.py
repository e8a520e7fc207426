"""What rules about values judge: the table of their facts and words, and the case of one value at one place."""

from __future__ import annotations

from auditor.model.case import Case
from auditor.model.evidence import Evidence
from auditor.model.finding import Related
from auditor.model.material import Role
from auditor.model.trace import Trace
from auditor.rulebook.fact_dsl import FactSet, fact_table
from auditor.rulebook.message_words import WORDS, api_key
from auditor.rulebook.path_facts import inner_path
from auditor.rulebook.place_facts import place_facts
from auditor.rulebook.rule_wording import field_name
from auditor.rulebook.value_facts import QUESTIONS

_VALUE = FactSet(QUESTIONS, WORDS)
_PLACE: FactSet[Evidence] = place_facts(
    lambda e: e.provenance, lambda e: e.location.path, lambda e: inner_path(e.location)
)
_ALL = FactSet({**_VALUE.sources, **_PLACE.sources}, {**_VALUE.placeholders, **_PLACE.placeholders})
VALUE_FACTS = fact_table("value", _ALL)


def case_of(evidence: Evidence) -> Case:
    """The case of one value at one place."""
    material = evidence.material
    name = field_name(material.name)
    return Case(
        subject="value",
        facts=_ALL.lazy_facts(evidence),
        words=_ALL.words(evidence),
        location=evidence.location,
        exposure=evidence.provenance.exposure,
        related=_related(evidence),
        field=name,
        api_key=api_key(evidence),
        identity=material.public_key.hex()
        if material.public_key
        else f"{evidence.location.path}|{name}|{material.kind}",
        digest=b"" if material.public_key else material.digest,
        pragmas=material.pragmas,
        trace=evidence.trace or Trace(reach=evidence.reach),
    )


def _related(evidence: Evidence) -> tuple[Related, ...]:
    pairing = evidence.pairing
    if pairing.partner is None:
        return ()
    role = Role.API_KEY if pairing.is_secret else Role.API_SECRET if pairing.is_key else pairing.partner_role
    return (Related(str(role), pairing.partner),)
