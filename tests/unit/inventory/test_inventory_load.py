from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from policy_scene import TODAY, inventory

from auditor.classification.ed25519 import token
from auditor.classification.sample_keys import expand, specimen
from auditor.errors import ConfigurationError
from auditor.inventory.inventory import Inventory
from auditor.inventory.load_inventory import load_inventory
from auditor.inventory.profiles import load_profiles

WHOLE = """\
version: 1
account: {two_factor: true, withdrawal_delay_hours: 24, withdrawal_addresses_without_2fa: [cold wallet, other exchange]}
integrations:
  tealstreet: {needs: trade, addresses: [203.0.113.10, 203.0.113.11]}
  reports: {extends: tax-tracker}
keys:
  - name: tealstreet-main
    api_key: {{ a.key }}
    status: active            # active | revoked
    read_only: false
    subaccount: perp-bot
    ip_whitelist: [203.0.113.10, "2001:db8::1"]
    used_by: [tealstreet, hummingbot]
    owner: desk@example.com
    created: 2026-08-01
    rotate_after_days: 90
    expires: 2027-01-01
    note: |
      made by hand
  - name: old
    api_key: {{ b.key }}
    status: revoked
    read_only: true
    revoked_on: 2026-08-31
"""
KEY = '  - {name: bot, api_key: "{{ a.key }}", status: active, read_only: false'


def key(fields: str) -> str:
    return f"version: 1\nkeys:\n{KEY}{fields}}}\n"


def problems(text: str, *, today: date = TODAY) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        inventory(text, today=today)
    return str(caught.value).splitlines()


def test_a_whole_inventory_is_typed() -> None:
    found = inventory(WHOLE)
    main, old = found.keys
    assert found.account.exempt_addresses == 2
    assert main.token == token(specimen("a").public_key)
    assert (main.status, main.read_only, main.subaccount, main.owner) == (
        "active",
        False,
        "perp-bot",
        "desk@example.com",
    )
    assert (main.created, main.expires, main.rotate_after_days) == (date(2026, 8, 1), date(2027, 1, 1), 90)
    assert [entry.text for entry in main.entries] == ["203.0.113.10", "2001:db8::1"]
    assert (old.status, old.revoked_on, old.is_active) == ("revoked", date(2026, 8, 31), False)
    assert (main.span.line, main.span.column) == (7, 11)
    assert [(entry.span.line, entry.span.column) for entry in main.entries] == [(12, 20), (12, 34)]


def test_integrations_are_declared_supplied_by_a_profile_or_both() -> None:
    found = inventory(WHOLE).integrations
    assert [str(network) for network in found["tealstreet"].addresses] == ["203.0.113.10/31"]
    assert found["tealstreet"].whitelist_required
    assert found["reports"].needs == "read"
    assert found["reports"].title == "tax software"
    assert (found["hummingbot"].needs, found["hummingbot"].declared) == ("trade", False)


def test_an_inventory_holds_no_text_of_a_key() -> None:
    assert specimen("a").key not in repr(inventory(WHOLE))


def test_what_is_marked_unknown_is_remembered_by_name() -> None:
    found = inventory(
        "version: 1\naccount: {two_factor: unknown, withdrawal_delay_hours: unknown}\nkeys:\n"
        '  - {name: bot, api_key: "{{ a.key }}", status: unknown, read_only: unknown, ip_whitelist: unknown, owner: unknown}\n'
    )
    assert found.account.unknown == ("two_factor", "withdrawal_delay_hours")
    assert found.keys[0].unknown == ("status", "read_only", "ip_whitelist", "owner")
    assert found.keys[0].read_only is None
    assert found.keys[0].is_active


def test_what_nobody_has_filled_in_is_remembered_too() -> None:
    """`policy init` leaves all but name and API key commented out; then what is absent is open, and no statement."""
    rest = ("subaccount", "ip_whitelist", "used_by", "owner", "created", "rotate_after_days")
    for given, unknown in (
        ("", ("status", "read_only", *rest)),
        (", owner: desk", ("status", "read_only", *(name for name in rest if name != "owner"))),
        (", status: active", ("read_only",)),
        (", status: unknown", ("status", "read_only")),
        (", status: active, read_only: true", ()),
    ):
        found = inventory(f'version: 1\nkeys:\n  - {{name: bot, api_key: "{{{{ a.key }}}}"{given}}}\n')
        assert found.keys[0].unknown == unknown


def test_a_value_that_is_no_api_key_is_left_to_the_scan() -> None:
    for value in ("{{ a.secret }}", "{{ a.key | hex }}", "your-api-key", "{{ a.key | noncanonical }}"):
        found = inventory(
            f'version: 1\nkeys:\n  - {{name: bot, api_key: "{value}", status: active, read_only: false}}\n'
        )
        assert found.keys[0].token is None


WRONG = [
    ("", ["keys.yaml:1:1: an inventory begins with `version: 1`"]),
    ("[]", ["keys.yaml:1:1: an inventory must be a mapping of version, account, integrations and keys"]),
    ("version: 2\nkeys: []", ["keys.yaml:1:10: an inventory begins with `version: 1`"]),
    ('version: "1"\nkeys: []', ["keys.yaml:1:10: an inventory begins with `version: 1`"]),
    ("version: 1", ["keys.yaml:1:1: an inventory lists its keys"]),
    ("version: 1\nkeys: {}", ["keys.yaml:2:7: keys must be a list"]),
    ("version: 1\nkeys: [1]", ["keys.yaml:2:8: a key must be a mapping of name, api_key"]),
    ("version: 1\nkeys: []\nkey: []", ["keys.yaml:3:1: an inventory has no key 'key' (did you mean keys?)"]),
    ("version: 1\nkeys:\n\t- name: x", ["keys.yaml:3:1: a tab is before the text"]),
    ("version: 1\nversion: 1\nkeys: []", ["keys.yaml:2:1: the key 'version' is here again; it is on line 1"]),
    ("version: 1\nkeys: []\n---\nversion: 1", ["keys.yaml:3:1: a second document begins here"]),
    ("version: 1\nkeys: [", ["this is not valid YAML"]),
    ("version: 1\nkeys: [{name: \x07}]", ["this character is not allowed in YAML"]),
    ("version: 1\nkeys: " + "[" * 50, ["this nests deeper than anything that belongs here"]),
    ("version: 1\nkeys: &all []", ["keys.yaml:2:7: an anchor"]),
    ("version: 1\nkeys: !!seq []", ["keys.yaml:2:7: a tag"]),
    (key(", owner: !!str 1"), ["a tag"]),
    (key(", owner: *x"), ["an alias"]),
    ("version: 1\naccount: []\nkeys: []", ["keys.yaml:2:10: account must be a mapping of two_factor"]),
    ("version: 1\naccount: {two_factor: yes}\nkeys: []", ["keys.yaml:2:23: two_factor must be true, false or unknown"]),
    (
        'version: 1\naccount: {two_factor: "true"}\nkeys: []',
        ["two_factor must be true, false or unknown, without quotes"],
    ),
    (
        'version: 1\naccount: {withdrawal_delay_hours: "24"}\nkeys: []',
        ["keys.yaml:2:35: withdrawal_delay_hours must be a whole number (no quotes) from 0 to 8760 or unknown"],
    ),
    ("version: 1\naccount: {withdrawal_delay_hours: -1}\nkeys: []", ["must be a whole number (no quotes) from 0"]),
    (
        "version: 1\naccount: {withdrawal_addresses_without_2fa: {a: 1}}\nkeys: []",
        ["must be a number, a list or unknown"],
    ),
    ("version: 1\nintegrations: []\nkeys: []", ["keys.yaml:2:15: integrations must be a mapping of names"]),
    ("version: 1\nintegrations: {bot: {needs: trading}}\nkeys: []", ["not 'trading' (did you mean trade?)"]),
    (
        "version: 1\nintegrations: {bot: {extends: tealstret}}\nkeys: []",
        ["there is no profile 'tealstret' (did you mean tealstreet?); there are ccxt,"],
    ),
    (
        "version: 1\nintegrations: {bot: {addresses: [203.0.113.10/24]}}\nkeys: []",
        ["keys.yaml:2:34: addresses holds 203.0.113.10/24: it has a prefix length", "write 203.0.113.10"],
    ),
    ("version: 1\nkeys:\n  - {name: bot}", ["a key lacks api_key"]),
    (key(", statu: x"), ["a key has no key 'statu' (did you mean status?); it may have name, api_key, status,"]),
    (key(", status: active"), ["the key 'status' is here again; it is on line 3 already"]),
    (key(", owner: "), ["owner is empty; write a text or unknown, or delete the line"]),
    (key(", owner: ' '"), ["owner is empty"]),
    (key(", owner: [a]"), ["owner must be a text or unknown"]),
    (key(", owner: 12"), ["owner must be a text; put it in quotes if it is one"]),
    (key(", note: [a]"), ["note must be a text"]),
    (key(", note: 2"), ["note must be a text; put it in quotes"]),
    (key(", subaccount: 2"), ["subaccount must be a text; put it in quotes"]),
    (key(", ip_whitelist: 203.0.113.10"), ["ip_whitelist must be a list or unknown: one entry a line"]),
    ("version: 1\naccount:\nkeys: []", ["keys.yaml:2:1: account is empty; write a mapping of two_factor"]),
    ("version: 1\nintegrations: {bot: ~}\nkeys: []", ["keys.yaml:2:16: bot is empty; write a mapping of extends"]),
    ("version: 1\nintegrations: {bot: x}\nkeys: []", ["keys.yaml:2:21: integration bot must be a mapping of extends"]),
    (key(", ip_whitelist: [[203.0.113.10]]"), ["an entry of ip_whitelist must be a text"]),
    (
        key(", used_by: [humingbot]"),
        ["there is no integration 'humingbot' (did you mean hummingbot?)", "or name a profile: ccxt"],
    ),
    (key(", used_by: [ccxt, ccxt]"), ["used_by names 'ccxt' twice"]),
    (key(', rotate_after_days: "90"'), ["rotate_after_days must be a whole number (no quotes) from 1 to 3650"]),
    (key(", rotate_after_days: 90.0"), ["rotate_after_days must be a whole number"]),
    (key(", created: 1.8.2026"), ["created must be a date as 2026-08-31 or unknown"]),
    (key(", created: 2026-02-30"), ["created must be a date as 2026-08-31"]),
    (key(", created: 2026-09-02"), ["created is 2026-09-02, after the day of this audit, 2026-09-01"]),
    (key(", created: 2026-08-01, expires: 2026-07-01"), ["expires is 2026-07-01, before the key was created"]),
    (key(", revoked_on: 2026-08-01"), ["revoked_on contradicts `status: active`"]),
    (
        "version: 1\nkeys:\n" + KEY + "}\n" + KEY.replace("a.key", "b.key") + "}",
        ["there is a key 'bot' on line 3 already"],
    ),
    (
        "version: 1\nkeys:\n" + KEY + "}\n" + KEY.replace("bot", "two") + "}",
        ["the API key of 'bot' on line 3; list it once"],
    ),
]


@pytest.mark.parametrize(("text", "said"), WRONG)
def test_what_is_wrong_is_said_with_its_place(text: str, said: list[str]) -> None:
    told = "\n".join(problems(text)).replace("backpack-keys.yaml", "keys.yaml")
    for part in said:
        assert part in told


def test_a_date_is_in_the_future_by_the_clock_that_is_given() -> None:
    text = key(", created: 2026-09-02")
    assert inventory(text, today=date(2026, 9, 2)).keys[0].created == date(2026, 9, 2)
    assert problems(text, today=date(2026, 9, 1))


def test_all_complaints_come_together_in_the_order_of_the_file() -> None:
    told = problems(key(', created: 2027-01-01, rotate_after_days: "90", owner: 1') + "extra: 1\n")
    assert [line.split(": ")[0] for line in told] == [
        f"backpack-keys.yaml:{location}" for location in ("3:117", "3:148", "3:161", "4:1")
    ]


def test_very_many_complaints_are_counted() -> None:
    text = "version: 1\nkeys:\n" + "".join(f"  - {{nme: {number}x}}\n" for number in range(30))
    told = problems(text)
    assert told[-1].startswith("and ")
    assert len(told) == 21


SECRETS = [
    "version: 1\nkeys: []\n{{ a.secret }}: x\n",
    key(", owner: {{ a.secret }}"),
    key(', owner: "{{ a.secret | hex }}"'),
    key(", status: {{ a.secret }}"),
    key(", used_by: [{{ a.secret }}]"),
    key(", subaccount: {{ a.secret | base58 }}"),
    "version: 1\nintegrations: {bot: {extends: '{{ a.secret }}', addresses: ['{{ a.secret }}']}}\nkeys: []\n",
    "version: 1\nintegrations: {'{{ a.secret }}': {needs: read}}\nkeys: []\n",
    "version: 1\nintegrations: {'{{ a.secret }}': ~}\nkeys: []\n",
    "version: 1\nkeys: [{name: '{{ a.secret }}', api_key: '{{ a.secret }}', status: active, read_only: no}]\n",
    "version: {{ a.secret }}\nkeys: '{{ a.secret }}'\n",
    "version: 1\nkeys: [{{ a.secret }}: &{{ a.secret }} ]",
    "version: 1\nkeys: *{{ a.secret | base58 }}",
]


@pytest.mark.parametrize("text", SECRETS)
def test_no_complaint_repeats_what_could_be_a_secret(text: str) -> None:
    told = "\n".join(problems(text))
    for form in ("secret", "secret | hex", "secret | base58", "secret | unpadded"):
        assert expand(f"{{{{ a.{form} }}}}") not in told


def test_inline_comments_belong_to_the_key_they_stand_at() -> None:
    found = inventory(
        "version: 1\nkeys:\n"
        "  - name: bot # backpack-audit: ignore[BPK509] -- a trial\n"
        "    api_key: {{ a.key }}\n    status: active\n    read_only: false\n"
        "    ip_whitelist:\n"
        "      - 10.0.0.1 # backpack-audit: ignore\n"
        "      - 10.0.0.2\n"
    ).keys[0]
    assert [(pragma.codes, pragma.reason) for pragma in found.pragmas] == [(("BPK509",), "a trial")]
    assert [bool(entry.pragmas) for entry in found.entries] == [True, False]


def load(path: Path) -> Inventory:
    return load_inventory(path, shown_as="keys.yaml", today=TODAY, profiles=load_profiles())


def test_a_file_is_read_with_and_without_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "keys.yaml"
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        path.write_text(expand(WHOLE), encoding=encoding)
        assert load(path) == load(path)


@pytest.mark.parametrize("size", [(2 << 20) + 1, 50 << 20])
def test_an_enormous_file_is_not_even_read(tmp_path: Path, size: int) -> None:
    path = tmp_path / "keys.yaml"
    path.touch()
    os.truncate(path, size)
    with pytest.raises(ConfigurationError, match=r"keys\.yaml: a key inventory is a file of at most 2048 KiB"):
        load(path)


def test_a_file_of_two_megabytes_is_read(tmp_path: Path) -> None:
    text = "version: 1\nkeys: []\n#"
    (tmp_path / "keys.yaml").write_text(text + "x" * ((2 << 20) - len(text)))
    assert load(tmp_path / "keys.yaml").keys == ()


def test_what_is_no_file_or_no_text_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="inventory"):
        load(tmp_path)
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load(tmp_path / "missing.yaml")
    (tmp_path / "latin.yaml").write_bytes(b"version: 1\n# caf\xe9\nkeys: []\n")
    with pytest.raises(ConfigurationError, match=r"keys\.yaml:2: the key inventory must be UTF-8"):
        load(tmp_path / "latin.yaml")


def test_an_account_is_declared_where_it_is_there() -> None:
    assert not inventory("version: 1\nkeys: []\n").account.declared
    found = inventory("version: 1\naccount: {two_factor: unknown} # gitleaks:allow\nkeys: []\n").account
    assert found.declared
    assert (found.unknown, found.span.line, found.span.column) == (("two_factor",), 2, 1)
    assert [one.marker for one in found.pragmas] == ["gitleaks:allow"]
    assert inventory(WHOLE).account.two_factor is True
    assert inventory(WHOLE).account.withdrawal_delay_hours == 24


@pytest.mark.parametrize("marker", ["backpack-audit: ignore", "pragma: allowlist secret", "gitleaks:allow"])
def test_comments_of_each_tool_are_kept_where_they_count(marker: str) -> None:
    text = f'version: 1\nkeys:\n  - name: bot  # {marker}\n    api_key: "{{{{ a.key }}}}"\n    ip_whitelist:\n      - 9.9.9.9  # {marker}\n'
    (one,) = inventory(text).keys
    assert [len(pragmas) for pragmas in (one.pragmas, one.entries[0].pragmas)] == [1, 1]
    (bare,) = inventory(text.replace(marker, "nothing")).keys
    assert (bare.pragmas, bare.entries[0].pragmas) == ((), ())
