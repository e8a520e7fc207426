"""What holds a commit is known from the walk of the scan where all refs name one commit, and is the same as by another walk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from audited import audited
from repositories import Repository

from auditor.sources.git import known_walks
from auditor.sources.git.attribution import holders
from auditor.sources.git.command import Git
from auditor.sources.git.history import HistorySource
from auditor.sources.git.process import Running
from auditor.sources.git.revisions import all_revisions


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    known_walks._walks.clear()
    yield
    known_walks._walks.clear()


@pytest.fixture
def commits(repository: Repository) -> list[str]:
    return [repository.commit(f"change {number}") for number in range(3)]


def scan(path: Path) -> None:
    git = Git.at(path)
    audited(HistorySource(git, all_revisions(git)))


def held(
    repository: Repository, commits: list[str], monkeypatch: pytest.MonkeyPatch
) -> tuple[Mapping[str, object], int]:
    """Returns what holds the commits, and how many walks that took."""
    walks = 0
    start = Running.__init__

    def counted(self: Running, command: list[str], *rest: object, **named: object) -> None:
        nonlocal walks
        walks += "--topo-order" in command
        start(self, command, *rest, **named)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Running, "__init__", counted)
        return holders(Git.at(repository.path), commits), walks


def test_one_tip_needs_no_second_walk(
    repository: Repository, commits: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.git("branch", "other")
    expected = held(repository, commits, monkeypatch)
    scan(repository.path)
    assert expected[1] == 1
    assert held(repository, commits, monkeypatch) == (expected[0], 0)
    assert set(expected[0]) == set(commits)


def test_two_tips_are_walked_from(repository: Repository, commits: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    repository.git("branch", "older", commits[0])
    expected = held(repository, commits, monkeypatch)
    scan(repository.path)
    assert held(repository, commits, monkeypatch) == expected
    assert expected[1] == 1


def test_a_commit_that_the_walk_did_not_reach_is_looked_for(
    repository: Repository, commits: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.git("reset", "-q", "--hard", commits[1])
    scan(repository.path)
    found, walks = held(repository, commits, monkeypatch)
    assert set(found) == set(commits[:2])
    assert walks == 1


def test_a_long_walk_is_not_kept(repository: Repository, commits: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known_walks, "_MOST", 41 * len(commits) - 1)
    scan(repository.path)
    assert held(repository, commits, monkeypatch)[1] == 1
    monkeypatch.setattr(known_walks, "_MOST", 41 * len(commits))
    scan(repository.path)
    assert held(repository, commits, monkeypatch)[1] == 0
