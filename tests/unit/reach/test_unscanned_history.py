"""What a plain scan says of the history that it does not read."""

from __future__ import annotations

from pathlib import Path

from reach_scene import scanned
from repositories import Repository

from auditor import AuditRequest, Scope, audit

NOTE = "history not scanned ({}): --history"


def test_a_plain_scan_says_how_many_commits_it_has_not_read(repository: Repository) -> None:
    repository.commit()
    assert NOTE.format("1 commit") in scanned(repository.path).notes
    repository.commit()
    repository.commit()
    assert NOTE.format("3 commits") in scanned(repository.path).notes


def test_a_scan_of_the_history_is_remembered(repository: Repository) -> None:
    repository.commit()
    audit(AuditRequest(paths=(repository.path,), scope=Scope.HISTORY, jobs=1))
    assert scanned(repository.path).notes == ()
    repository.commit()
    assert scanned(repository.path).notes == (NOTE.format("1 commit"),)


def test_without_commits_or_git_there_is_nothing_to_say(repository: Repository, tmp_path: Path) -> None:
    assert scanned(repository.path).notes == ()
    (tmp_path / "plain").mkdir()
    assert scanned(tmp_path / "plain").notes == ()
