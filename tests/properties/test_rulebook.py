"""What is remembered between cases never changes what is said of them."""

from __future__ import annotations

import string
from functools import cache
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.model.evidence import Evidence, Pairing
from auditor.model.finding import Finding
from auditor.model.location import Exposure, Location, Provenance, Span
from auditor.model.material import Context, Encoding, Flaw, Kind, Material, Role
from auditor.resources import builtin_rules
from auditor.rulebook.pack import open_pack
from auditor.rulebook.rule import RuleText
from auditor.rulebook.rule_library import Library
from auditor.rulebook.rulebook import RuleBook
from auditor.rulebook.value_facts import VALUE_FACTS, case_of

paths = st.sampled_from(["a", ".env", "tests/a.py", "Dockerfile", ".github/workflows/ci.yml", "docs/x.md"])
roles = st.sampled_from(Role)


@st.composite
def evidence(draw: st.DrawFn) -> Evidence:
    line = draw(st.integers(1, 3))
    span = Span(line, 1, line, 45)
    path = draw(paths)
    flags = draw(st.tuples(*[st.booleans()] * 8))
    return Evidence(
        material=Material(
            span=span,
            name=draw(st.sampled_from(["", "SECRET", "BACKPACK_API_KEY"])),
            path=tuple(draw(st.lists(st.sampled_from(["data", "build", "env"]), max_size=2))),
            role=draw(roles),
            context=draw(st.sampled_from(Context)),
            kind=draw(st.sampled_from(Kind)),
            encoding=draw(st.sampled_from(Encoding)),
            flaws=tuple(draw(st.lists(st.sampled_from(Flaw), max_size=2))),
            public_key=draw(st.sampled_from([None, bytes(32), b"\x07" * 32])),
            is_point=flags[0],
            is_weak_point=flags[1],
            weak_seed="all bytes are zero" if flags[2] else "",
            published="a guide" if flags[3] else "",
            client_bundle=flags[4],
        ),
        location=Location(path, span),
        provenance=Provenance(path, draw(st.sampled_from(Exposure)), mode=draw(st.sampled_from([None, 0o600, 0o644]))),
        pairing=Pairing(
            is_secret=flags[5],
            is_key=flags[6],
            same_value=flags[7],
            partner=draw(st.sampled_from([None, Location("b", span)])),
            partner_role=draw(roles).value,
            partner_context=draw(st.sampled_from(Context)),
            swapped=draw(st.booleans()),
            mismatched=draw(st.booleans()),
            key_elsewhere=draw(st.booleans()),
        ),
    )


@cache
def shared_book() -> RuleBook:
    """Our rules about values, remembering over all examples of a test."""
    return fresh_book()


def fresh_book() -> RuleBook:
    return RuleBook(Library([open_pack(builtin_rules())], [VALUE_FACTS]))


def evaluation(book: RuleBook, given_evidence: list[Evidence]) -> list[Finding]:
    return book.judge(case_of(one) for one in given_evidence)


@given(st.lists(evidence(), max_size=6))
@settings(max_examples=25)
def test_a_book_that_has_seen_much_says_what_a_fresh_one_says(cases: list[Evidence]) -> None:
    assert evaluation(shared_book(), cases) == evaluation(fresh_book(), cases)


@given(st.lists(evidence(), max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_the_evidence_changes_nothing(cases: list[Evidence], random: Random) -> None:
    shuffled = list(cases)
    random.shuffle(shuffled)
    assert evaluation(shared_book(), shuffled) == evaluation(shared_book(), cases)


@given(st.lists(evidence(), max_size=6))
def test_one_place_has_at_most_one_leak_finding(cases: list[Evidence]) -> None:
    leaks = [
        finding.location for finding in evaluation(shared_book(), cases) if "BPK101" <= finding.rule_id <= "BPK106"
    ]
    assert len(leaks) == len(set(leaks))


@given(st.lists(evidence(), max_size=6))
def test_where_git_ignores_the_file_nothing_leaks(cases: list[Evidence]) -> None:
    for finding in evaluation(shared_book(), cases):
        if finding.exposure is Exposure.IGNORED:
            assert not "BPK101" <= finding.rule_id <= "BPK105"
            assert not finding.rule_id.startswith("BPK7")


@given(evidence())
def test_an_api_key_alone_is_no_finding(one: Evidence) -> None:
    material = one.material
    alone = Evidence(
        material=Material(
            span=material.span,
            name=material.name,
            role=Role.API_KEY,
            context=material.context,
            kind=Kind.ED25519,
            encoding=Encoding.BASE64,
            public_key=material.public_key,
            is_point=True,
        ),
        location=one.location,
        provenance=one.provenance,
    )
    assert evaluation(shared_book(), [alone]) == []


@given(
    st.text(string.printable + "é日𝄞", max_size=40).filter(str.strip),
    st.sampled_from(["'", '"', "|", ">"]),
    st.integers(20, 200),
)
def test_offsets_point_at_the_characters_that_they_stand_for(text: str, style: str, width: int) -> None:
    import yaml  # only here

    document = yaml.safe_dump({"when": text}, default_style=style, width=width, allow_unicode=True)
    node = yaml.compose(document, Loader=yaml.SafeLoader)
    assert isinstance(node, yaml.MappingNode)
    scalar = node.value[0][1]
    offsets = RuleText("r", document).offsets(scalar.value, scalar.start_mark.index)
    for character, at in zip(scalar.value, offsets, strict=False):
        if not character.isspace():
            assert document[at] in (character, "\\")
