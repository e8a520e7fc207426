"""The HTML report as the command writes it, for `scan`, `check` and `policy`, with keys named where there is an inventory."""

from __future__ import annotations

from pathlib import Path

import pytest
from command import Command
from repositories import Repository

from auditor.classification.sample_keys import expand, specimen

INVENTORY = """\
version: 1
account: {two_factor: true, withdrawal_delay_hours: 24, withdrawal_addresses_without_2fa: 0}
keys:
  - name: grid-main
    api_key: "{{ html-one.key }}"
    status: active
    read_only: true
    ip_whitelist: [18.176.40.9]
    used_by: []
"""
COMMANDS = {"scan": ["scan"], "check": ["check"], "policy": ["policy"], "history": ["scan", "--history"]}


@pytest.fixture
def command(shared_cache: Path) -> Command:
    return Command(shared_cache)


@pytest.fixture
def leaked(repository: Repository) -> Repository:
    """A tracked pair, and an inventory that knows its key."""
    pair = "BACKPACK_API_KEY={{ html-one.key }}\nBACKPACK_API_SECRET={{ html-one.secret }}\n"
    repository.write("bot.env", expand(pair))
    repository.write("backpack-keys.yaml", expand(INVENTORY))
    repository.commit()
    return repository


@pytest.mark.parametrize("arguments", COMMANDS.values(), ids=COMMANDS)
def test_every_audit_writes_a_page_that_names_the_key(
    command: Command, leaked: Repository, tmp_path: Path, arguments: list[str]
) -> None:
    file = tmp_path / "report.html"
    command(leaked.path, *arguments, "--format", f"html={file}")
    page = file.read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert page.endswith("</html>\n")
    assert "grid-main" in page
    assert (specimen("html-one").key[:8] in page) is (arguments != ["check"])  # all is in order there
    assert specimen("html-one").secret not in page


def test_json_knows_the_same_keys(command: Command, leaked: Repository) -> None:
    keys = command(leaked.path, "scan", "--format", "json").report["keys"]
    assert [(key["name"], key["permission"]) for key in keys] == [("grid-main", "read")]
    assert {place["location"]["path"] for place in keys[0]["places"]} == {"bot.env"}


def test_an_inventory_that_cannot_be_read_is_said_and_hides_nothing(command: Command, leaked: Repository) -> None:
    leaked.write("backpack-keys.yaml", "version: 2\n")
    report = command(leaked.path, "scan", "--format", "json").report
    assert report["keys"] == []
    assert "the key inventory cannot be read" in report["notes"][-1]
    assert report["summary"]["high"] == 1  # committed, and pushed nowhere


def test_without_an_inventory_no_key_has_a_name(command: Command, repository: Repository) -> None:
    repository.write("bot.env", expand("BACKPACK_API_SECRET={{ html-one.secret }}\n"))
    repository.commit()
    report = command(repository.path, "scan", "--format", "json").report
    assert (report["keys"], report["notes"]) == ([], ["history not scanned (1 commit): --history"])


def test_a_history_is_audited_with_an_inventory_that_no_commit_has(command: Command, repository: Repository) -> None:
    repository.write("bot.env", expand("BACKPACK_API_SECRET={{ html-one.secret }}\n"))
    repository.commit()
    repository.write("backpack-keys.yaml", expand(INVENTORY))
    keys = command(repository.path, "policy", "--history", "--format", "json").report["keys"]
    assert [key["name"] for key in keys] == ["grid-main"]
    assert [place["location"]["path"] for place in keys[0]["places"]] == ["bot.env"]
