"""What a plain scan says of the history that it does not read."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace
from reach_scene import scanned
from repositories import Repository

from auditor import AuditRequest, Scope, audit
from auditor.classification.sample_keys import expand

LEFT = "the last `scan --history` had {} in commits, which this scan does not read"
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


def test_a_leak_in_commits_is_not_forgotten_by_a_plain_scan(repository: Repository) -> None:
    repository.write("bot.env", expand("BACKPACK_API_KEY={{ a.key }}\nBACKPACK_API_SECRET={{ a.secret }}\n"))
    repository.commit()
    repository.write("bot.env", "BACKPACK_API_KEY=\n")
    repository.commit()
    history = AuditRequest(paths=(repository.path,), scope=Scope.HISTORY, jobs=1)
    assert len(audit(history).findings) == 1
    found = scanned(repository.path)
    assert (found.findings, found.notes) == ((), (LEFT.format("1 finding"),))
    repository.commit()
    assert scanned(repository.path).notes == (NOTE.format("1 commit"), LEFT.format("1 finding"))
    audit(replace(history, ignore=("BPK1",)))
    assert scanned(repository.path).notes == ()


def test_without_commits_or_git_there_is_nothing_to_say(repository: Repository, tmp_path: Path) -> None:
    assert scanned(repository.path).notes == ()
    (tmp_path / "plain").mkdir()
    assert scanned(tmp_path / "plain").notes == ()
