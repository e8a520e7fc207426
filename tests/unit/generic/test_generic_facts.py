from __future__ import annotations

import pytest
from msgspec.structs import replace

from auditor.generic.generic_facts import GENERIC_FACTS, case_of
from auditor.model.batch_result import GenericHit
from auditor.model.finding import Status
from auditor.model.location import Exposure, Location, Provenance, Span
from auditor.model.material import Pragma

SPAN = Span(3, 5, 3, 45)
HIT = GenericHit(span=SPAN, secret_type="GitHub Token", detector="GitHubTokenDetector", precise=True, digest=b"d" * 16)
PLACE = Provenance("bot/.env", Exposure.TRACKED)


def test_a_case_has_every_fact_and_word_of_its_table() -> None:
    case = case_of(HIT, PLACE)
    assert case.facts.keys() == GENERIC_FACTS.facts.keys()
    assert case.words.keys() == GENERIC_FACTS.words.keys()
    types = {"string": str, "bool": bool, "int": int}
    for name, fact in GENERIC_FACTS.facts.items():
        assert type(case.facts[name]) is types[fact.type], name


def test_what_it_says_of_a_hit() -> None:
    case = case_of(replace(HIT, repeats=(Span(9, 1, 9, 2), Span(8, 1, 8, 2))), PLACE)
    assert case.facts["generic.type"] == case.secret_type == "GitHub Token"
    assert case.facts["generic.plugin"] == "GitHubTokenDetector"
    assert case.facts["generic.precise"] is True
    assert case.facts["generic.places"] == 3
    assert case.facts["place.live_config"] is True
    assert case.words["elsewhere"] == ", and 2 more times in this file"
    assert [(related.role, related.location.span.line) for related in case.related] == [("again", 9), ("again", 8)]
    assert case_of(replace(HIT, repeats=(SPAN,)), PLACE).words["elsewhere"] == ", and again in this file"


def test_many_repeats_do_not_make_a_long_report() -> None:
    many = tuple(Span(line, 1, line, 2) for line in range(100))
    assert len(case_of(replace(HIT, repeats=many), PLACE).related) == 20


def test_its_place_is_that_of_the_value() -> None:
    history = Provenance("a.py", Exposure.HISTORY, commit="c" * 40, author_date="2024-01-01T00:00:00+00:00")
    case = case_of(replace(HIT, member="x"), history)
    assert case.location == Location("a.py", SPAN, "c" * 40, "x", "2024-01-01T00:00:00+00:00")


def test_its_identity_survives_moved_lines_but_not_another_place() -> None:
    identity = case_of(HIT, PLACE).identity
    assert case_of(replace(HIT, span=Span(99, 1, 99, 2)), PLACE).identity == identity
    others = [replace(HIT, number=2), replace(HIT, secret_type="X"), replace(HIT, member="x")]
    identities = {identity, *(case_of(other, PLACE).identity for other in others)}
    assert len(identities | {case_of(HIT, replace(PLACE, path="b")).identity}) == 5


@pytest.mark.parametrize(
    ("hit", "status", "reason"),
    [
        (HIT, Status.ACTIVE, ""),
        (replace(HIT, silenced="a checksum"), Status.IGNORED, "a checksum"),
        (replace(HIT, accepted_in=("bot/.env",)), Status.BASELINED, "accepted in a detect-secrets baseline"),
        (replace(HIT, accepted_in=("other",)), Status.ACTIVE, ""),
    ],
)
def test_what_does_not_count_says_why(hit: GenericHit, status: Status, reason: str) -> None:
    case = case_of(hit, PLACE)
    assert (case.status, case.status_reason) == (status, reason)


def test_comments_are_left_to_suppression() -> None:
    pragma = Pragma("gitleaks:allow")
    case = case_of(replace(HIT, pragmas=(pragma,)), PLACE)
    assert case.pragmas == (pragma,)
    assert case.status is Status.ACTIVE
