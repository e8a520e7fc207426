"""Where reports send people for the explanation of a rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.inventory.policy_facts import POLICY_FACTS
from auditor.rulebook.rulebook import HELP_URI, load


def address(code: str) -> str:
    return next(info.help_uri for info in load().infos() if info.code == code)


@pytest.mark.parametrize("base", ["", "javascript:alert(1)//", "http://example.com/rules"])
def test_without_an_address_it_is_the_first_reference(base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HELP_URI, base)
    assert address("BPK101").startswith("https://docs.backpack.exchange/")


@pytest.mark.parametrize("base", ["https://example.com/docs/rules", "https://example.com/docs/rules/"])
def test_with_an_address_it_is_the_page_of_the_rule(base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HELP_URI, base)
    assert address("BPK101") == "https://example.com/docs/rules/BPK101.md"


def test_a_rule_of_another_pack_has_no_page_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HELP_URI, "https://example.com/docs/rules")
    pack = Path(__file__).parents[3] / "docs" / "house-rules"
    addresses = [info.help_uri for info in load((pack,), POLICY_FACTS).infos() if not info.code.startswith("BPK")]
    assert addresses
    assert not any(address.startswith("https://example.com/docs/rules") for address in addresses)
