"""Repositories that lack something: it is counted and said, and everything else is read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from audited import Audited, audited
from repositories import MakeRepository, Repository

from auditor.errors import RepositoryError
from auditor.sources.git.command import Git
from auditor.sources.git.history import HistorySource
from auditor.sources.git.revisions import all_revisions, range_of_revisions

CONTENTS = [f"content {number}".encode() for number in range(4)]


def history(path: Path) -> HistorySource:
    git = Git.at(path)
    return HistorySource(git, all_revisions(git))


def read(path: Path) -> Audited:
    return audited(history(path))


@pytest.fixture
def repository(make_repository: MakeRepository) -> Repository:
    """Four commits, each with a content of its own in a folder of its own."""
    made = make_repository()
    for number, content in enumerate(CONTENTS):
        made.write(f"f{number}/file", content)
        made.commit(f"commit {number}", date=f"2024-01-0{number + 1}T00:00:00+00:00")
    return made


def remove(repository: Repository, revision: str) -> str:
    key = repository.id_of(revision)
    repository.object_file(key).unlink()
    return key


def damage(repository: Repository, revision: str, content: bytes = b"junk") -> str:
    key = repository.id_of(revision)
    path = repository.object_file(key)
    path.chmod(0o644)
    path.write_bytes(content)
    return key


def test_a_missing_blob_is_counted(repository: Repository) -> None:
    remove(repository, "HEAD:f1/file")
    found = read(repository.path)
    assert set(CONTENTS) - found.values == {CONTENTS[1]}
    assert [skip.reason for skip in found.incomplete] == [
        "missing objects: 1 (a partial clone, or damage): git fetch --refetch may bring them"
    ]


def test_a_missing_tree_is_counted(repository: Repository) -> None:
    remove(repository, "HEAD~2:f1")
    found = read(repository.path)
    assert set(CONTENTS) - found.values == {CONTENTS[1]}
    assert "missing objects: 1" in found.reasons


@pytest.mark.parametrize("content", [b"", b"junk", b"\x78\x01\x4b"])
def test_a_damaged_blob_is_said_and_the_others_are_read(repository: Repository, content: bytes) -> None:
    key = damage(repository, "HEAD:f1/file", content)
    found = read(repository.path)
    assert set(CONTENTS) - found.values == {CONTENTS[1]}
    assert [skip.path for skip in found.incomplete] == ["f1/file"]
    assert f"object {key}" in found.reasons


def test_a_damaged_tree_makes_every_object_count(repository: Repository) -> None:
    damage(repository, "HEAD~2:f1")
    found = read(repository.path)
    assert set(CONTENTS) <= found.values
    assert "the history cannot be followed" in found.reasons
    assert "every object there is was read instead" in found.reasons
    assert found.incomplete


@pytest.mark.parametrize("revision", ["HEAD", "HEAD~1", "HEAD~3"])
def test_a_missing_commit_makes_every_object_count(repository: Repository, revision: str) -> None:
    remove(repository, revision)
    found = read(repository.path)
    assert set(CONTENTS) <= found.values
    assert found.incomplete


def test_a_hit_behind_a_missing_commit_is_still_in_scope(repository: Repository) -> None:
    key = repository.id_of("HEAD:f0/file")
    late = repository.id_of("HEAD:f3/file")
    remove(repository, "HEAD~2")
    source = history(repository.path)
    assert key in {item.key for item, _ in audited(source).blobs}
    found = source.provenances([key, late])
    assert [location.path for location in found[key]] in (["f0/file"], [key])
    assert found[late][0].path in ("f3/file", late)


def test_a_ref_to_nothing_is_said_and_the_others_are_followed(repository: Repository) -> None:
    heads = repository.path / ".git" / "refs" / "heads"
    (heads / "ghost").write_text("12" * 20 + "\n")
    (heads / "garbage").write_text("no id\n")
    found = read(repository.path)
    assert set(CONTENTS) <= found.values
    assert f"refs/heads/ghost points to the object {'12' * 20}, which is not there" in found.reasons
    assert "refs/heads/garbage" in found.reasons
    assert "f1/file" in found.contents
    assert len(found.incomplete) == 2


def test_a_packed_ref_to_nothing_is_said(repository: Repository) -> None:
    repository.git("pack-refs", "--all")
    packed = repository.path / ".git" / "packed-refs"
    packed.write_text(packed.read_text() + f"{'12' * 20} refs/heads/ghost\n")
    found = read(repository.path)
    assert set(CONTENTS) <= found.values
    assert "refs/heads/ghost points to" in found.reasons


def test_a_head_to_nothing_is_said(repository: Repository) -> None:
    (repository.path / ".git" / "HEAD").write_text("12" * 20 + "\n")
    found = read(repository.path)
    assert set(CONTENTS) <= found.values
    assert "HEAD points to" in found.reasons


@pytest.mark.parametrize("at", [0.3, 0.5, 0.8])
def test_a_damaged_pack_does_not_end_the_audit(repository: Repository, at: float) -> None:
    for number in range(60):
        repository.write("big", os.urandom(4000) + b"%d" % number)
        repository.commit(str(number))
    whole = read(repository.path).values
    repository.git("repack", "-a", "-d", "--quiet")
    (pack,) = (repository.path / ".git" / "objects" / "pack").glob("*.pack")
    pack.chmod(0o644)
    data = bytearray(pack.read_bytes())
    start = int(len(data) * at)
    data[start : start + 64] = b"\xff" * 64
    pack.write_bytes(data)
    found = read(repository.path)
    assert found.incomplete
    assert 0 < len(whole - found.values) <= 3
    assert found.values <= whole


@pytest.mark.parametrize("suffix", ["pack", "idx"])
def test_a_pack_that_is_junk_is_said(repository: Repository, suffix: str) -> None:
    repository.git("repack", "-a", "-d", "--quiet")
    (path,) = (repository.path / ".git" / "objects" / "pack").glob(f"*.{suffix}")
    path.chmod(0o644)
    path.write_bytes(b"junk")
    repository.write("loose", "loose")
    repository.git("hash-object", "-w", "loose")
    assert read(repository.path).incomplete


def test_a_shallow_clone_says_where_its_history_is_cut(repository: Repository, tmp_path: Path) -> None:
    repository.git("clone", "--quiet", "--depth=2", repository.path.as_uri(), str(tmp_path / "shallow"))
    found = read(tmp_path / "shallow")
    assert [skip.reason for skip in found.incomplete] == [
        "a shallow clone: history is missing behind 1 commit; git fetch --unshallow brings it"
    ]
    git = Git.at(tmp_path / "shallow")
    assert audited(HistorySource(git, range_of_revisions(git, "HEAD~1..HEAD"))).incomplete


@pytest.mark.parametrize("what", ["blob:none", "tree:0"])
def test_a_partial_clone_says_what_it_lacks_and_fetches_nothing(
    repository: Repository, tmp_path: Path, what: str
) -> None:
    repository.git("config", "uploadpack.allowFilter", "true")
    path = tmp_path / "partial"
    repository.git("clone", "--quiet", "--bare", f"--filter={what}", repository.path.as_uri(), str(path))
    before = sorted(path.rglob("*.pack"))
    source = history(path)
    found = audited(source)
    assert not found.values & set(CONTENTS)
    assert b"commit 1\n" in found.values
    assert [skip.reason for skip in found.incomplete] == [
        "missing objects: 4 (a partial clone, or damage): git fetch --refetch may bring them"
    ]
    key = repository.id_of("HEAD")
    assert source.provenances([key])[key][0].path in ("COMMIT_MSG", key)
    assert sorted(path.rglob("*.pack")) == before


def test_a_repository_that_vanishes_while_it_is_read_ends(repository: Repository, tmp_path: Path) -> None:
    source = history(repository.path)
    items = [item for item in source.items() if isinstance(item, tuple)] * 50
    (repository.path / ".git").rename(tmp_path / "gone")
    contents = list(source.blob_reader().stream(items))
    assert len(contents) == len(items)
    assert {getattr(content, "incomplete", None) for _, content in contents} == {True}


def test_a_repository_without_a_head_is_an_error(repository: Repository) -> None:
    (repository.path / ".git" / "HEAD").unlink()
    with pytest.raises(RepositoryError, match="not in a git repository"):
        history(repository.path)
