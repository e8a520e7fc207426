"""What an integration takes from its profile, and which complaints an inventory causes: no less and no more."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any

import pytest
from policy_scene import TODAY
from test_inventory_load import problems

from auditor.classification.sample_keys import expand
from auditor.inventory.inventory import Integration, Inventory
from auditor.inventory.load_inventory import read_inventory
from auditor.inventory.profiles import Profile

PROFILE = Profile(
    name="tool",
    title="The Tool",
    needs="trade",
    addresses=(ip_network("9.9.9.9"),),
    addresses_from="its page",
    whitelist_required=True,
)
PROFILES = {"tool": PROFILE, "alias": PROFILE}


def read(text: str) -> Inventory:
    return read_inventory(expand(text), shown_as="keys.yaml", today=TODAY, profiles=PROFILES)


def integration(name: str, fields: str) -> Integration:
    return read(f"version: 1\nintegrations:\n  {name}: {{{fields}}}\nkeys: []\n").integrations[name]


FROM_PROFILE = ("The Tool", "trade", ("9.9.9.9/32",), "its page", True, "tool")


@pytest.mark.parametrize(
    ("name", "fields", "expected"),
    [
        ("tool", "", FROM_PROFILE),
        ("alias", "", FROM_PROFILE),
        ("bot", "extends: tool", FROM_PROFILE),
        ("tool", "needs: read", ("The Tool", "read", *FROM_PROFILE[2:])),
        ("tool", "needs: unknown", ("The Tool", None, *FROM_PROFILE[2:])),
        ("tool", "addresses: [8.8.8.8]", ("The Tool", "trade", ("8.8.8.8/32",), *FROM_PROFILE[3:])),
        ("tool", "addresses: []", ("The Tool", "trade", (), *FROM_PROFILE[3:])),
        ("tool", "addresses_from: me", (*FROM_PROFILE[:3], "me", True, "tool")),
        ("tool", "whitelist: optional", (*FROM_PROFILE[:4], False, "tool")),
        ("tool", "whitelist: required", FROM_PROFILE),
        ("bot", "", ("bot", None, (), "", False, "")),
        ("bot", "whitelist: required", ("bot", None, (), "", True, "")),
    ],
)
def test_what_is_not_said_comes_from_the_profile(name: str, fields: str, expected: tuple[Any, ...]) -> None:
    found = integration(name, fields)
    addresses = tuple(map(str, found.addresses))
    assert (
        found.title,
        found.needs,
        addresses,
        found.addresses_from,
        found.whitelist_required,
        found.profile,
    ) == expected
    assert found.declared


def test_a_profile_that_a_key_names_joins_the_integrations() -> None:
    key = 'version: 1\nkeys:\n  - {name: k, api_key: "{{ a.key }}", status: active, used_by: [alias]}\n'
    found = read(key).integrations["alias"]
    assert (found.title, found.needs, found.profile, found.declared) == ("The Tool", "trade", "tool", False)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("version: [1", ["2:1"]),
        ("version: 1\nintegrations:\n  '': {addresses: [9.9.9.9/24]}\nkeys: []\n", ["3:3"]),
        ("version: 1\nintegrations:\n  'a\tb': {addresses: [9.9.9.9/24]}\nkeys: []\n", ["3:3"]),
        ("version: 1\nintegrations:\n  a: {addresses: [9.9.9.9/24]}\nkeys: []\n", ["3:19"]),
    ],
)
def test_what_cannot_be_read_causes_no_further_complaints(text: str, places: list[str]) -> None:
    assert [one.removeprefix("backpack-keys.yaml:").split(": ")[0] for one in problems(text)] == places


def test_shape_and_sense_are_complained_of_together() -> None:
    told = problems("version: 1\nversion: 1\nintegrations:\n  a: {needs: all}\nkeys: []\n")
    assert [one.split(": ")[0] for one in told] == ["backpack-keys.yaml:2:1", "backpack-keys.yaml:4:14"]


def key(fields: str) -> str:
    return f'version: 1\nkeys:\n  - name: k\n    api_key: "{{{{ a.key }}}}"\n    {fields}\n'


@pytest.mark.parametrize(
    ("fields", "is_right"),
    [
        ("created: 2026-08-02\n    expires: 2026-08-01", False),
        ("created: 2026-08-01\n    expires: 2026-08-01", True),
        ("created: 2026-08-01\n    expires: 2026-08-02", True),
        ("expires: 2026-08-01", True),
        ("created: 2026-08-01", True),
        ("created: 2026-09-01", True),
        ("created: 2026-09-02", False),
        ("revoked_on: 2026-09-01", True),
        ("revoked_on: 2026-09-02", False),
        ("revoked_on: 2026-08-01\n    status: revoked", True),
        ("revoked_on: 2026-08-01\n    status: unknown", True),
        ("revoked_on: 2026-08-01\n    status: active", False),
        ("status: active", True),
        ("created: 2026-08-02\n    revoked_on: 2026-08-01", False),
        ("created: 2026-08-01\n    revoked_on: 2026-08-01", True),
        ("created: 2026-08-01\n    revoked_on: 2026-08-02", True),
    ],
)
def test_which_days_can_be(fields: str, *, is_right: bool) -> None:
    if is_right:
        assert read(key(fields)).keys
    else:
        assert len(problems(key(fields))) == 1


@pytest.mark.parametrize(
    ("fields", "line", "is_declared"),
    [
        ("owner: me", 3, False),
        ("ip_whitelist: unknown", 3, False),
        ("ip_whitelist: []", 5, True),
        ("ip_whitelist: [9.9.9.9]", 5, True),
        ("owner: me\n    ip_whitelist:\n      - 9.9.9.9", 7, True),
    ],
)
def test_where_a_whitelist_is(fields: str, line: int, *, is_declared: bool) -> None:
    (found,) = read(key(fields)).keys
    assert (found.whitelist_span.line, found.whitelist_declared) == (line, is_declared)
    assert (found.whitelist_span == found.span) is not is_declared


def test_keys_without_a_name_do_not_repeat_each_other() -> None:
    told = problems("version: 1\nkeys:\n  - {api_key: x, status: active}\n  - {api_key: y, status: active}\n")
    assert [one.split(": ", 1)[1] for one in told] == ["a key lacks name; write a text"] * 2
