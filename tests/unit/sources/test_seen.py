from __future__ import annotations

import os
from pathlib import Path

import pytest
from audited import Audited, audited
from repositories import MakeRepository, Repository

from auditor.model.blob_source import Source
from auditor.model.request import AuditRequest, Scope
from auditor.sources.empty_blobs import record_of
from auditor.sources.open_source import open_source
from auditor.storage import cache


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache that no other test has written to."""
    monkeypatch.setenv("BACKPACK_AUDIT_CACHE_DIR", str(tmp_path / "own-cache"))


def source_of(path: Path, *, scope: Scope = Scope.HISTORY, use_cache: bool = True) -> Source:
    request = AuditRequest(paths=(path,), scope=scope, revision_range="HEAD~1..HEAD", cache=use_cache)
    return open_source(request, (), (), digest="digest")


def records(found: Audited, *kept: str) -> list[str]:
    """The records of what was read, but for some names."""
    return [record_of(item.key, item.name, 0) for item, _ in found.blobs if item.name not in kept]


@pytest.fixture
def bare(make_repository: MakeRepository) -> Repository:
    """A repository without a work tree, so that a second run is about its objects only."""
    made = make_repository("bare")
    for number in range(3):
        made.write(f"f{number}", f"content {number}")
        made.commit(f"commit {number}")
    made.git("config", "core.bare", "true")
    return made


def test_a_second_run_reads_only_what_is_new(bare: Repository) -> None:
    first = source_of(bare.path)
    found = audited(first)
    assert first.remembers
    assert not first.notes
    first.remember(records(found, "f1"))
    bare.git("config", "core.bare", "false")
    bare.write("f3", "content 3")
    bare.commit("commit 3")
    bare.git("config", "core.bare", "true")
    second = source_of(bare.path)
    assert audited(second).values == {b"content 1", b"content 3", b"commit 3\n"}
    assert second.notes == ("5 objects not read again, because an earlier run found nothing there",)
    assert second.commits == 4


def test_every_way_into_a_repository_profits_from_what_was_seen_in_it(bare: Repository) -> None:
    first = source_of(bare.path)
    first.remember(records(audited(first)))
    assert not audited(source_of(bare.path, scope=Scope.RANGE)).values


def test_no_repository_vouches_for_another(bare: Repository, tmp_path: Path) -> None:
    """Git believes an object's name without a look at its content, so what one calls empty may hold a leak in another."""
    first = source_of(bare.path)
    first.remember(records(audited(first)))
    bare.git("clone", "--quiet", "--bare", str(bare.path), str(tmp_path / "clone"))
    assert len(audited(source_of(tmp_path / "clone")).values) == 6


def test_without_the_cache_everything_is_read_again(bare: Repository) -> None:
    first = source_of(bare.path)
    first.remember(records(audited(first)))
    again = source_of(bare.path, use_cache=False)
    assert not again.remembers
    assert len(audited(again).values) == 6
    again.remember([])


def test_the_cache_holds_digests_and_nothing_else(bare: Repository) -> None:
    first = source_of(bare.path)
    found = audited(first)
    first.remember(records(found))
    entries = {entry.name.partition("-")[0]: entry for entry in cache.directory().iterdir()}
    assert entries.keys() <= {"seen", "history"}  # and the tips of the history that was read
    body = entries["seen"].read_bytes()
    assert len(body) == 32 + 4 * 65537 + 21 * len(found.blobs)
    for item, data in found.blobs:
        assert data not in body
        assert (bytes.fromhex(item.key) in body) == (item.name == "COMMIT_MSG")
    assert b"COMMIT_MSG" not in body
    for entry in entries.values():
        assert b"content" not in entry.read_bytes()
        assert os.name != "posix" or entry.stat().st_mode & 0o777 == 0o600
