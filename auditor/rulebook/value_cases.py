"""What rules about values judge: the table of their facts and words, and the case of one value at one place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from auditor.model.case import Case, Fact, FactTable
from auditor.model.evidence import Evidence
from auditor.model.finding import Related
from auditor.model.material import Role
from auditor.rulebook.message_words import WORDS, api_key
from auditor.rulebook.rule_wording import field_name
from auditor.rulebook.value_facts import QUESTIONS

T = TypeVar("T")

VALUE_FACTS = FactTable(
    subject="value",
    facts={name: Fact(question.type, question.doc) for name, question in QUESTIONS.items()},
    words={name: word.doc for name, word in WORDS.items()},
)


class _Answers(Mapping[str, T]):
    """Facts or words of a case, found when somebody asks: of 100 000 cases few become a finding."""

    def __init__(self, evidence: Evidence, answers: Mapping[str, Callable[[Evidence], T]]) -> None:
        self._evidence = evidence
        self._answers = answers

    def __getitem__(self, name: str) -> T:
        return self._answers[name](self._evidence)

    def __iter__(self) -> Iterator[str]:
        return iter(self._answers)

    def __len__(self) -> int:
        return len(self._answers)


_ANSWERS = {name: question.answer for name, question in QUESTIONS.items()}
_SAYINGS = {name: word.say for name, word in WORDS.items()}


def case_of(evidence: Evidence) -> Case:
    """The case of one value at one place."""
    material = evidence.material
    name = field_name(material.name)
    return Case(
        subject="value",
        facts=_Answers(evidence, _ANSWERS),
        words=_Answers(evidence, _SAYINGS),
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
    )


def _related(evidence: Evidence) -> tuple[Related, ...]:
    pairing = evidence.pairing
    if pairing.partner is None:
        return ()
    role = Role.API_KEY if pairing.is_secret else Role.API_SECRET if pairing.is_key else pairing.partner_role
    return (Related(str(role), pairing.partner),)
