"""Tracing objects to commits: two gits that go through half of a long history each say what one says."""

from __future__ import annotations

import pytest
from repositories import Repository

from auditor.sources.git import attribution
from auditor.sources.git.attribution import attribute
from auditor.sources.git.command import Git


@pytest.mark.parametrize("few", [0, 256])
def test_halves_of_a_history_say_what_the_whole_says(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    for number in range(5):
        repository.write("bot.env", f"version {number}")
        repository.write(f"{number}.env", "the same everywhere")
        repository.commit(f"commit {number}")
    git = Git(str(repository.path))
    named = [line.split(" ")[0] for line in git.ask("rev-list", "--objects", "--all").output.decode().splitlines()]
    monkeypatch.setattr(attribution, "_FEW", few)
    whole = attribute(git, ("--all", "--"), (), named, named[:2])
    assert len(whole.commits) == 5
    assert sum(map(len, whole.blobs.values())) == 10
    monkeypatch.setattr(attribution, "_WORTH_TWO", 2)
    for commits in range(2, 12):
        assert attribute(git, ("--all", "--"), (), named, named[:2], commits=commits) == whole
