from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from audited import Audited, audited
from repositories import MakeRepository, Repository

from auditor.errors import RepositoryError, UsageError
from auditor.model.blob_source import Chunk, Source
from auditor.model.location import Exposure
from auditor.model.request import AuditRequest, Scope
from auditor.sources import chunks
from auditor.sources.open_source import open_source

DATE = "2024-01-0{}T00:00:00+00:00"


def history(*paths: Path, unreachable: bool = False) -> Source:
    return open_source(AuditRequest(paths=paths, scope=Scope.HISTORY, unreachable=unreachable), ("*.env",), ())


def traced(source: Source) -> dict[str, set[tuple[str, Exposure]]]:
    """Path and exposure of everything in a source, by content."""
    found: Audited = audited(source)
    where = source.provenances([item.key for item, _ in found.blobs])
    contents: dict[str, set[tuple[str, Exposure]]] = {}
    for item, data in found.blobs:
        contents.setdefault(data.decode(), set()).update(
            (location.path, location.exposure) for location in where[item.key]
        )
    return contents


def test_a_history_comes_with_the_files_around_it_and_neither_is_said_twice(repository: Repository) -> None:
    repository.write("committed", "committed as it stands")
    repository.write("edited", "committed")
    repository.write("dos", "line\n")
    repository.write(".gitignore", "ignored.env\n")
    repository.commit("message")
    repository.write("edited", "edited since")
    repository.write("dos", "line\r\n")
    repository.write("new", "untracked")
    repository.write("copy", "committed as it stands")
    repository.write("ignored.env", "ignored")
    assert traced(history(repository.path)) == {
        "message\n": {("COMMIT_MSG", Exposure.HISTORY)},
        "committed as it stands": {("committed", Exposure.HISTORY), ("copy", Exposure.UNTRACKED)},
        "committed": {("edited", Exposure.HISTORY)},
        "edited since": {("edited", Exposure.TRACKED)},
        "line\n": {("dos", Exposure.HISTORY)},
        "line\r\n": set(),
        "untracked": {("new", Exposure.UNTRACKED)},
        "ignored.env\n": {(".gitignore", Exposure.HISTORY)},
        "ignored": {("ignored.env", Exposure.IGNORED)},
    }


def test_a_committed_file_stays_in_scope_if_its_blob_could_not_be_read(repository: Repository) -> None:
    repository.write("a", "content")
    repository.commit()
    key = repository.id_of("HEAD:a")
    repository.object_file(key).unlink()
    assert traced(history(repository.path))["content"] == {("a", Exposure.TRACKED)}


def test_a_bare_repository_is_its_history(make_repository: MakeRepository, tmp_path: Path) -> None:
    made = make_repository()
    made.write("a", "content")
    made.commit("message")
    made.git("clone", "--quiet", "--bare", str(made.path), str(tmp_path / "bare"))
    assert traced(history(tmp_path / "bare")) == {
        "content": {("a", Exposure.HISTORY)},
        "message\n": {("COMMIT_MSG", Exposure.HISTORY)},
    }


def test_several_repositories_are_named_from_their_common_folder(make_repository: MakeRepository) -> None:
    one, two = make_repository("group/one"), make_repository("group/two")
    for made in (one, two):
        made.write("a", made.path.name)
        made.commit("message of " + made.path.name)
    source = history(one.path, two.path, one.path)
    found = traced(source)
    assert found["one"] == {("one/a", Exposure.HISTORY)}
    assert found["message of two\n"] == {("two/COMMIT_MSG", Exposure.HISTORY)}
    assert source.commits == 2
    assert source.shareable
    source.remember([])


def test_two_work_trees_of_one_repository_are_one_history(repository: Repository, tmp_path: Path) -> None:
    repository.commit()
    repository.git("worktree", "add", "--quiet", str(tmp_path / "linked"))
    source = history(repository.path, tmp_path / "linked")
    audited(source)
    assert source.commits == 1


def test_a_submodule_has_a_history_of_its_own(repository: Repository, make_repository: MakeRepository) -> None:
    library = make_repository("library")
    library.write("code", "of the library")
    library.commit("library")
    repository.git("submodule", "--quiet", "add", str(library.path), "library")
    repository.commit("add it")
    assert "library\n" not in traced(history(repository.path))
    assert traced(history(repository.path / "library"))["library\n"] == {("COMMIT_MSG", Exposure.HISTORY)}


def test_a_history_of_a_file_or_of_nothing_is_wrong(repository: Repository, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="this is none"):
        history(repository.write("file"))
    with pytest.raises(RepositoryError, match="not in a git repository"):
        history(tmp_path)


def test_a_range_and_a_work_tree_are_opened_by_their_scope(repository: Repository) -> None:
    repository.write("a", "one")
    repository.commit("first")
    repository.write("a", "two")
    repository.commit("second")
    in_range = open_source(
        AuditRequest(paths=(repository.path,), scope=Scope.RANGE, revision_range="HEAD~1..HEAD"), (), ()
    )
    assert traced(in_range) == {"two": {("a", Exposure.HISTORY)}, "second\n": {("COMMIT_MSG", Exposure.HISTORY)}}
    assert traced(open_source(AuditRequest(paths=(repository.path,)), (), ())) == {"two": {("a", Exposure.TRACKED)}}


def test_targets_are_what_was_asked_for(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.write("a")
    repository.commit()
    monkeypatch.chdir(repository.path)
    for scope in (Scope.WORKTREE, Scope.STAGED, Scope.HISTORY):
        assert open_source(AuditRequest(scope=scope), (), ()).targets == (".",)
    assert open_source(AuditRequest(scope=Scope.STAGED, files=("a",)), (), ()).targets == ("a",)


def piped_in(monkeypatch: pytest.MonkeyPatch, data: bytes) -> Source:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(data))))
    return open_source(AuditRequest(scope=Scope.STDIN, stdin_name="piped.env"), (), ())


@pytest.mark.parametrize("data", [b"", b"KEY=value\n", b"\0\xff" * 1000])
def test_standard_input_is_one_blob(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    source = piped_in(monkeypatch, data)
    assert not source.shareable
    assert traced_bytes(source) == {data: ("piped.env", Exposure.UNVERSIONED)}


def traced_bytes(source: Source) -> dict[bytes, tuple[str, Exposure]]:
    found = audited(source)
    ((location,),) = source.provenances(list(found.keys.values())).values()
    return {data: (location.path, location.exposure) for _, data in found.blobs}


def test_a_lot_of_standard_input_comes_in_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "WHOLE", 1000)
    data = os.urandom(20 << 20)
    source = piped_in(monkeypatch, data)
    items = [item for item in source.items() if isinstance(item, tuple)]
    contents = [bytes(content.data) for _, content in source.blob_reader().stream(items) if isinstance(content, Chunk)]
    assert len(contents) == 2
    assert data.startswith(contents[0])
    assert data.endswith(contents[1])
    assert len(contents[0]) + len(contents[1]) > len(data)
