"""Which values are an API key or its secret, and which places of a secret are a leak: both sides of each condition."""

from __future__ import annotations

from typing import Any

import pytest
from policy_scene import TODAY

from auditor.classification.ed25519 import token
from auditor.classification.sample_keys import expand, specimen
from auditor.inventory.inventory import FILE_NAME, Inventory
from auditor.inventory.load_inventory import read_inventory
from auditor.inventory.observations import Observations, join
from auditor.inventory.subjects import sightings, survey
from auditor.model.evidence import Evidence, Pairing
from auditor.model.location import Exposure, Location, Provenance, Reach, Span
from auditor.model.material import Context, Encoding, Kind, Material, Role

KEY = specimen("a").public_key
TOKEN = token(KEY)
DECLARED = 'version: 1\nkeys:\n  - {name: bot, api_key: "{{ a.key }}", status: active, read_only: false}\n'


def evidence(
    *, path: str = ".env", line: int = 1, reach: Reach = Reach.PUBLISHED, pairing: Any = None, **given: Any
) -> Evidence:
    span = Span(line, 1, line, 45)
    defaults = {"role": Role.API_KEY, "context": Context.NAME, "kind": Kind.ED25519, "encoding": Encoding.BASE64}
    return Evidence(
        material=Material(span=span, **{**defaults, **given}),
        location=Location(path, span),
        provenance=Provenance(path, Exposure.TRACKED, traced_reach=reach),
        pairing=Pairing(**(pairing or {})),
    )


def key(**given: Any) -> Evidence:
    return evidence(**{"token": TOKEN, "is_point": True, **given})


def secret(**given: Any) -> Evidence:
    defaults = {"role": Role.API_SECRET, "token": b"s", "public_key": KEY, "public_key_token": TOKEN}
    return evidence(**{**defaults, **given})


def joined(*found: Evidence, declared: bool = False, path: str = FILE_NAME) -> dict[bytes, Observations]:
    text = expand(DECLARED) if declared else "version: 1\nkeys: []\n"
    known: Inventory = read_inventory(text, shown_as=path, today=TODAY, profiles={})
    return dict(join(known, found))


@pytest.mark.parametrize(
    ("given", "seen", "seen_if_declared"),
    [
        ({}, True, True),
        ({"is_point": False}, False, True),
        ({"published": "RFC 8032"}, False, True),
        ({"role": Role.NONE}, False, True),
        ({"role": Role.API_SECRET}, False, True),
        ({"role": Role.OTHER, "pairing": {"is_key": True}}, True, True),
        ({"role": Role.OTHER, "pairing": {"is_secret": True}}, False, True),
        ({"context": Context.NONE}, False, True),
        ({"context": Context.MENTION}, False, True),
        ({"context": Context.SCOPE}, True, True),
        ({"token": None}, False, False),
        ({"path": FILE_NAME}, False, False),
        ({"path": f"other/{FILE_NAME}"}, False, False),
        ({"path": f"other/{FILE_NAME}.txt"}, True, True),
    ],
)
def test_what_is_an_api_key(given: dict[str, Any], *, seen: bool, seen_if_declared: bool) -> None:
    for declared, expected in ((False, seen), (True, seen_if_declared)):
        found = joined(key(**given), declared=declared)
        assert [one.location for one in found[TOKEN].keys] == [key(**given).location] if expected else not found


@pytest.mark.parametrize(
    ("given", "seen", "seen_if_declared"),
    [
        ({}, True, True),
        ({"kind": Kind.KEYPAIR}, True, True),
        ({"kind": Kind.PRIVATE_KEY}, True, True),
        ({"kind": Kind.EVM_KEY, "token": None}, False, False),
        ({"kind": Kind.PHRASE, "token": None}, False, False),
        ({"role": Role.API_KEY}, True, True),
        ({"role": Role.NONE}, False, True),
        ({"role": Role.NONE, "pairing": {"is_secret": True}}, True, True),
        ({"role": Role.WALLET_KEY}, False, True),
        ({"kind": Kind.KEYPAIR, "role": Role.WALLET_KEY}, False, True),
        ({"kind": Kind.PRIVATE_KEY, "role": Role.NONE}, False, True),
        ({"published": "RFC 8032"}, False, True),
        ({"context": Context.NONE}, False, True),
        ({"weak_seed": "zeros"}, False, True),
        ({"public_key_token": None}, False, False),
    ],
)
def test_what_is_the_secret_of_an_api_key(given: dict[str, Any], *, seen: bool, seen_if_declared: bool) -> None:
    for declared, expected in ((False, seen), (True, seen_if_declared)):
        found = joined(secret(**given), declared=declared)
        assert len(found[TOKEN].secrets) == 1 if expected else TOKEN not in found


def test_a_value_is_a_secret_before_it_is_a_key() -> None:
    found = joined(secret(token=TOKEN, is_point=True), declared=True)
    assert (len(found[TOKEN].secrets), found[TOKEN].keys) == (1, ())


@pytest.mark.parametrize("name", ["keys.yaml", FILE_NAME])
def test_the_inventory_is_no_sighting_whatever_it_is_called(name: str) -> None:
    assert not joined(key(path=name), declared=True, path=f"ops/{name}")
    assert joined(key(path="keys.txt"), declared=True, path=f"ops/{name}")
    assert joined(secret(path=name), declared=True, path=f"ops/{name}")


@pytest.mark.parametrize("reach", Reach)
def test_a_secret_that_may_have_left_the_machine_is_a_leak(reach: Reach) -> None:
    found = joined(secret(reach=reach), declared=True)[TOKEN]
    assert bool(found.leaks) is (reach in {Reach.LOCAL, Reach.UNKNOWN, Reach.PUBLISHED})


def test_leaks_come_first_and_the_rest_by_place() -> None:
    places = [
        key(path="a", line=2),
        secret(path="b", reach=Reach.STAGED),
        secret(path="z"),
        key(path="a", line=1),
        secret(path="y"),
    ]
    found = joined(*places, declared=True)[TOKEN]
    assert [(one.location.path, one.location.span.line) for one in found.all] == [
        ("y", 1), ("z", 1), ("a", 1), ("a", 2), ("b", 1),
    ]  # fmt: skip
    assert (found.public_key, found.api_key) == (KEY, specimen("a").key)
    only_key = joined(key(), declared=True)[TOKEN]
    assert (only_key.public_key, only_key.api_key) == (None, None)


@pytest.mark.parametrize(
    ("paths", "only"),
    [(["docs/a.md"], True), (["docs/a.md", "tests/b.py"], True), (["docs/a.md", "b.py"], False), (["b.py"], False)],
)
def test_where_a_key_is_only_in_documentation(paths: list[str], *, only: bool) -> None:
    found = joined(*(key(path=path) for path in paths), declared=True)[TOKEN]
    assert found.only_documentation is only
    assert not Observations(token=TOKEN).only_documentation


def test_keys_are_in_the_order_of_their_tokens() -> None:
    found = joined(key(token=b"b"), key(token=b"a"), secret(public_key_token=b"c"))
    assert list(found) == [b"a", b"b", b"c"]
    assert [(len(one.keys), len(one.secrets)) for one in found.values()] == [(1, 0), (1, 0), (0, 1)]


def test_undeclared_keys_are_in_the_order_of_their_places() -> None:
    known = read_inventory("version: 1\nkeys: []\n", shown_as=FILE_NAME, today=TODAY, profiles={})
    places = [key(token=b"a", path="z"), key(token=b"b", path="y"), key(token=b"c", path="x")]
    found = survey(known, places, today=TODAY).keys
    assert [one.sightings[0].location.path for one in found] == ["x", "y", "z"]


@pytest.mark.parametrize(
    ("names", "text"),
    [
        ([], "nowhere"),
        ([""], "a0:1"),
        (["KEY"], "a0:1 (KEY)"),
        (["KEY", ""], "a0:1 (KEY) and a1:1"),
        ([""] * 5, "a0:1, a1:1, a2:1, a3:1 and a4:1"),
        ([""] * 6, "a0:1, a1:1, a2:1, a3:1, a4:1 and 1 more"),
        ([""] * 7, "a0:1, a1:1, a2:1, a3:1, a4:1 and 2 more"),
    ],
)
def test_five_places_are_named_with_their_fields(names: list[str], text: str) -> None:
    assert sightings([key(path=f"a{number}", name=name) for number, name in enumerate(names)]) == text
