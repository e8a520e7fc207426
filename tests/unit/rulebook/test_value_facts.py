"""The facts, words and identity of a value at a place."""

from __future__ import annotations

import base64
import json
import os
import subprocess
from pathlib import Path

import pytest
from rulebook_examples import evidence

from auditor.classification.sample_keys import specimen
from auditor.model.evidence import Pairing
from auditor.model.location import Exposure, Location, Provenance, Span
from auditor.model.material import Context, Encoding, Kind, Role
from auditor.rulebook import rule_wording
from auditor.rulebook.value_facts import VALUE_FACTS, case_of

TYPES = {"string": str, "int": int, "bool": bool, "list(string)": list}
PARTNER = Location("README.md", Span(7, 1, 7, 45))


def test_every_fact_has_a_value_of_its_type_and_a_sentence() -> None:
    facts = case_of(evidence()).facts
    assert set(facts) == set(VALUE_FACTS.facts)
    for name, fact in VALUE_FACTS.facts.items():
        assert type(facts[name]) is TYPES[fact.type], name
        assert fact.doc.endswith("."), name


def test_every_word_says_something_and_never_the_secret() -> None:
    one = evidence(pairing=Pairing(is_secret=True, partner=PARTNER, partner_role="api_key"))
    words = case_of(one).words
    assert set(words) == set(VALUE_FACTS.words)
    said = json.dumps({**words, **case_of(one).facts, "identity": case_of(one).identity})
    seed = specimen("a").seed
    for form in (base64.b64encode(seed).decode(), seed.hex(), base64.urlsafe_b64encode(seed).decode()):
        assert form not in said


@pytest.mark.parametrize(
    ("given", "fact", "value"),
    [
        (evidence(context=Context.NONE), "field.backpack", False),
        (evidence(context=Context.SCOPE), "field.context", "scope"),
        (evidence(context=Context.FILE), "field.backpack", True),
        (evidence(context=Context.NONE, pairing=Pairing(partner_context=Context.FILE)), "pair.backpack", True),
        (evidence(context=Context.NONE), "pair.backpack", False),
        (evidence(position=0), "field.position", 0),
        (evidence(), "field.position", -1),
        (evidence(kind=Kind.KEYPAIR), "value.signs", True),
        (evidence(kind=Kind.BYTES64), "value.signs", False),
        (evidence(exposure=Exposure.IGNORED), "place.exposed", False),
        (evidence(exposure=Exposure.UNVERSIONED), "place.exposed", True),
        (evidence(provenance=Provenance(".env", Exposure.IGNORED, mode=0o640)), "place.readable_by_others", True),
        (evidence(provenance=Provenance(".env", Exposure.IGNORED, mode=0o604)), "place.readable_by_others", True),
        (evidence(provenance=Provenance(".env", Exposure.IGNORED, mode=0o600)), "place.readable_by_others", False),
        (evidence(provenance=Provenance(".env", Exposure.IGNORED)), "place.readable_by_others", False),
        (evidence(pairing=Pairing(partner=Location(".env", Span(1, 1, 1, 2)))), "pair.same_file", True),
        (evidence(pairing=Pairing(partner=PARTNER)), "pair.same_file", False),
        (evidence(name="K7fPq2Zx9LmWc4Tn8RsVb1Yd6HgJk3Xw"), "field.name", ""),
    ],
)
def test_a_fact(given: object, fact: str, value: object) -> None:
    assert case_of(given).facts[fact] == value  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "named"),
    [
        (evidence(), True),
        (evidence(role=Role.API_KEY, name="BACKPACK_API_KEY"), True),
        (evidence(role=Role.API_KEY, is_point=True), False),
        (evidence(is_point=True), True),
        (evidence(is_point=True, pairing=Pairing(is_key=True)), False),
        (evidence(is_point=True, pairing=Pairing(key_elsewhere=True)), False),
        (evidence(pairing=Pairing(key_elsewhere=True)), True),
        (evidence(is_point=True, pairing=Pairing(same_value=True)), False),
        (evidence(pairing=Pairing(same_value=True)), True),
        (evidence(weak_seed="all bytes are zero"), True),
        (evidence(weak_seed="all bytes are zero", pairing=Pairing(same_value=True)), True),
        (evidence(kind=Kind.TEXT, public_key=None), False),
    ],
)
def test_the_api_key_is_named_where_the_value_may_be_its_secret(given: object, named: bool) -> None:
    expected = specimen("a").key if named else None
    case = case_of(given)  # type: ignore[arg-type]
    assert case.api_key == expected
    assert case.words["api_key"] == (expected or "(unknown)")


def test_identity_is_the_derived_key_wherever_and_however_the_value_is() -> None:
    one = case_of(evidence())
    other = case_of(evidence(path="x/y.json", name="secret", encoding=Encoding.HEX, exposure=Exposure.HISTORY))
    assert one.identity == other.identity == specimen("a").public_key.hex()
    assert one.identity != case_of(evidence("b")).identity


def test_what_is_no_ed25519_material_is_identified_by_words_and_its_digest() -> None:
    case = case_of(evidence(kind=Kind.TEXT, public_key=None, digest=b"\x01" * 16))
    assert case.identity == ".env|BACKPACK_API_SECRET|text"
    assert case.digest == b"\x01" * 16
    assert case_of(evidence(digest=b"\x01" * 16)).digest == b""


@pytest.mark.parametrize(
    ("pairing", "role"),
    [
        (Pairing(is_secret=True, partner=PARTNER, partner_role="none"), "api_key"),
        (Pairing(is_key=True, partner=PARTNER, partner_role="none"), "api_secret"),
        (Pairing(), None),
    ],
)
def test_the_counterpart_is_related(pairing: Pairing, role: str | None) -> None:
    related = case_of(evidence(pairing=pairing)).related
    assert [(other.role, other.location) for other in related] == ([(role, PARTNER)] if role else [])


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("BACKPACK_API_SECRET", "BACKPACK_API_SECRET"),
        ("backpack api secret of the bot", "backpack api secret of the bot"),
        ("GHOLA_BACKPACK_API_PRIVATE_KEY_B64_TESTNET_2", "GHOLA_BACKPACK_API_PRIVATE_KEY_B64_TESTNET_2"),
        ("x" * 100, "x" * 79 + "…"),
        (specimen("n").secret, ""),
        (specimen("n").seed.hex(), ""),
        ("0x" + specimen("n").seed.hex(), ""),
        (specimen("n").secret.rstrip("="), ""),
        ("zoo wrong zoo wrong zoo wrong zoo wrong zoo wrong zoo wrong", ""),
        ("", ""),
    ],
)
def test_a_name_that_could_be_a_value_is_not_shown(name: str, shown: str) -> None:
    assert rule_wording.field_name(name) == shown


def test_no_secret_is_ever_taken_for_a_name() -> None:
    shown = [label for label in map(str, range(200)) if rule_wording.field_name(specimen(label).secret)]
    assert shown == []


def test_places_and_whereabouts_are_words() -> None:
    commit = "1234567890abcdef" + "0" * 24
    assert (
        rule_wording.place_name(Location("a/b.zip", Span(3, 1, 3, 2), commit, "x.env"))
        == "a/b.zip!x.env:3 in commit 1234567890ab"
    )
    history = Provenance("a", Exposure.HISTORY, commit, "2024-02-03T04:05:06+00:00", in_tree=False)
    assert rule_wording.whereabouts(history) == (
        "in the git history since commit 1234567890ab of 2024-02-03; the file has changed since, but history keeps it"
    )
    said = {rule_wording.whereabouts(Provenance("a", exposure)) for exposure in Exposure}
    assert len(said) == len(Exposure)


@pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell")
@pytest.mark.parametrize(
    "path", [".env", "my keys/bot's.env", "$(id).env", "`id`", "a;b", "-rf", "two\nlines", "prices*.env"]
)
def test_a_shell_takes_the_argument_for_the_path(tmp_path: Path, path: str) -> None:
    file = tmp_path / path
    file.parent.mkdir(exist_ok=True)
    file.write_text("found")
    argument = case_of(evidence(path=path)).words["argument"]
    shown = subprocess.run(
        ["/bin/sh", "-c", f"cat {argument}"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert shown.stdout == "found"


@pytest.mark.parametrize("exposure", list(Exposure))
def test_cleaning_is_a_sentence_for_every_exposure(exposure: Exposure) -> None:
    assert rule_wording.cleaning(Provenance("a.env", exposure)).endswith(".")


def test_every_encoding_and_kind_has_a_name() -> None:
    assert all(rule_wording.encoding_name(encoding) for encoding in Encoding)
    assert all(rule_wording.kind_name(kind) for kind in Kind)
