from __future__ import annotations

from msgspec.structs import replace

from auditor.generic.locate import reported_once
from auditor.model.finding import Confidence, Finding, Severity, Traits
from auditor.model.location import Exposure, Location, Span

OURS = Finding(
    rule_id="BPK105",
    rule="unlabelled-key-pair",
    severity=Severity.HIGH,
    confidence=Confidence.PROVEN,
    exposure=Exposure.TRACKED,
    message="",
    location=Location("a.py", Span(2, 5, 2, 49)),
    fingerprint="0" * 32,
    remediation="",
)


def generic(*span: int, path: str = "a.py", commit: str | None = None, member: str | None = None) -> Finding:
    location = Location(path, Span(*span), commit, member)
    return replace(OURS, rule_id="BPK901", location=location, secret_type="Base64 High Entropy String")


def test_a_generic_finding_in_the_place_of_another_is_dropped() -> None:
    for span in ((2, 5, 2, 49), (2, 1, 2, 6), (2, 48, 2, 60), (1, 1, 3, 1)):
        assert reported_once([OURS, generic(*span)]) == [OURS]


def test_one_beside_it_stays() -> None:
    others = [
        generic(2, 1, 2, 5),
        generic(2, 49, 2, 60),
        generic(3, 5, 3, 49),
        generic(2, 5, 2, 49, path="b.py"),
        generic(2, 5, 2, 49, commit="c"),
        generic(2, 5, 2, 49, member="m"),
    ]
    assert reported_once([OURS, *others]) == [OURS, *others]


def test_another_product_s_credential_in_our_field_is_both() -> None:
    foreign = replace(OURS, traits=Traits(duplicates_generic=False))
    assert reported_once([foreign, generic(2, 5, 2, 49)]) == [foreign, generic(2, 5, 2, 49)]


def test_generic_findings_do_not_hide_each_other() -> None:
    twice = [generic(2, 5, 2, 49), replace(generic(2, 5, 2, 49), secret_type="Secret Keyword")]
    assert reported_once(twice) == twice
