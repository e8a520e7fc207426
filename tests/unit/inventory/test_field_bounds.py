"""Which fields must be there, which may be left unknown, and how large their numbers may be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from policy_scene import inventory

from auditor.config_files.record_fields import Field
from auditor.errors import ConfigurationError
from auditor.inventory.inventory import TOP, Entry, Integration, Key
from auditor.inventory.inventory_schema import ACCOUNT, INTEGRATION, INVENTORY, KEY, PROFILE
from auditor.inventory.whitelist_entry import Address
from auditor.model.location import Span

UNKNOWN = {"status", "read_only", "subaccount", "ip_whitelist", "used_by", "owner", "created", "rotate_after_days"}


@pytest.mark.parametrize(
    ("fields", "required", "unknown"),
    [
        (ACCOUNT, set(), {"two_factor", "withdrawal_delay_hours", "withdrawal_addresses_without_2fa"}),
        (INTEGRATION, set(), {"needs", "addresses"}),
        (KEY, {"name", "api_key"}, UNKNOWN),
        (PROFILE, {"name", "title", "needs", "whitelist", "addresses_from", "sources"}, set()),
        (INVENTORY, {"version", "keys"}, set()),
    ],
)
def test_which_fields_must_be_there(fields: Mapping[str, Field], required: set[str], unknown: set[str]) -> None:
    assert {name for name, field in fields.items() if field.required} == required
    assert {name for name, field in fields.items() if field.may_be_unknown} == unknown


def is_read(key: str = "", account: str = "") -> bool:
    try:
        inventory(f'version: 1\naccount: {{{account}}}\nkeys:\n  - {{name: a, api_key: "{{{{ a.key }}}}"{key}}}\n')
    except ConfigurationError:
        return False
    return True


@pytest.mark.parametrize(
    ("text", "good"),
    [
        (", rotate_after_days: 1", True),
        (", rotate_after_days: 0", False),
        (", rotate_after_days: 3650", True),
        (", rotate_after_days: 3651", False),
        (", status: active", True),
        (", status: revoked", True),
        (", status: deleted", False),
        (", status: unknown", True),
    ],
)
def test_what_a_key_may_say(text: str, *, good: bool) -> None:
    assert is_read(text) is good


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("withdrawal_delay_hours: 0", True),
        ("withdrawal_delay_hours: 8760", True),
        ("withdrawal_delay_hours: 8761", False),
        ("withdrawal_delay_hours: -1", False),
        ("withdrawal_addresses_without_2fa: 3", True),
        ("withdrawal_addresses_without_2fa: [a, b]", True),
        ("withdrawal_addresses_without_2fa: -1", False),
    ],
)
def test_what_an_account_may_say(text: str, *, good: bool) -> None:
    assert is_read(account=text) is good


def test_needs_and_whitelists_have_two_choices_each() -> None:
    def found(text: str) -> Any:
        return inventory(f"version: 1\nintegrations:\n  bot: {{{text}}}\nkeys: []\n").integrations["bot"]

    assert [found(f"needs: {needs}").needs for needs in ("read", "trade", "unknown")] == ["read", "trade", None]
    assert [found(f"whitelist: {one}").whitelist_required for one in ("required", "optional")] == [True, False]
    for wrong in ("needs: all", "whitelist: maybe", "whitelist: unknown"):
        with pytest.raises(ConfigurationError):
            found(wrong)


def test_what_is_nowhere_is_at_the_first_character() -> None:
    assert Span(1, 1, 1, 1) == TOP


def test_what_nobody_says_is_no_and_not_yes() -> None:
    known = inventory("version: 1\nintegrations:\n  bot: {needs: read}\nkeys: []\n")
    assert (known.account.declared, known.integrations["bot"].declared) == (False, True)
    assert (known.integrations["bot"].whitelist_required, known.integrations["bot"].addresses) == (False, ())
    bare = Integration(name="bot", title="bot")
    assert (bare.declared, bare.whitelist_required) == (False, False)
    assert not Key(name="k", token=None, span=TOP, whitelist_span=TOP).whitelist_declared


def test_an_error_does_not_repeat_an_entry_by_accident() -> None:
    assert "9.9.9.9" not in repr(Entry("9.9.9.9", TOP)) + repr(Address("9.9.9.9"))
