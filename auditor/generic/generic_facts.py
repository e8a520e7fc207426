"""Tells what rules about generic secrets may ask and say: the facts and words of one hit at one place, and its case."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from auditor.model.batch_result import GenericHit
from auditor.model.case import Case, FactValue
from auditor.model.finding import Related, Status, Trace
from auditor.model.location import Location, Provenance, Span
from auditor.rulebook.fact_dsl import FactSet, FactSource, Placeholder, fact_table
from auditor.rulebook.location_facts import place_facts

_BASELINE = "accepted in a detect-secrets baseline"
_MOST_RELATED = 20
"""Other places of a value that a finding names; more would only make the report long."""


class _Sighting(NamedTuple):
    """What is asked and said of a hit at one of the places of its blob; the same for many hits."""

    secret_type: str
    detector: str
    precise: bool
    locations: int
    provenance: Provenance


_QUESTIONS: Mapping[str, FactSource[_Sighting]] = {
    "generic.type": FactSource(
        "string", "What the detect-secrets plugin calls the secret: `AWS Access Key`.", lambda s: s.secret_type
    ),
    "generic.plugin": FactSource("string", "The plugin's class: `AWSKeyDetector`.", lambda s: s.detector),
    "generic.precise": FactSource(
        "bool", "The plugin knows the form of its secrets; it does not judge names or entropy.", lambda s: s.precise
    ),
    "generic.places": FactSource("int", "How often the value is in the file, from 1.", lambda s: s.locations),
}
_WORDS: Mapping[str, Placeholder[_Sighting]] = {
    "type": Placeholder("What the plugin calls the secret.", lambda s: s.secret_type),
    "plugin": Placeholder("The plugin's class.", lambda s: s.detector),
    "elsewhere": Placeholder(
        "How often it is in the file again, as the end of a sentence; or empty.", lambda s: _again(s.locations - 1)
    ),
}

_PLACE: FactSet[_Sighting] = place_facts(
    lambda s: s.provenance, lambda s: s.provenance.path, lambda s: s.provenance.path
)
_ALL = FactSet({**_QUESTIONS, **_PLACE.sources}, {**_WORDS, **_PLACE.placeholders})
GENERIC_FACTS = fact_table("generic", _ALL)


def case_of(hit: GenericHit, provenance: Provenance, trace: Trace | None = None) -> Case:
    """Returns the case of one hit at one of the places of its blob.

    Its identity is made of words that stay when lines move: the path, the type, and the how-manieth of its type in the
    file. Whether it is the value that a baseline accepted, `digest` says.
    """
    sighting = _Sighting(hit.secret_type, hit.detector, hit.precise, 1 + len(hit.repeats), provenance)
    number = f"|{hit.number}" if hit.number > 1 else ""
    accepted = provenance.path in hit.accepted_in
    return Case(
        subject="generic",
        facts=_facts(sighting),
        words=_ALL.words(sighting),
        location=_place(hit, provenance, hit.span),
        exposure=provenance.exposure,
        related=tuple(Related("again", _place(hit, provenance, span)) for span in hit.repeats[:_MOST_RELATED]),
        identity=f"{provenance.path}|{hit.member or ''}|{hit.secret_type}{number}",
        digest=hit.digest,
        pragmas=hit.pragmas,
        secret_type=hit.secret_type,
        trace=trace or Trace(reach=provenance.reach),
        status=Status.IGNORED if hit.silenced else Status.BASELINED if accepted else Status.ACTIVE,
        status_reason=hit.silenced or (_BASELINE if accepted else ""),
    )


@lru_cache(maxsize=1024)
def _facts(sighting: _Sighting) -> Mapping[str, FactValue]:
    return _ALL.facts(sighting)


def _place(hit: GenericHit, provenance: Provenance, span: Span) -> Location:
    return Location(provenance.path, span, provenance.commit, hit.member, provenance.author_date, provenance.target)


def _again(count: int) -> str:
    if not count:
        return ""
    return f", and {count} more times in this file" if count > 1 else ", and again in this file"
