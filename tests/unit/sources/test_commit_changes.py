"""The blobs of a long history, listed by what its commits changed: the same as by a walk over all trees."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from audited import audited
from hypothesis import given, settings
from hypothesis import strategies as st
from repositories import MakeRepository, Repository

from auditor.sources.git import commit_changes, history
from auditor.sources.git.attribution import Attribution, attribute
from auditor.sources.git.command import Git
from auditor.sources.git.commit_changes import CommitChanges, changes_name_all
from auditor.sources.git.history import HistorySource
from auditor.sources.git.revisions import all_revisions

NEVER = 1 << 40


def source(path: Path) -> HistorySource:
    git = Git.at(path)
    return HistorySource(git, all_revisions(git))


def both_ways(path: Path) -> list[tuple[set[str], Mapping[str, object], list[str]]]:
    """What a history holds by its changes and by a walk: blobs, where each came from, and what is wrong."""
    return [one_way(path, 0), one_way(path, NEVER)]


def one_way(path: Path, fewest: int) -> tuple[set[str], Mapping[str, object], list[str]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(commit_changes, "_FEWEST", fewest)
        one = source(path)
        found = audited(one)
    keys = {item.key for item, _ in found.blobs}
    assert len(keys) == len(found.blobs)
    assert (one._changes is None) == (fewest == NEVER)
    return keys, one.provenances(sorted(keys)), sorted(skip.reason for skip in found.skipped)


def is_listed_by_changes(path: Path, monkeypatch: pytest.MonkeyPatch) -> bool:
    monkeypatch.setattr(commit_changes, "_FEWEST", 0)
    one = source(path)
    one_whole = audited(one)
    assert one_whole.blobs
    return one._changes is not None


FILES = st.sampled_from(["a", "b", "dir/a", "dir/deep/b", "commit 1", ":100644 a", "new\\nline", "dir b"])
CONTENTS = st.sampled_from(["one", "two", "three", "four"])
MODES = st.sampled_from(["100644", "100755", "120000", "160000"])
CHANGES = st.lists(st.tuples(FILES, st.none() | CONTENTS, MODES), min_size=0, max_size=3)
COMMITS = st.lists(st.tuples(CHANGES, st.sets(st.integers(1, 8), max_size=3)), min_size=1, max_size=8)


def stream_of(commits: list[tuple[list[tuple[str, str | None, str]], set[int]]]) -> bytes:
    """What `git fast-import` makes a history of: each commit with its changes and the ones before it that it merges."""
    lines = []
    for number, (changes, merged) in enumerate(commits, 1):
        parents = sorted(parent for parent in merged if parent < number)
        lines += [
            f"commit refs/heads/b{number}",
            f"mark :{number}",
            f"committer a <a@b.c> {1_700_000_000 + number} +0000",
        ]
        lines += ["data 1", "m"]
        lines += [f"{'merge' if place else 'from'} :{parent}" for place, parent in enumerate(parents)]
        for name, content, mode in changes:
            if content is None:
                lines.append(f'D "{name}"')
            elif mode == "160000":
                lines.append(f'M 160000 {"ab" * 20} "{name}"')
            else:
                lines += [f'M {mode} inline "{name}"', f"data {len(content)}", content]
        lines.append("")
    return "\n".join(lines).encode()


@settings(max_examples=12)
@given(COMMITS)
def test_changes_name_what_a_walk_finds(commits: list[tuple[list[tuple[str, str | None, str]], set[int]]]) -> None:
    with TemporaryDirectory() as folder:
        subprocess.run(["git", "init", "--quiet", folder], check=True)
        subprocess.run(
            ["git", "-C", folder, "fast-import", "--quiet"], input=stream_of(commits), check=True, capture_output=True
        )
        by_changes, by_walk = both_ways(Path(folder))
        assert by_changes == by_walk


def test_a_merge_that_has_what_neither_parent_has(repository: Repository) -> None:
    repository.write("a", "base")
    repository.commit(date="2024-01-01T00:00:00+00:00")
    repository.git("branch", "other")
    repository.write("a", "ours")
    repository.commit(date="2024-01-02T00:00:00+00:00")
    repository.git("checkout", "--quiet", "other")
    repository.write("a", "theirs")
    repository.commit(date="2024-01-03T00:00:00+00:00")
    repository.git("merge", "--quiet", "--strategy=ours", "--no-commit", "-")
    repository.write("a", "neither")
    repository.write("only in the merge", "added")
    repository.commit(date="2024-01-04T00:00:00+00:00")
    by_changes, by_walk = both_ways(repository.path)
    assert by_changes == by_walk
    assert repository.id_of("HEAD:a") in by_changes[0]
    assert repository.id_of("HEAD:only in the merge") in by_changes[0]


def test_names_that_are_no_utf_8(repository: Repository) -> None:
    repository.write("a\udce9", "latin")
    repository.commit()
    by_changes, by_walk = both_ways(repository.path)
    assert by_changes == by_walk
    assert len(by_changes[0]) == 2  # the message too


def two_commits(repository: Repository) -> None:
    for number in range(2):
        repository.write("a", f"content {number}")
        repository.commit(f"commit {number}", date=f"2024-01-0{number + 1}T00:00:00+00:00")


def test_an_ordinary_history_is_listed_by_its_changes(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    two_commits(repository)
    repository.git("tag", "--annotate", "--message", "of a commit", "v1")
    assert is_listed_by_changes(repository.path, monkeypatch)


def test_how_many_commits_are_worth_it(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    two_commits(repository)
    git, commits = Git.at(repository.path), repository.git("rev-list", "HEAD").split()
    for fewest, expected in ((2, True), (3, False)):
        monkeypatch.setattr(commit_changes, "_FEWEST", fewest)
        assert changes_name_all(git, commits, commits[:1]) is expected
    monkeypatch.setattr(commit_changes, "_FEWEST", 2)
    for most, expected in ((1, True), (0, False)):
        monkeypatch.setattr(commit_changes, "_MOST_TIPS", most)
        assert changes_name_all(git, commits, commits[:1]) is expected
    monkeypatch.setattr(commit_changes, "_MOST_TIPS", 1)
    for most, expected in ((6, True), (5, False)):
        monkeypatch.setattr(commit_changes, "_MOST_OBJECTS", most)
        assert changes_name_all(git, commits, commits[:1]) is expected


def test_a_tag_of_a_file_is_walked(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    two_commits(repository)
    key = repository.git("hash-object", "-w", "--stdin", stdin=b"in no commit")
    repository.git("tag", "--annotate", "--message", "of a blob", "blob", key)
    assert not is_listed_by_changes(repository.path, monkeypatch)
    assert b"in no commit" in audited(source(repository.path)).values


def test_a_ref_to_a_folder_is_walked(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    two_commits(repository)
    key = repository.git("hash-object", "-w", "--stdin", stdin=b"in no commit")
    tree = repository.git("mktree", stdin=f"100644 blob {key}\tfile\n".encode())
    repository.git("update-ref", "refs/keep/tree", tree)
    assert not is_listed_by_changes(repository.path, monkeypatch)
    assert b"in no commit" in audited(source(repository.path)).values


@pytest.mark.parametrize("setting", ["extensions.partialClone=origin", "remote.origin.promisor=true"])
def test_a_partial_clone_is_walked(repository: Repository, monkeypatch: pytest.MonkeyPatch, setting: str) -> None:
    two_commits(repository)
    repository.git("config", *setting.split("="))
    assert not is_listed_by_changes(repository.path, monkeypatch)


def test_borrowed_objects_are_walked(
    repository: Repository, make_repository: MakeRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_commits(repository)
    lender = make_repository("lender")
    Path(repository.path, ".git/objects/info").mkdir(exist_ok=True)
    Path(repository.path, ".git/objects/info/alternates").write_text(f"{lender.path}/.git/objects\n", "utf-8")
    assert not is_listed_by_changes(repository.path, monkeypatch)


def test_behind_a_missing_folder_the_walk_goes_on(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commit_changes, "_FEWEST", 0)
    for number in range(4):
        repository.write(f"f{number}/file", f"content {number}")
        repository.commit(f"commit {number}", date=f"2024-01-0{number + 1}T00:00:00+00:00")
    repository.object_file(repository.id_of("HEAD:f1")).unlink()
    found = audited(source(repository.path))
    assert len(found.blobs) == len({item.key for item, _ in found.blobs})
    assert {b"content 0", b"content 2", b"content 3"} <= found.values
    assert found.incomplete


def test_each_missing_file_is_named(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commit_changes, "_FEWEST", 0)
    two_commits(repository)
    key = repository.id_of("HEAD~:a")
    repository.object_file(key).unlink()
    found = audited(source(repository.path))
    assert [(skip.path, key in skip.reason) for skip in found.incomplete] == [("a", True)]


@pytest.mark.parametrize(("room", "is_kept"), [(-1, False), (0, True)])
def test_changes_are_kept_up_to_a_limit(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, room: int, is_kept: bool
) -> None:
    two_commits(repository)
    git, commits = Git.at(repository.path), repository.git("rev-list", "--date-order", "HEAD").split()
    with CommitChanges(git, commits) as changes:
        listed = [item.key for item in changes.blobs()]
    assert listed == [repository.id_of("HEAD:a"), repository.id_of("HEAD~:a")]
    kept = changes.kept()
    assert kept is not None
    size = sum(len(record) + 1 for record in kept)
    monkeypatch.setattr(commit_changes, "_MOST_KEPT", size + room)
    with CommitChanges(git, commits) as changes:
        assert [item.key for item in changes.blobs()] == listed
    assert (changes.kept() is not None) is is_kept


def test_what_a_forced_push_took_off_the_remote_is_traced_by_git(
    repository: Repository, make_repository: MakeRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commit_changes, "_FEWEST", 0)
    two_commits(repository)
    remote = make_repository("remote", "--bare")
    repository.git("remote", "add", "origin", str(remote.path))
    repository.git("push", "--quiet", "origin", "HEAD:refs/heads/shared")
    repository.git("fetch", "--quiet", "origin")
    compared: list[bool] = []

    def seen(*arguments: Any, **options: Any) -> Attribution:
        compared[-1] = True
        return attribute(*arguments, **options)

    monkeypatch.setattr(history, "attribute", seen)
    key = repository.id_of("HEAD:a")
    for _ in range(2):
        one = source(repository.path)
        audited(one)
        compared.append(False)
        assert one.provenances([key])[key]
        repository.git("reset", "--quiet", "--hard", "HEAD~")
        repository.write("a", "other")
        repository.commit(date="2024-02-01T00:00:00+00:00")
        repository.git("push", "--quiet", "--force", "origin", "HEAD:refs/heads/shared")
        key = repository.id_of("HEAD:a")
    assert compared == [False, True]
