"""The whole text of an inventory as it is written first, and what its entries are called."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from auditor.classification.ed25519 import token
from auditor.classification.sample_keys import specimen
from auditor.inventory.inventory import Inventory, Key
from auditor.inventory.observations import Observations
from auditor.inventory.write_inventory import _names, add_to_inventory, skeleton
from auditor.model.evidence import Evidence
from auditor.model.location import Exposure, Location, Provenance, Reach, Span
from auditor.model.material import Context, Encoding, Kind, Material, Role

TODAY = date(2026, 9, 1)
KEY = specimen("a").public_key
FIELDS = """\
    # status: active            # or revoked
    # read_only: false          # or true
    # subaccount: main          # or its name
    # ip_whitelist: []          # its entries
    # used_by: []               # integrations
    # owner: desk@example.com   # best an e-mail address
    # created: 2026-09-01
    # rotate_after_days: 90
"""


def seen(path: str = "bot/.env", *, line: int = 1, reach: Reach = Reach.PUBLISHED, **given: Any) -> Evidence:
    span = Span(line, 1, line, 45)
    defaults = {"role": Role.API_KEY, "context": Context.NAME, "kind": Kind.ED25519, "encoding": Encoding.BASE64}
    material = Material(span=span, **{**defaults, "name": "KEY", "is_point": True, **given})
    return Evidence(
        material=material,
        location=Location(path, span),
        provenance=Provenance(path, Exposure.TRACKED, traced_reach=reach),
    )


def of_key(path: str = "bot/.env", name: bytes = b"k") -> Observations:
    return Observations(token=name, keys=(seen(path, token=name),))


def of_secret(path: str = "bot/.env", reach: Reach = Reach.PUBLISHED) -> Observations:
    one = seen(path, reach=reach, role=Role.API_SECRET, public_key=KEY, public_key_token=token(KEY))
    return Observations(token=token(KEY), secrets=(one,))


def test_a_first_inventory() -> None:
    text = skeleton([of_secret("a/.env"), of_key("b.yaml"), of_key("c.yaml", b"c")], {b"k": "B64"}, TODAY)
    head, _, keys = text.partition("\nkeys:\n")
    assert head.endswith("#   my-bot: {needs: trade, addresses: [198.51.100.10]}\n")
    assert "on 2026-09-01, when a scan saw 3 API keys; yours" in head
    assert keys == (
        "  # Seen at a/.env:1 (KEY).\n"
        "  # Its secret is at a/.env:1 (KEY): delete this key on the exchange first.\n"
        f"  - name: a-env\n    api_key: {specimen('a').key}\n{FIELDS}\n"
        f"  # Seen at b.yaml:1 (KEY).\n  - name: b-yaml\n    api_key: B64\n{FIELDS}\n"
        "  # Seen at c.yaml:1 (KEY).\n"
        "  # Copy the API key from there or from the exchange; the scan could not read it a second time.\n"
        f"  - name: c-yaml\n    api_key: unknown\n{FIELDS}"
    )
    assert skeleton([], {}, TODAY).endswith("\n\nkeys: []\n")


def test_a_secret_that_is_no_leak_is_not_to_be_deleted() -> None:
    text = skeleton([of_secret(reach=Reach.MACHINE)], {}, TODAY)
    assert "# Seen at bot/.env:1 (KEY).\n  - name: bot-env\n" in text


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("bot/.env", "bot-env"),
        ("x/bot/.env", "bot-env"),
        (".env", "env"),
        ("Bot 2/My.ENV", "bot-2-my-env"),
        ("-/_", "key"),
        ("密/钥", "key"),
        ("a" * 39 + "/b", "a" * 39 + "-"),
        ("a" * 41, "a" * 40),
    ],
)
def test_what_a_key_is_called_by_its_first_place(path: str, name: str) -> None:
    assert list(_names([of_key(path)])) == [name]


def test_names_are_unique() -> None:
    three = [of_key(), of_key(), of_key()]
    assert list(_names(three)) == ["bot-env", "bot-env-2", "bot-env-3"]
    assert list(_names(three, {"bot-env", "bot-env-3"})) == ["bot-env-2", "bot-env-4", "bot-env-5"]


def test_a_path_stays_on_its_line() -> None:
    assert "# Seen at a?b:1 (KEY).\n" in skeleton([of_key("a\nb")], {}, TODAY)


@pytest.mark.parametrize(
    ("listed", "revealed", "count"),
    [
        ({}, {}, 1),
        ({}, {b"k": "B64"}, 1),
        ({"name": "bot-env"}, {}, 0),
        ({"name": "bot-env"}, {b"k": "B64"}, 1),
        ({"name": "other"}, {}, 1),
        ({"name": "bot-env", "token": b"x"}, {}, 1),
        ({"name": "other", "token": b"k"}, {}, 0),
    ],
)
def test_which_keys_an_inventory_lacks(listed: dict[str, Any], revealed: dict[bytes, str], *, count: int) -> None:
    text = "version: 1\nkeys:\n  - name: x\n"
    span = Span(3, 1, 3, 2)
    keys = (Key(**{"name": "x", "token": None, "span": span, "whitelist_span": span, **listed}),) if listed else ()
    inventory = Inventory(path="keys.yaml", keys=keys)
    after, added = add_to_inventory(text, inventory, [seen(token=b"k")], lambda _: revealed, TODAY)
    assert added == count
    assert (after == text) is (count == 0)
    number = "-2" if listed.get("name") == "bot-env" else ""
    assert (f"  - name: bot-env{number}\n" in after) is (count == 1)


def test_an_entry_that_waits_for_its_key_does_not_hide_one_that_a_secret_proves() -> None:
    text = "version: 1\nkeys:\n  - name: bot-env\n"
    span = Span(3, 1, 3, 2)
    waiting = Inventory(path="keys.yaml", keys=(Key(name="bot-env", token=None, span=span, whitelist_span=span),))
    after, added = add_to_inventory(text, waiting, of_secret().secrets, lambda _: {}, TODAY)
    assert added == 1
    assert f"  - name: bot-env-2\n    api_key: {specimen('a').key}\n" in after
