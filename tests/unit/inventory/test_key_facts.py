"""What the report's tables say of one key: each cell on both sides of what it depends on."""

from __future__ import annotations

from datetime import date, timedelta
from ipaddress import ip_network
from typing import Any

import pytest

from auditor.inventory.inventory import TOP, Account, Entry, Integration, Inventory, Key
from auditor.inventory.key_table import key_facts, policy_view
from auditor.inventory.subjects import KeySubject, Setting
from auditor.inventory.whitelist import judge_whitelist
from auditor.model.report import KeyFacts, KeyRow

TODAY = date(2026, 9, 1)


def subject(
    *, account: Account | None = None, entries: tuple[str, ...] = (), users: tuple[Integration, ...] = (), **fields: Any
) -> KeySubject:
    known: dict[str, Any] = {"name": "grid", "token": b"t", "span": TOP, "whitelist_span": TOP}
    listed = tuple(Entry(text, TOP) for text in entries)
    scanned = fields.pop("scanned", True)
    return KeySubject(
        setting=Setting(today=TODAY, account=account or Account(), scanned=scanned, active_keys=1),
        key=Key(**(known | {"entries": listed} | fields)),
        whitelist=judge_whitelist(entries),
        integrations=users,
    )


def row(**fields: Any) -> KeyRow:
    return policy_view(Inventory(path="k.yaml"), [subject(**fields)], ()).keys[0]


def facts(**fields: Any) -> KeyFacts:
    return key_facts([subject(**fields)])[0]


@pytest.mark.parametrize(
    ("fields", "scope", "permission"),
    [
        ({}, "unknown", "unknown"),
        ({"read_only": True}, "read only", "read"),
        ({"read_only": True, "account": Account(exempt_addresses=1)}, "read only", "read"),
        ({"read_only": False}, "trade", "trade"),
        ({"read_only": False, "account": Account(exempt_addresses=0)}, "trade", "trade"),
        ({"read_only": False, "account": Account(exempt_addresses=1)}, "trade, withdraw", "withdraw"),
    ],
)
def test_what_a_key_may_do(fields: dict[str, Any], scope: str, permission: str) -> None:
    assert row(**fields).scope == scope
    assert facts(**fields).permission == permission
    assert ("Trading includes" in facts(**fields).ability) is (permission != "read")


@pytest.mark.parametrize(
    ("fields", "cell"),
    [
        ({}, "unknown"),
        ({"whitelist_declared": True}, "none"),
        ({"entries": ("9.9.9.9",)}, "1 entry"),
        ({"entries": ("9.9.9.9", "x y")}, "2 entries"),
        ({"entries": ("0.0.0.0/0",)}, "open to the world"),
    ],
)
def test_what_is_said_of_a_whitelist(fields: dict[str, Any], cell: str) -> None:
    assert row(**fields).whitelist == cell


@pytest.mark.parametrize(
    ("created", "period", "cell"),
    [
        (None, None, "unknown"),
        (None, 30, "unknown"),
        (TODAY, None, "0 days"),
        (TODAY - timedelta(days=1), None, "1 day"),
        (TODAY - timedelta(days=1), 1, "1 of 1 day"),
        (TODAY - timedelta(days=40), 30, "40 of 30 days"),
    ],
)
def test_what_is_said_of_an_age(created: date | None, period: int | None, cell: str) -> None:
    assert row(created=created, rotate_after_days=period).age == cell


@pytest.mark.parametrize(("scanned", "cell"), [(True, "nowhere"), (False, "not scanned")])
def test_what_is_said_of_places(*, scanned: bool, cell: str) -> None:
    assert row(scanned=scanned).seen == cell


@pytest.mark.parametrize(("status", "cell"), [("active", "ok"), (None, "ok"), ("revoked", "revoked")])
def test_the_verdict_without_findings(status: Any, cell: str) -> None:
    assert row(status=status).verdict == cell


@pytest.mark.parametrize(
    ("fields", "corrected"),
    [
        ({"entries": ("9.9.9.9",)}, ()),
        ({"entries": (" 9.9.9.9",)}, (("grid", ("9.9.9.9",)),)),
        ({"entries": (" 9.9.9.9",), "status": "revoked"}, ()),
        ({"entries": ("no address",)}, ()),
        ({}, ()),
        ({"entries": ("9.9.9.9", "10.0.0.1")}, (("grid", ("9.9.9.9",)),)),
        ({"entries": ("9.9.9.8", "9.9.9.9")}, (("grid", ("9.9.9.8/31",)),)),
        ({"entries": ("0.0.0.0/0", "9.9.9.9")}, ()),
    ],
)
def test_which_lists_are_written_again(fields: dict[str, Any], corrected: tuple[object, ...]) -> None:
    assert policy_view(Inventory(path="k.yaml"), [subject(**fields)], ()).corrected == corrected


def test_what_integrations_need_is_in_the_corrected_list() -> None:
    needs = Integration(name="bot", title="Bot", addresses=(ip_network("9.9.9.10"),))
    view = policy_view(Inventory(path="k.yaml"), [subject(entries=("9.9.9.9",), users=(needs,))], ())
    assert view.corrected == (("grid", ("9.9.9.9", "9.9.9.10")),)


@pytest.mark.parametrize(
    ("account", "cells"),
    [
        (Account(), ("unknown", "unknown", "unknown")),
        (Account(two_factor=True, withdrawal_delay_hours=0, exempt_addresses=0), ("on", "off", "0")),
        (Account(two_factor=False, withdrawal_delay_hours=1, exempt_addresses=2), ("off", "1 hour", "2")),
        (Account(withdrawal_delay_hours=24), ("unknown", "24 hours", "unknown")),
    ],
)
def test_what_is_said_of_the_account(account: Account, cells: tuple[str, str, str]) -> None:
    view = policy_view(Inventory(path="k.yaml", account=account), [], ())
    assert tuple(cell for _, cell in view.account) == cells


@pytest.mark.parametrize(
    ("entry", "version", "addresses", "special", "explained", "by"),
    [
        ("9.9.9.9", 4, 1, False, "yes", ("bot",)),
        ("9.9.9.8/30", 4, 4, False, "partly", ("bot",)),
        ("8.8.8.8", 4, 1, False, "no", ()),
        ("2001:4860::/32", 6, 2**96, False, "no", ()),
        ("10.0.0.1", 4, 1, True, "no", ()),
        ("no address", 0, 0, False, "unknown", ()),
    ],
)
def test_what_is_said_of_an_entry(
    entry: str, version: int, addresses: int, explained: str, by: tuple[str, ...], *, special: bool
) -> None:
    user = Integration(name="bot", title="Bot", needs="trade", addresses=(ip_network("9.9.9.9"),))
    found = facts(entries=(entry,), users=(user,))
    (told,) = found.whitelist
    assert (told.ip_version, told.addresses, bool(told.special)) == (version, addresses, special)
    assert (told.explained, told.accounted_for_by) == (explained, by)
    (use,) = found.uses
    assert (use.needs, use.addresses) == ("trade", ("9.9.9.9",))
    assert bool(use.missing) is (entry not in {"9.9.9.9", "9.9.9.8/30"})


def test_a_key_that_only_the_scan_saw_has_no_facts_of_an_inventory() -> None:
    setting = Setting(today=TODAY, account=Account(), scanned=True, active_keys=0)
    (found,) = key_facts([KeySubject(setting=setting, key=None)])
    assert (found.name, found.status, found.subaccount, found.owner) == ("", "", "", "")
    assert (found.api_key, found.created, found.whitelist, found.whitelist_declared) == (None, None, (), False)
    declared = facts(status="active", subaccount="7", owner="Ada", whitelist_declared=True, created=TODAY)
    assert (declared.name, declared.status, declared.subaccount, declared.owner) == ("grid", "active", "7", "Ada")
    assert (declared.whitelist_declared, declared.created) == (True, TODAY)
