from __future__ import annotations

import os
from pathlib import Path

import pytest

from auditor.storage import cache

DIGEST = "d" * 64


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BACKPACK_AUDIT_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


def only_file(folder: Path) -> Path:
    (path,) = folder.iterdir()
    return path


def test_what_is_stored_comes_back(folder: Path) -> None:
    assert cache.load("kind", DIGEST) is None
    cache.store("kind", DIGEST, b"body")
    assert cache.load("kind", DIGEST) == b"body"
    assert cache.load("other", DIGEST) is None
    assert only_file(folder).stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700


def test_what_is_made_is_kept_and_made_once() -> None:
    made: list[int] = []

    def make() -> list[int]:
        made.append(1)
        return [1, 2]

    assert [cache.kept("kind", DIGEST, list[int], make) for _ in range(3)] == [[1, 2]] * 3
    assert len(made) == 1


@pytest.mark.parametrize("other", [b"\xa1x", b"{}", b"\x92\x01", b"\xff\xff"])
def test_an_entry_of_another_form_is_made_again(other: bytes) -> None:
    cache.store("kind", DIGEST, other)
    assert cache.kept("kind", DIGEST, list[int], lambda: [1, 2]) == [1, 2]
    assert cache.load("kind", DIGEST) == b"\x92\x01\x02"


@pytest.mark.parametrize("damage", [b"", b"x", b"\0" * 64])
def test_a_damaged_entry_is_absent_and_rewritten(folder: Path, damage: bytes) -> None:
    cache.store("kind", DIGEST, b"body")
    only_file(folder).write_bytes(damage)
    assert cache.load("kind", DIGEST) is None
    cache.store("kind", DIGEST, b"body")
    assert cache.load("kind", DIGEST) == b"body"


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="no owners here")
@pytest.mark.parametrize("mode", [0o620, 0o602])
def test_an_entry_that_others_can_write_is_not_trusted(folder: Path, mode: int) -> None:
    cache.store("kind", DIGEST, b"body")
    only_file(folder).chmod(mode)
    assert cache.load("kind", DIGEST) is None


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="no owners here")
def test_a_folder_that_others_can_write_is_not_used(folder: Path) -> None:
    folder.mkdir(mode=0o700)
    folder.chmod(0o777)
    cache.store("kind", DIGEST, b"body")
    assert list(folder.iterdir()) == []
    assert cache.load("kind", DIGEST) is None


def test_a_folder_that_cannot_be_made_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("BACKPACK_AUDIT_CACHE_DIR", str(tmp_path / "file" / "below"))
    cache.store("kind", DIGEST, b"body")
    assert cache.load("kind", DIGEST) is None
