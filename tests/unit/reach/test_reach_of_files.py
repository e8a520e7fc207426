"""How far a secret got that is in no commit: the rows `owner`, `machine`, `staged` and `unknown`."""

from __future__ import annotations

from pathlib import Path

import pytest
from reach_scene import PAIR, leaks, reach_of, scanned
from repositories import Repository

from auditor import Scope
from auditor.model.report import InPlace


def put(path: Path, mode: int = 0o600, text: str = PAIR) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def test_a_store_that_only_its_owner_reads_is_in_its_place(tmp_path: Path) -> None:
    put(tmp_path / ".env")
    report = scanned(tmp_path)
    assert not report.findings
    assert report.in_place == InPlace(pairs=1, secrets=1)
    assert report.exit_code == 0


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_a_store_that_others_read_is_no_leak_but_to_be_restricted(tmp_path: Path, mode: int) -> None:
    put(tmp_path / ".env", mode)
    report = scanned(tmp_path)
    assert [(one.rule_id, one.severity, one.reach, one.action) for one in report.active] == [
        ("BPK402", "medium", "machine", "restrict")
    ]
    assert report.in_place == InPlace()


def test_an_ignored_store_is_in_its_place(repository: Repository) -> None:
    repository.write(".gitignore", ".env\n")
    repository.commit()
    put(repository.path / ".env")
    report = scanned(repository.path)
    assert not report.findings
    assert report.in_place == InPlace(pairs=1, secrets=1)


def test_an_ignored_store_that_others_read_is_to_be_restricted(repository: Repository) -> None:
    repository.write(".gitignore", ".env\n")
    put(repository.path / ".env", 0o644)
    assert [(one.rule_id, one.reach) for one in scanned(repository.path).active] == [("BPK402", "machine")]


@pytest.mark.parametrize("name", [".env", "bot.py", "notes"])
def test_what_git_would_add_is_no_leak_yet(repository: Repository, name: str) -> None:
    put(repository.path / name)
    report = scanned(repository.path)
    assert [(one.rule_id, one.severity, one.reach, one.action) for one in report.active] == [
        ("BPK401", "medium", "machine", "move")
    ]


def test_a_folder_without_git_may_be_anything(tmp_path: Path) -> None:
    put(tmp_path / "bot.cfg")
    report = scanned(tmp_path)
    assert [(one.rule_id, one.severity, one.reach, one.action) for one in report.active] == [
        ("BPK101", "high", "unknown", "revoke")
    ]


def test_a_template_is_no_store(tmp_path: Path) -> None:
    put(tmp_path / ".env.example")
    assert reach_of(scanned(tmp_path)) == "unknown"


def test_what_is_staged_is_in_no_commit(repository: Repository) -> None:
    repository.commit()
    put(repository.path / "bot.cfg")
    repository.git("add", "bot.cfg")
    for scope in (Scope.WORKTREE, Scope.STAGED):
        report = scanned(repository.path, scope)
        assert [(one.rule_id, one.severity, one.reach, one.action) for one in leaks(report)] == [
            ("BPK101", "high", "staged", "unstage")
        ]
        assert "not left this machine" in leaks(report)[0].remediation


def test_staged_before_the_first_commit(repository: Repository) -> None:
    put(repository.path / "bot.cfg")
    repository.git("add", "bot.cfg")
    assert reach_of(scanned(repository.path, Scope.STAGED)) == "staged"


def test_a_change_that_is_not_staged_is_on_this_machine(repository: Repository) -> None:
    put(repository.path / "bot.cfg", text="nothing\n")
    repository.commit()
    put(repository.path / "bot.cfg")
    report = scanned(repository.path)
    assert [(one.rule_id, one.severity, one.reach) for one in report.active] == [("BPK401", "medium", "machine")]


def test_the_farthest_place_counts(repository: Repository) -> None:
    """The same secret in a file that is in its place and in a commit."""
    repository.write(".gitignore", ".env\n")
    put(repository.path / "bot.cfg")
    repository.commit()
    put(repository.path / ".env", 0o644)
    report = scanned(repository.path)
    assert {(one.rule_id, one.reach) for one in report.active} == {("BPK101", "local"), ("BPK402", "local")}
    stored = next(one for one in report.active if one.rule_id == "BPK402")
    assert [(other.role, other.location.path) for other in stored.related if other.role == "also"] == [
        ("also", "bot.cfg")
    ]
    assert report.in_place == InPlace()


@pytest.mark.parametrize("scope", [Scope.WORKTREE, Scope.STAGED])
def test_in_ci_what_is_checked_out_is_published(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, scope: Scope
) -> None:
    put(repository.path / "bot.cfg")
    repository.git("add", "bot.cfg")
    monkeypatch.setenv("CI", "true")
    report = scanned(repository.path, scope)
    assert [(one.rule_id, one.severity, one.reach, one.action) for one in leaks(report)] == [
        ("BPK101", "critical", "published", "revoke")
    ]


@pytest.mark.parametrize("value", ["", "0", "false"])
def test_a_variable_of_ci_may_say_no(repository: Repository, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    put(repository.path / "bot.cfg")
    repository.git("add", "bot.cfg")
    monkeypatch.setenv("CI", value)
    assert reach_of(scanned(repository.path)) == "staged"
