"""How far a secret of a range got: what its commits bring back may have been published before."""

from __future__ import annotations

from pathlib import Path

import pytest
from reach_scene import PAIR, reach_of
from repositories import Repository

from auditor import AuditRequest, Generic, Scope, audit


@pytest.fixture
def pushed(repository: Repository, tmp_path: Path) -> Repository:
    """A repository with a remote."""
    repository.git("init", "--quiet", "--bare", str(tmp_path / "remote.git"))
    repository.git("remote", "add", "origin", str(tmp_path / "remote.git"))
    return repository


def reach_in_range(repository: Repository) -> str | None:
    return reach_of(
        audit(
            AuditRequest(
                paths=(repository.path,),
                scope=Scope.RANGE,
                revision_range="origin/main..HEAD",
                generic=Generic.OFF,
                jobs=1,
                cache=False,
                use_config=False,
            )
        )
    )


@pytest.mark.parametrize("name", ["bot.env", "other.env"])
def test_a_file_that_comes_back_was_published(pushed: Repository, name: str) -> None:
    pushed.write("bot.env", PAIR)
    pushed.commit()
    (pushed.path / "bot.env").unlink()
    pushed.commit()
    pushed.git("push", "--quiet", "origin", "main")
    pushed.write(name, PAIR)
    pushed.commit()
    assert reach_in_range(pushed) == "published"


def test_a_new_file_is_local(pushed: Repository) -> None:
    pushed.write("bot.env", "x\n")
    pushed.commit()
    pushed.git("push", "--quiet", "origin", "main")
    pushed.write("bot.env", PAIR)
    pushed.commit()
    assert reach_in_range(pushed) == "local"
