"""What rules about generic secrets may ask and say: the facts and words of one hit at one place, and its case."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from auditor.model.case import Case, Fact, FactTable, FactType, FactValue
from auditor.model.finding import Related, Status
from auditor.model.generic_hit import GenericHit
from auditor.model.location import Exposure, Location, Provenance, Span
from auditor.rulebook import rule_wording
from auditor.rulebook.path_facts import path_facts

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


class _Question(NamedTuple):
    """A fact and where it comes from."""

    type: FactType
    doc: str
    answer: Callable[[_Sighting], FactValue]


class _Word(NamedTuple):
    """A word and where it comes from."""

    doc: str
    say: Callable[[_Sighting], str]


_QUESTIONS: Mapping[str, _Question] = {
    "generic.type": _Question(
        "string", "What the detect-secrets plugin calls the secret: `AWS Access Key`.", lambda s: s.secret_type
    ),
    "generic.plugin": _Question("string", "The plugin's class: `AWSKeyDetector`.", lambda s: s.detector),
    "generic.precise": _Question(
        "bool", "The plugin knows the form of its secrets; it does not judge names or entropy.", lambda s: s.precise
    ),
    "generic.places": _Question("int", "How often the value stands in the file, from 1.", lambda s: s.locations),
    "place.exposure": _Question(
        "string",
        "How the file could reach other people: tracked, staged, history, untracked, ignored or unversioned.",
        lambda s: s.provenance.exposure.value,
    ),
    "place.exposed": _Question(
        "bool", "Every exposure but ignored.", lambda s: s.provenance.exposure is not Exposure.IGNORED
    ),
    "place.path": _Question("string", "The path from the root, with `/`.", lambda s: s.provenance.path),
    "place.name": _Question("string", "The file's own name.", lambda s: path_facts(s.provenance.path).name),
    "place.documentation": _Question(
        "bool",
        "Documentation, a test or an example, by its path.",
        lambda s: path_facts(s.provenance.path).documentation,
    ),
    "place.live_config": _Question(
        "bool",
        "A file that holds credentials on purpose, by its name, and is no template of one.",
        lambda s: path_facts(s.provenance.path).live_config,
    ),
    "place.purpose": _Question(
        "string",
        "What the file is for: image-build (a Dockerfile), compose, ci, or empty.",
        lambda s: path_facts(s.provenance.path).purpose,
    ),
    "place.in_tree": _Question(
        "bool", "The file still stands like this in the tree today.", lambda s: s.provenance.in_tree
    ),
}
_WORDS: Mapping[str, _Word] = {
    "type": _Word("What the plugin calls the secret.", lambda s: s.secret_type),
    "plugin": _Word("The plugin's class.", lambda s: s.detector),
    "path": _Word("The path of the file.", lambda s: s.provenance.path),
    "where": _Word(
        "How the file is exposed, as the end of a sentence.", lambda s: rule_wording.whereabouts(s.provenance)
    ),
    "cleaning": _Word(
        "How to take the value out of there, as a sentence.", lambda s: rule_wording.cleaning(s.provenance)
    ),
    "elsewhere": _Word(
        "How often it stands in the file again, as the end of a sentence; or empty.", lambda s: _again(s.locations - 1)
    ),
}

GENERIC_FACTS = FactTable(
    subject="generic",
    facts={name: Fact(question.type, question.doc) for name, question in _QUESTIONS.items()},
    words={name: word.doc for name, word in _WORDS.items()},
)


class _Words(Mapping[str, str]):
    """The words of a case, said when a message asks."""

    def __init__(self, sighting: _Sighting) -> None:
        self._sighting = sighting

    def __getitem__(self, name: str) -> str:
        return _WORDS[name].say(self._sighting)

    def __iter__(self) -> Iterator[str]:
        return iter(_WORDS)

    def __len__(self) -> int:
        return len(_WORDS)


def case_of(hit: GenericHit, provenance: Provenance) -> Case:
    """The case of one hit at one of the places of its blob.

    Its identity is made of words that stay when lines move: the path, the type, and the how-manieth of its type in the
    file. Whether it is the value that a baseline accepted, `digest` says.
    """
    sighting = _Sighting(hit.secret_type, hit.detector, hit.precise, 1 + len(hit.repeats), provenance)
    number = f"|{hit.number}" if hit.number > 1 else ""
    accepted = provenance.path in hit.accepted_in
    return Case(
        subject="generic",
        facts=_facts(sighting),
        words=_Words(sighting),
        location=_place(hit, provenance, hit.span),
        exposure=provenance.exposure,
        related=tuple(Related("again", _place(hit, provenance, span)) for span in hit.repeats[:_MOST_RELATED]),
        identity=f"{provenance.path}|{hit.member or ''}|{hit.secret_type}{number}",
        digest=hit.digest,
        pragmas=hit.pragmas,
        secret_type=hit.secret_type,
        status=Status.IGNORED if hit.silenced else Status.BASELINED if accepted else Status.ACTIVE,
        status_reason=hit.silenced or (_BASELINE if accepted else ""),
    )


@lru_cache(maxsize=1024)
def _facts(sighting: _Sighting) -> Mapping[str, FactValue]:
    return {name: question.answer(sighting) for name, question in _QUESTIONS.items()}


def _place(hit: GenericHit, provenance: Provenance, span: Span) -> Location:
    return Location(provenance.path, span, provenance.commit, hit.member, provenance.author_date)


def _again(count: int) -> str:
    if not count:
        return ""
    return f", and {count} more times in this file" if count > 1 else ", and again in this file"
