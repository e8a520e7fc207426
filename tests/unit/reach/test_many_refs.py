"""A remote with very many refs: an answer in seconds, and the right one."""

from __future__ import annotations

import time

import pytest
from reach_scene import PAIR, reach_of, scanned
from repositories import Repository

from auditor import Scope


@pytest.mark.parametrize("count", [2_000, pytest.param(100_000, marks=pytest.mark.slow)])
@pytest.mark.parametrize("is_published", [True, False])
def test_refs_are_listed_once(repository: Repository, count: int, is_published: bool) -> None:
    repository.write("a.txt", "a\n")
    ids = [repository.commit() for _ in range(3)]
    repository.write("bot.env", PAIR)
    leak = repository.commit()
    if is_published:
        ids.append(leak)
    repository.git("remote", "add", "origin", "https://example.org/bot.git")
    lines = [f"{ids[number % len(ids)]} refs/remotes/origin/b{number:06}\n" for number in range(count)]
    head = "# pack-refs with: peeled fully-peeled sorted\n"
    (repository.path / ".git" / "packed-refs").write_text(head + "".join(lines))
    started = time.monotonic()
    for scope in (Scope.WORKTREE, Scope.HISTORY):
        assert reach_of(scanned(repository.path, scope)) == ("published" if is_published else "local")
    assert time.monotonic() - started < 120
