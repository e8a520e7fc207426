"""Where a key was seen, and which findings make its verdict: both sides of what each cell of the table depends on."""

from __future__ import annotations

from datetime import date
from ipaddress import ip_network
from typing import Any

import msgspec
import pytest

from auditor.classification.sample_keys import specimen
from auditor.inventory.inventory import TOP, Account, Entry, Integration, Inventory, Key
from auditor.inventory.key_questions import WORDS
from auditor.inventory.key_table import key_facts, policy_view
from auditor.inventory.observations import Observations
from auditor.inventory.subjects import KeySubject, Setting, reach, trading
from auditor.inventory.whitelist import judge_whitelist
from auditor.model.evidence import Evidence, Pairing
from auditor.model.finding import Confidence, Finding, Severity, Status, Traits
from auditor.model.location import Exposure, Location, Provenance, Reach, Span
from auditor.model.material import Encoding, Kind, Material, Role

INVENTORY = Inventory(path="k.yaml")
SETTING = Setting(today=date(2026, 9, 1), account=Account(), scanned=True, active_keys=1)
KEY = Key(
    name="grid",
    token=b"t",
    span=Span(2, 1, 2, 5),
    whitelist_span=Span(3, 1, 3, 5),
    use_spans=(Span(4, 1, 4, 5), Span(5, 1, 5, 5)),
    entries=(Entry("9.9.9.9", Span(6, 1, 6, 5)), Entry("9.9.9.8", Span(7, 1, 7, 5))),
)


def seen(path: str, *, is_secret: bool = False, reach: Reach = Reach.PUBLISHED) -> Evidence:
    span = Span(1, 1, 1, 45)
    material = Material(
        span=span,
        role=Role.API_SECRET if is_secret else Role.API_KEY,
        kind=Kind.ED25519,
        encoding=Encoding.BASE64,
        public_key=specimen("a").public_key if is_secret else None,
    )
    provenance = Provenance(path, Exposure.TRACKED, traced_reach=reach)
    return Evidence(material=material, location=Location(path, span), provenance=provenance, pairing=Pairing())


def subject(*keys: Evidence, secrets: tuple[Evidence, ...] = (), key: Key | None = KEY, **setting: Any) -> KeySubject:
    told = Setting(**{name: getattr(SETTING, name) for name in SETTING.__struct_fields__} | setting)
    observed = Observations(token=b"t", keys=keys, secrets=secrets) if keys or secrets else None
    return KeySubject(setting=told, key=key, seen=observed)


@pytest.mark.parametrize(
    ("keys", "secrets", "cell"),
    [
        ("", "", "nowhere"),
        ("a", "", "a:1"),
        ("ab", "", "a:1 and b:1"),
        ("abc", "", "a:1, b:1 and 1 more"),
        ("abcd", "", "a:1, b:1 and 2 more"),
        ("a", "z", "leaked: z:1 and a:1"),
        ("ab", "z", "leaked: z:1, a:1 and 1 more"),
    ],
)
def test_two_places_are_named_and_the_others_counted(keys: str, secrets: str, cell: str) -> None:
    found = subject(*map(seen, keys), secrets=tuple(seen(path, is_secret=True) for path in secrets))
    (row,) = policy_view(INVENTORY, [found], ()).keys
    assert row.seen == cell
    assert row.api_key == (specimen("a").key if secrets else "")
    (facts,) = key_facts([found])
    assert facts.api_key == (specimen("a").key if secrets else None)
    assert [(place.holds, place.location.path) for place in facts.places] == [
        *(("api_secret", path) for path in secrets),
        *(("api_key", path) for path in keys),
    ]


def test_a_secret_on_this_machine_alone_is_no_leak() -> None:
    found = subject(seen("a"), secrets=(seen("z", is_secret=True, reach=Reach.MACHINE),))
    (row,) = policy_view(INVENTORY, [found], ()).keys
    assert row.seen == "a:1 and z:1"
    assert [place.holds for place in key_facts([found])[0].places] == ["api_key", "api_secret"]


def test_without_a_scan_no_place_is_named() -> None:
    (row,) = policy_view(INVENTORY, [subject(seen("a"), scanned=False)], ()).keys
    assert row.seen == "not scanned"


def finding(code: str, place: Location, **given: Any) -> Finding:
    known: dict[str, Any] = {"severity": Severity.MEDIUM, "traits": Traits(subject="key")}
    return Finding(
        rule_id=code, rule="slug", confidence=Confidence.PROVEN, exposure=Exposure.TRACKED, message="It is so",
        location=place, fingerprint=code, remediation="r", field="x", **(known | given),
    )  # fmt: skip


def at(line: int, path: str = "k.yaml") -> Location:
    return Location(path, Span(line, 1, line, 5))


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        ((), "ok"),
        ((finding("B", at(2)),), "medium: B"),
        ((finding("B", at(3)),), "medium: B"),
        ((finding("B", at(4)),), "medium: B"),
        ((finding("B", at(5)),), "medium: B"),
        ((finding("B", at(6)),), "medium: B"),
        ((finding("B", at(7)),), "medium: B"),
        ((finding("B", at(8)),), "ok"),
        ((finding("B", at(2, "other.yaml")),), "ok"),
        ((finding("B", at(2), traits=Traits()),), "medium: B"),
        ((finding("B", at(2), status=Status.BASELINED),), "ok"),
        ((finding("B", at(2), status=Status.IGNORED),), "ok"),
        ((finding("B", at(2)), finding("A", at(3)), finding("B", at(4))), "medium: A, B"),
        ((finding("A", at(2)), finding("B", at(3), severity=Severity.HIGH)), "high: B, A"),
        ((finding("A", at(2), severity=Severity.HIGH), finding("B", at(3))), "high: A, B"),
    ],
)
def test_which_findings_make_the_verdict(found: tuple[Finding, ...], verdict: str) -> None:
    view = policy_view(INVENTORY, [subject()], found)
    assert [row.verdict for row in view.keys] == [verdict]


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        ({}, "medium: B"),
        ({"traits": Traits()}, "ok"),
        ({"traits": Traits(subject="generic")}, "ok"),
        ({"place": Location("b", Span(1, 1, 1, 45))}, "medium: B"),
        ({"place": Location("c", Span(1, 1, 1, 45))}, "ok"),
    ],
)
def test_of_a_key_that_only_the_scan_saw_the_rules_about_keys_count(given: dict[str, Any], verdict: str) -> None:
    place = given.pop("place", Location("a", Span(1, 1, 1, 45)))
    view = policy_view(INVENTORY, [subject(), subject(seen("a"), seen("b"), key=None)], [finding("B", place, **given)])
    assert [(row.name, row.verdict) for row in view.keys] == [("grid", "ok"), ("(not in the inventory)", verdict)]


def test_corrected_lists_are_in_the_order_of_names() -> None:
    def padded(name: str | None) -> KeySubject:
        key = (
            Key(name=name, token=None, span=TOP, whitelist_span=TOP, entries=(Entry("9.9.9.09", TOP),))
            if name
            else None
        )
        return KeySubject(setting=SETTING, key=key, whitelist=judge_whitelist(["9.9.9.09"]))

    view = policy_view(INVENTORY, [padded("b"), padded(None), padded("a")], ())
    assert view.corrected == (("a", ("9.9.9.9",)), ("b", ("9.9.9.9",)))


@pytest.mark.parametrize(
    ("found", "name"),
    [
        (subject(), "API key grid"),
        (subject(key=None), "This API key"),
        (subject(seen("a"), key=None), "This API key"),
        (subject(secrets=(seen("a", is_secret=True),), key=None), f"API key {specimen('a').key}"),
    ],
)
def test_a_key_is_called_by_its_name_or_else_by_what_a_secret_proves(found: KeySubject, name: str) -> None:
    assert WORDS["key"].say(found) == name


def test_an_empty_list_is_not_filled_with_what_integrations_need() -> None:
    bot = Integration(name="bot", title="Bot", addresses=(ip_network("9.9.9.9"),))
    view = policy_view(INVENTORY, [KeySubject(setting=SETTING, key=KEY, integrations=(bot,))], ())
    assert view.corrected == ()


def test_what_the_pair_proves_to_be_a_secret_is_one() -> None:
    (facts,) = key_facts([subject(msgspec.structs.replace(seen("a"), pairing=Pairing(is_secret=True)), seen("b"))])
    assert [place.holds for place in facts.places] == ["api_secret", "api_key"]


FILLED: dict[str, Any] = {
    "status": "active",
    "subaccount": "7",
    "owner": "Ada",
    "created": date(2026, 8, 1),
    "rotate_after_days": 30,
    "expires": date(2026, 10, 1),
    "revoked_on": date(2026, 8, 31),
    "whitelist_declared": True,
}
NOT_FILLED: dict[str, Any] = {name: "" if isinstance(value, str) else None for name, value in FILLED.items()} | {
    "whitelist_declared": False
}


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (Key(name="grid", token=b"t", span=TOP, whitelist_span=TOP, **FILLED), FILLED),
        (Key(name="grid", token=b"t", span=TOP, whitelist_span=TOP), NOT_FILLED),
        (None, NOT_FILLED),
    ],
)
def test_facts_are_what_the_inventory_says(key: Key | None, expected: dict[str, Any]) -> None:
    (facts,) = key_facts([subject(key=key)])
    assert {name: getattr(facts, name) for name in FILLED} == expected
    assert facts.name == ("grid" if key else "")


@pytest.mark.parametrize("read_only", [True, False, None])
def test_what_trading_includes_is_said_where_a_key_may_trade(*, read_only: bool | None) -> None:
    found = subject(key=Key(name="grid", token=b"t", span=TOP, whitelist_span=TOP, read_only=read_only))
    (facts,) = key_facts([found])
    assert facts.ability == (reach(found) if read_only else f"{reach(found)} {trading(found)}")


@pytest.mark.parametrize(("needs", "cell"), [(None, ""), ("read", "read"), ("trade", "trade")])
def test_what_an_integration_needs_is_empty_where_nobody_says(needs: Any, cell: str) -> None:
    bot = Integration(name="bot", title="Bot", needs=needs)
    (facts,) = key_facts([KeySubject(setting=SETTING, key=KEY, integrations=(bot,))])
    assert [use.needs for use in facts.uses] == [cell]
