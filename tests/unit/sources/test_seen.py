from __future__ import annotations

import os
from hashlib import sha1, sha256
from pathlib import Path

import pytest
from audited import audited
from repositories import MakeRepository, Repository

from auditor.model.blob_source import Source
from auditor.model.request import AuditRequest, Scope
from auditor.sources.git.scanned_history import EmptyBlobs
from auditor.sources.open_source import open_source
from auditor.storage import cache

KEYS = [sha1(b"%d" % number, usedforsecurity=False).hexdigest() for number in range(3000)]


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache that no other test has written to."""
    monkeypatch.setenv("BACKPACK_AUDIT_CACHE_DIR", str(tmp_path / "own-cache"))


def test_what_was_added_is_known_by_a_later_run() -> None:
    assert KEYS[0] not in EmptyBlobs("digest", 20)
    EmptyBlobs("digest", 20).add(KEYS[::2])
    seen = EmptyBlobs("digest", 20)
    assert [key for key in KEYS if key in seen] == KEYS[::2]
    assert len(seen) == 1500


def test_more_is_added_to_what_is_there() -> None:
    first, second = EmptyBlobs("digest", 20), EmptyBlobs("digest", 20)
    first.add(KEYS[:10])
    second.add(KEYS[5:20])
    seen = EmptyBlobs("digest", 20)
    assert [key for key in KEYS if key in seen] == KEYS[:20]
    assert len(seen) == 20


def test_another_digest_and_another_form_of_ids_know_nothing() -> None:
    EmptyBlobs("digest", 20).add(KEYS)
    assert len(EmptyBlobs("other", 20)) == 0
    assert len(EmptyBlobs("digest", 32)) == 0


def test_long_ids_are_kept_too() -> None:
    keys = [sha256(b"%d" % number).hexdigest() for number in range(100)]
    EmptyBlobs("digest", 32).add(keys)
    assert all(key in EmptyBlobs("digest", 32) for key in keys)


def test_an_id_that_is_only_part_of_two_others_is_not_known() -> None:
    one, two = "aaaa" + "11" * 18, "aaaa" + "22" * 18
    EmptyBlobs("digest", 20).add([one, two])
    within = (one + two)[10:50]
    assert one[:4] + within[4:] not in EmptyBlobs("digest", 20)
    assert "aaaa" + "11" * 10 + "22" * 8 not in EmptyBlobs("digest", 20)


@pytest.mark.parametrize("body", [b"", b"x" * 100, b"\0" * (4 * 65537) + b"123"])
def test_an_entry_of_another_shape_is_ignored(monkeypatch: pytest.MonkeyPatch, body: bytes) -> None:
    monkeypatch.setattr(cache, "load", lambda _kind, _digest: body)
    seen = EmptyBlobs("digest", 20)
    assert len(seen) == 0
    assert KEYS[0] not in seen


def test_the_entry_starts_again_when_it_grows_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.sources.git.scanned_history._MOST", 15)
    EmptyBlobs("digest", 20).add(KEYS[:10])
    EmptyBlobs("digest", 20).add(KEYS[10:20])
    assert [key for key in KEYS if key in EmptyBlobs("digest", 20)] == KEYS[10:20]


def source_of(path: Path, *, scope: Scope = Scope.HISTORY, use_cache: bool = True) -> Source:
    request = AuditRequest(paths=(path,), scope=scope, revision_range="HEAD~1..HEAD", cache=use_cache)
    return open_source(request, (), (), digest="digest")


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
    kept = found.keys["f1"]
    first.remember(key for key in (item.key for item, _ in found.blobs) if key != kept)
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
    first.remember(item.key for item, _ in audited(first).blobs)
    assert not audited(source_of(bare.path, scope=Scope.RANGE)).values


def test_no_repository_vouches_for_another(bare: Repository, tmp_path: Path) -> None:
    """Git believes an object's name without a look at its content, so what one calls empty may hold a leak in another."""
    first = source_of(bare.path)
    first.remember(item.key for item, _ in audited(first).blobs)
    bare.git("clone", "--quiet", "--bare", str(bare.path), str(tmp_path / "clone"))
    assert len(audited(source_of(tmp_path / "clone")).values) == 6


def test_without_the_cache_everything_is_read_again(bare: Repository) -> None:
    first = source_of(bare.path)
    first.remember(item.key for item, _ in audited(first).blobs)
    again = source_of(bare.path, use_cache=False)
    assert not again.remembers
    assert len(audited(again).values) == 6
    again.remember([])


def test_the_cache_holds_ids_and_nothing_else(bare: Repository) -> None:
    first = source_of(bare.path)
    keys = [item.key for item, _ in audited(first).blobs]
    first.remember(keys)
    entries = {entry.name.partition("-")[0]: entry for entry in cache.directory().iterdir()}
    assert entries.keys() <= {"seen", "history"}  # and the tips of the history that was read
    body = entries["seen"].read_bytes()
    assert len(body) == 32 + 4 * 65537 + 20 * len(keys)
    for entry in entries.values():
        assert b"content" not in entry.read_bytes()
        assert os.name != "posix" or entry.stat().st_mode & 0o777 == 0o600
