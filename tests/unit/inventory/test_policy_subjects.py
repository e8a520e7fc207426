"""What is known of one key: both sides of what its facts depend on."""

from __future__ import annotations

from datetime import date, timedelta
from ipaddress import ip_network
from typing import Any

import pytest

from auditor.classification.sample_keys import specimen
from auditor.inventory.cases import entry_matters
from auditor.inventory.inventory import MAIN_ACCOUNT, TOP, Account, Integration, Key
from auditor.inventory.networks import Network
from auditor.inventory.policy_facts import SETTING
from auditor.inventory.subjects import KeySubject, Setting, reach, trading
from auditor.inventory.whitelist import judge_whitelist
from auditor.inventory.whitelist_questions import ENTRY, ENTRY_WORDS, WHITELIST, WHITELIST_WORDS

TODAY = date(2026, 9, 1)
DAY = timedelta(days=1)


def key(**fields: Any) -> Key:
    known: dict[str, Any] = {"name": "grid", "token": b"t", "span": TOP, "whitelist_span": TOP}
    return Key(**(known | fields))


def subject(
    *, account: Account | None = None, entries: tuple[str, ...] = (), users: tuple[Integration, ...] = (), **of_key: Any
) -> KeySubject:
    setting = Setting(today=TODAY, account=account or Account(), scanned=True, active_keys=1)
    return KeySubject(setting=setting, key=key(**of_key), whitelist=judge_whitelist(entries), integrations=users)


def user(needs: Any = "read", *addresses: str) -> Integration:
    networks: tuple[Network, ...] = tuple(ip_network(address) for address in addresses)
    return Integration(name="bot", title="bot", needs=needs, addresses=networks)


@pytest.mark.parametrize(
    ("needs", "together"),
    [
        ([], ""),
        (["read"], "read"),
        (["read", "read"], "read"),
        (["read", "trade"], "trade"),
        ([None, "trade"], "trade"),
        ([None, "read"], "unknown"),
        ([None], "unknown"),
    ],
)
def test_one_user_that_trades_says_more_than_one_that_is_not_known(needs: list[str | None], together: str) -> None:
    assert subject(users=tuple(map(user, needs))).needs == together


@pytest.mark.parametrize(
    ("entry", "users", "explained"),
    [
        ("9.9.9.9", [user("read", "9.9.9.9")], "yes"),
        ("9.9.9.8/31", [user("read", "9.9.9.8/30")], "yes"),
        ("9.9.9.8-9.9.9.10", [user("read", "9.9.9.8/31")], "partly"),
        ("9.9.9.8-9.9.9.10", [user("read", "9.9.9.8/31"), user("read", "9.9.9.10")], "yes"),
        ("9.9.9.8-9.9.9.10", [user("read", "8.8.8.8")], "no"),
        ("9.9.9.9", [user("read", "8.8.8.8"), user("read")], "unknown"),
        ("9.9.9.9", [user("read", "9.9.9.9"), user("read")], "yes"),
        ("9.9.9.9", [], "unknown"),
        ("no address", [user("read", "9.9.9.9")], "unknown"),
    ],
)
def test_whether_the_users_of_a_key_explain_an_entry(entry: str, users: list[Integration], explained: str) -> None:
    (found,) = entry_matters(subject(entries=(entry,), users=tuple(users)))
    assert found.explained == explained


@pytest.mark.parametrize(
    ("created", "period", "age", "overdue"),
    [
        (None, None, None, 0),
        (None, 30, None, 0),
        (TODAY, None, 0, 0),
        (TODAY - 30 * DAY, 30, 30, 0),
        (TODAY - 31 * DAY, 30, 31, 1),
        (TODAY - 29 * DAY, 30, 29, 0),
    ],
)
def test_when_a_key_is_overdue(created: date | None, period: int | None, age: int | None, overdue: int) -> None:
    found = subject(created=created, rotate_after_days=period)
    assert (found.age_days, found.overdue_days) == (age, overdue)


@pytest.mark.parametrize(("expires", "expired"), [(None, False), (TODAY, False), (TODAY - DAY, True)])
def test_a_key_works_through_its_last_day(expires: date | None, *, expired: bool) -> None:
    assert subject(expires=expires).is_expired is expired


@pytest.mark.parametrize(("token", "unknown"), [(b"t", ("owner",)), (None, ("api_key", "owner"))])
def test_a_key_without_a_valid_api_key_lacks_that_too(token: bytes | None, unknown: tuple[str, ...]) -> None:
    assert subject(token=token, unknown=("owner",)).unknown == unknown


@pytest.mark.parametrize(("read_only", "can_trade"), [(True, False), (False, True), (None, True)])
def test_what_is_not_read_only_may_trade(*, read_only: bool | None, can_trade: bool) -> None:
    found = subject(read_only=read_only)
    assert found.can_trade is can_trade
    assert trading(found).startswith("It cannot change" if read_only else "Trading includes")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (
            {"read_only": True},
            (
                "Whoever holds the secret can read balances, orders and history of its account from anywhere, but neither "
                "trade nor withdraw."
            ),
        ),
        (
            {"read_only": False, "subaccount": MAIN_ACCOUNT},
            (
                "Whoever holds the secret can trade on the main account from anywhere, and withdraw if some address needs "
                "no 2FA."
            ),
        ),
        (
            {"subaccount": "7", "account": Account(exempt_addresses=0), "entries": ("0.0.0.0/0",)},
            (
                "Whoever holds the secret can, unless it is read-only, trade on sub-account 7 from anywhere, but not "
                "withdraw, because every withdrawal address needs 2FA."
            ),
        ),
        (
            {"read_only": False, "account": Account(exempt_addresses=1), "entries": ("9.9.9.9",)},
            (
                "Whoever holds the secret can trade on its account and withdraw to 1 address without 2FA, only from the 1 "
                "address of its whitelist."
            ),
        ),
        (
            {"read_only": False, "account": Account(exempt_addresses=2), "entries": ("no address",)},
            (
                "Whoever holds the secret can trade on its account and withdraw to 2 addresses without 2FA, from where its "
                "whitelist allows, which cannot be read."
            ),
        ),
    ],
)
def test_what_the_secret_can_do_in_wrong_hands(fields: dict[str, Any], sentence: str) -> None:
    assert reach(subject(**fields)) == sentence


def test_a_key_that_nobody_declared_has_no_facts_of_its_own() -> None:
    found = KeySubject(setting=Setting(today=TODAY, account=Account(), scanned=True, active_keys=0), key=None)
    assert (found.read_only, found.age_days, found.overdue_days, found.is_expired) == (None, None, 0, False)
    assert (found.unknown, found.sightings, found.leaks) == ((), (), ())
    assert specimen("a").key not in reach(found)


@pytest.mark.parametrize(("entries", "rest"), [(20, ""), (21, " and 1 more"), (22, " and 2 more")])
def test_of_a_long_list_twenty_entries_are_named(entries: int, rest: str) -> None:
    texts = [f"9.9.{number}.9" for number in range(entries)]
    shortest = WHITELIST_WORDS["shortest"].say(subject(entries=tuple(texts)))
    assert shortest.endswith(rest or " and 9.9.19.9")
    assert [text for text in texts if text in shortest] == texts[:20]
    (entry,) = entry_matters(subject(entries=(", ".join(texts),)))
    assert ENTRY_WORDS["instead"].say(entry) == shortest


@pytest.mark.parametrize(("said", "fact"), [(None, -1), (0, 0), (1, 1), (24, 24)])
def test_what_the_inventory_does_not_say_of_the_account_is_minus_one(said: int | None, fact: int) -> None:
    account = Account(withdrawal_delay_hours=said, exempt_addresses=said)
    facts = SETTING.facts(Setting(today=TODAY, account=account, scanned=True, active_keys=1))
    assert facts["account.withdrawal_delay_hours"] == fact
    assert facts["account.withdrawal_addresses_without_2fa"] == fact


@pytest.mark.parametrize(
    ("entries", "four", "six"),
    [
        ((), -1, -1),
        (("9.9.9.9",), 32, -1),
        (("9.9.9.9", "8.0.0.0/8"), 8, -1),
        (("2620:fe::/48",), -1, 48),
        (("9.9.9.0/24", "2620:fe::9"), 24, 128),
    ],
)
def test_the_widest_block_of_each_ip_version(entries: tuple[str, ...], four: int, six: int) -> None:
    found = subject(entries=entries)
    assert WHITELIST["whitelist.widest_v4"].answer(found) == four
    assert WHITELIST["whitelist.widest_v6"].answer(found) == six


@pytest.mark.parametrize(
    ("entry", "special"),
    [
        ("9.9.9.9", ""),
        ("10.0.0.1", "private use"),
        ("10.0.0.1, 9.9.9.9", ""),
        ("10.0.0.1, 11.0.0.1", ""),
        ("no address", ""),
    ],
)
def test_an_entry_is_set_aside_where_all_of_it_is(entry: str, special: str) -> None:
    (found,) = entry_matters(subject(entries=(entry,)))
    assert str(ENTRY["entry.special"].answer(found)).lower() == special
