"""`--trust BASE`: a branch cannot excuse itself, and what it changes in the settings is a finding; real repositories."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from repositories import Repository
from typer.testing import CliRunner

from auditor.classification.sample_keys import expand, specimen
from auditor.cli.application import app

PAIR = expand("BACKPACK_API_KEY={{ a.key }}\nBACKPACK_API_SECRET={{ a.secret }}\n")
LATER = expand("BACKPACK_API_KEY={{ b.key }}\nBACKPACK_API_SECRET={{ b.secret }}\n")
CHANGED = "BPK405"
RULE = """\
code: ORG001
slug: key-of-ours
title: A key of ours
subject: value
severity: SEVERITY
confidence: strong
when: value.published == "" && field.name == "BACKPACK_API_SECRET"
message: A key of ours
remediation: Ask the desk.
what: Finds keys of ours.
why: They are ours.
example: None.
use_instead: None.
references: [https://example.org]
examples:
  flag: [{title: one, files: {a.env: "BACKPACK_API_SECRET={{ a.secret }}"}}]
  pass: [{title: none, files: {a.env: "x=1"}}]
"""


def audit(repository: Repository, *options: str, command: str = "scan", code: int | None = None) -> dict[str, Any]:
    arguments = [command, "--format", "json", *options, "--generic", "off", str(repository.path)]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code in (0, 1), (result.output, result.stderr)
    if code is not None:
        assert result.exit_code == code, result.output
    assert specimen("a").secret not in result.output
    said: dict[str, Any] = json.loads(result.stdout)
    return said


def active(report: dict[str, Any]) -> dict[str, str]:
    return {one["rule_id"]: one["severity"] for one in report["findings"] if one["status"] == "active"}


def changes(report: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["location"]["path"], one["severity"]) for one in report["findings"] if one["rule_id"] == CHANGED]


@pytest.fixture
def branch(repository: Repository) -> Repository:
    """A repository with settings on main and a branch that is checked out."""
    repository.write(".backpack-audit.yaml", "exclude: [docs/]\n")
    repository.write("README.md", "A bot.\n")
    repository.commit()
    repository.git("checkout", "--quiet", "-b", "feature")
    return repository


def excludes(repository: Repository) -> None:
    repository.write(".backpack-audit.yaml", "exclude: [docs/, bot.env]\n")


def selects(repository: Repository) -> None:
    repository.write(".backpack-audit.yaml", "exclude: [docs/]\nselect: [BPK6]\n")


def ignores(repository: Repository) -> None:
    repository.write(".backpack-audit.yaml", "exclude: [docs/]\nignore: [BPK]\n")


def rates(repository: Repository) -> None:
    text = "exclude: [docs/]\nseverity: {BPK101: info, BPK102: info, BPK401: info, BPK402: info}\n"
    repository.write(".backpack-audit.yaml", text)


def fails_late(repository: Repository) -> None:
    repository.write(".backpack-audit.yaml", "exclude: [docs/]\nfail-on: critical\n")


def scans_elsewhere(repository: Repository) -> None:
    repository.write("src/a.py", "x = 1\n")
    repository.write(".backpack-audit.yaml", "exclude: [docs/]\npaths: [src]\n")


def moves_the_configuration(repository: Repository) -> None:
    repository.git("rm", "--quiet", ".backpack-audit.yaml")
    repository.write("pyproject.toml", '[tool.backpack-audit]\nexclude = ["bot.env"]\n')


@pytest.mark.parametrize("change", [excludes, selects, ignores, rates, fails_late, moves_the_configuration])
def test_a_configuration_of_the_branch_hides_nothing(branch: Repository, change: Callable[[Repository], None]) -> None:
    branch.write("bot.env", PAIR)
    change(branch)
    branch.commit()
    report = audit(branch, "--trust", "main", code=1)
    worst = active(report)["BPK101"]
    assert worst == "high"
    assert [severity for _, severity in changes(report)] == [worst]
    assert report["in_force"]["trusted"] == branch.git("rev-parse", "main")


def test_a_branch_that_scans_only_a_folder_hides_nothing(branch: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    branch.write("bot.env", PAIR)
    scans_elsewhere(branch)
    branch.write("src/b.env", LATER)
    branch.commit()
    monkeypatch.chdir(branch.path)
    result = CliRunner().invoke(app, ["scan", "--format", "json", "--generic", "off", "--trust", "main"])
    found = [one for one in json.loads(result.stdout)["findings"] if one["rule_id"] == CHANGED]
    assert "would hide or lower 1 finding (BPK101), up to high: paths adds src" in found[0]["message"]


def test_without_the_option_the_branch_decides(branch: Repository) -> None:
    branch.write("bot.env", PAIR)
    excludes(branch)
    branch.commit()
    report = audit(branch, code=0)
    assert report["in_force"]["trusted"] is None


def test_a_change_that_hides_nothing_is_info(branch: Repository) -> None:
    branch.write(".backpack-audit.yaml", "exclude: [docs/, build/]\n")
    branch.commit()
    report = audit(branch, "--trust", "main", code=0)
    assert changes(report) == [(".backpack-audit.yaml", "info")]
    assert "exclude adds build/" in report["findings"][0]["message"]


def test_a_remark_in_the_configuration_is_no_change(branch: Repository) -> None:
    branch.write(".backpack-audit.yaml", "# documentation\nexclude: [docs/]\n")
    branch.commit()
    assert changes(audit(branch, "--trust", "main", code=0)) == []


def test_what_the_base_changed_since_is_no_change_of_the_branch(branch: Repository) -> None:
    branch.write("a.txt", "a\n")
    branch.commit()
    branch.git("checkout", "--quiet", "main")
    branch.write(".backpack-audit.yaml", "exclude: [docs/, bot.env]\n")
    branch.commit()
    branch.git("checkout", "--quiet", "feature")
    branch.write("bot.env", PAIR)
    branch.commit()
    report = audit(branch, "--trust", "main", code=0)
    assert changes(report) == []
    assert active(report) == {}


def test_a_configuration_of_the_branch_that_is_wrong_stops_nothing(branch: Repository) -> None:
    branch.write("bot.env", PAIR)
    branch.write(".backpack-audit.yaml", "excluded: [docs/]\n")
    branch.commit()
    report = audit(branch, "--trust", "main", code=1)
    assert "BPK101" in active(report)
    assert changes(report) == [(".backpack-audit.yaml", "info")]


def test_an_entry_of_the_baseline_does_not_count(branch: Repository) -> None:
    branch.write("bot.env", PAIR)
    branch.commit()
    assert CliRunner().invoke(app, ["baseline", "create", str(branch.path)]).exit_code == 0
    branch.commit()
    assert "BPK101" not in active(audit(branch, code=0))
    report = audit(branch, "--trust", "main", code=1)
    assert active(report)["BPK101"] == "high"
    assert changes(report) == [(".backpack-audit.baseline.json", "high")]


def test_a_baseline_of_the_base_counts(branch: Repository) -> None:
    branch.git("checkout", "--quiet", "main")
    branch.write("bot.env", PAIR)
    branch.commit()
    assert CliRunner().invoke(app, ["baseline", "create", str(branch.path)]).exit_code == 0
    branch.commit()
    branch.git("checkout", "--quiet", "-B", "feature")
    branch.git("rm", "--quiet", ".backpack-audit.baseline.json")
    branch.commit()
    report = audit(branch, "--trust", "main", code=0)
    assert "BPK101" not in active(report)
    assert changes(report) == [(".backpack-audit.baseline.json", "info")]


def test_a_named_baseline_of_the_tree_comes_from_the_base_too(branch: Repository) -> None:
    branch.write("bot.env", PAIR)
    branch.commit()
    path = branch.path / "accepted.json"
    assert CliRunner().invoke(app, ["baseline", "create", "--baseline", str(path), str(branch.path)]).exit_code == 0
    branch.commit()
    assert "BPK101" in active(audit(branch, "--trust", "main", "--baseline", str(path), code=1))


@pytest.mark.parametrize("comment", ["backpack-audit: ignore", "pragma: allowlist secret", "gitleaks:allow"])
def test_an_inline_comment_of_the_branch_does_not_count(branch: Repository, comment: str) -> None:
    branch.write("bot.env", PAIR.replace("\n", f"  # {comment}\n"))
    branch.commit()
    assert "BPK101" not in active(audit(branch))
    report = audit(branch, "--trust", "main", code=1)
    assert active(report)["BPK101"] == "high"
    assert ("bot.env", "high") in changes(report)


def test_an_inline_comment_of_the_base_counts_wherever_its_line_moves(branch: Repository) -> None:
    branch.git("checkout", "--quiet", "main")
    branch.write("bot.env", PAIR.replace("\n", "  # backpack-audit: ignore\n"))
    branch.commit()
    branch.git("checkout", "--quiet", "-B", "feature")
    branch.write("bot.env", "# moved\n" + PAIR.replace("\n", "  # backpack-audit: ignore\n"))
    branch.commit()
    report = audit(branch, "--trust", "main", code=0)
    assert changes(report) == []
    branch.write("bot.env", LATER.replace("\n", "  # backpack-audit: ignore\n"))
    branch.commit()
    assert "BPK101" in active(audit(branch, "--trust", "main", code=1))


@pytest.fixture
def with_pack(branch: Repository) -> Repository:
    branch.git("checkout", "--quiet", "main")
    branch.write(".backpack-audit.yaml", "rules: [rules]\n")
    branch.write("rules/ORG001-key-of-ours.yaml", RULE.replace("SEVERITY", "critical"))
    branch.commit()
    branch.git("checkout", "--quiet", "-B", "feature")
    branch.write("desk.env", PAIR)
    return branch


def test_a_pack_of_the_branch_rates_nothing(with_pack: Repository) -> None:
    with_pack.write("rules/ORG001-key-of-ours.yaml", RULE.replace("SEVERITY", "info"))
    with_pack.commit()
    assert active(audit(with_pack))["ORG001"] == "info"
    report = audit(with_pack, "--trust", "main", code=1)
    assert active(report)["ORG001"] == "critical"
    assert changes(report) == [("rules/ORG001-key-of-ours.yaml", "critical")]


def test_a_rule_that_the_branch_removes_is_in_force(with_pack: Repository) -> None:
    with_pack.git("rm", "--quiet", "-r", "rules")
    with_pack.write(".backpack-audit.yaml", "{}\n")
    with_pack.commit()
    report = audit(with_pack, "--trust", "main", code=1)
    assert active(report)["ORG001"] == "critical"
    assert ("rules/ORG001-key-of-ours.yaml", "critical") in changes(report)


def test_rules_that_are_named_come_from_the_base(with_pack: Repository) -> None:
    with_pack.git("checkout", "--quiet", "main")
    with_pack.write(".backpack-audit.yaml", "{}\n")
    with_pack.commit()
    with_pack.git("checkout", "--quiet", "-B", "feature")
    with_pack.write("rules/ORG001-key-of-ours.yaml", RULE.replace("SEVERITY", "info"))
    with_pack.commit()
    report = audit(with_pack, "--trust", "main", "--rules", str(with_pack.path / "rules"), code=1)
    assert active(report)["ORG001"] == "critical"


def test_a_range_is_judged_by_its_base(branch: Repository) -> None:
    branch.write("bot.env", PAIR)
    excludes(branch)
    branch.commit()
    report = audit(branch, "--trust", "main", "--range", "main..feature", code=1)
    assert "BPK101" in active(report)
    assert changes(report) == [(".backpack-audit.yaml", "high")]


def test_policy_and_its_comments_come_from_the_base(branch: Repository) -> None:
    inventory = 'version: 1\nkeys:\n  - name: a\n    status: active\n    read_only: false\n    api_key: "KEY"\n'
    branch.write("backpack-keys.yaml", inventory.replace("KEY", specimen("a").key))
    branch.git("checkout", "--quiet", "-B", "main")
    branch.commit()
    branch.git("checkout", "--quiet", "-B", "feature")
    assert "BPK601" in active(audit(branch, "--trust", "main", command="policy"))
    text = inventory.replace("KEY", specimen("a").key).replace("  - name: a", "  - name: a # backpack-audit: ignore")
    branch.write("backpack-keys.yaml", text)
    branch.write(".backpack-audit.yaml", "ignore: [BPK6]\n")
    branch.commit()
    assert "BPK601" not in active(audit(branch, command="policy"))
    report = audit(branch, "--trust", "main", command="policy")
    assert "BPK601" in active(report)
    assert {path for path, _ in changes(report)} == {".backpack-audit.yaml", "backpack-keys.yaml"}


def test_from_a_folder_below_the_root(branch: Repository) -> None:
    branch.write("bots/bot.env", PAIR)
    branch.write(".backpack-audit.yaml", "exclude: [docs/, bots/bot.env]\n")
    branch.commit()
    arguments = ["scan", "--format", "json", "--trust", "main", str(branch.path / "bots")]
    report = json.loads(CliRunner().invoke(app, arguments).stdout)
    assert "BPK101" in active(report)
    assert changes(report) == [("../.backpack-audit.yaml", "high")]


def test_nothing_is_left_behind(branch: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    audit(branch, "--trust", "main")
    assert list((tmp_path / "temporary").iterdir()) == []


@pytest.mark.parametrize("revision", ["nowhere", "-h", "main:README.md"])
def test_a_revision_that_git_does_not_know(branch: Repository, revision: str) -> None:
    result = CliRunner().invoke(app, ["scan", f"--trust={revision}", str(branch.path)])
    assert result.exit_code == 2 or "knows no such commit" in str(result.exception), result.output
