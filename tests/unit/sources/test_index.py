from __future__ import annotations

import os
from pathlib import Path

import pytest
from audited import Audited, audited
from repositories import MakeRepository, Repository

from auditor.errors import RepositoryError
from auditor.model.blob_source import Source
from auditor.model.location import Exposure
from auditor.model.request import AuditRequest, Scope
from auditor.sources.open_source import open_source


def staged(*files: str, path: Path | None = None, excluded: tuple[str, ...] = ()) -> Source:
    request = AuditRequest(scope=Scope.STAGED, paths=(path or Path(),), files=files or None)
    return open_source(request, (), excluded)


def read(*files: str, path: Path | None = None, excluded: tuple[str, ...] = ()) -> Audited:
    return audited(staged(*files, path=path, excluded=excluded))


def exposures(*files: str) -> dict[str, Exposure]:
    source = staged(*files)
    found = source.provenances(list(audited(source).keys.values()))
    return {location.path: location.exposure for locations in found.values() for location in locations}


@pytest.fixture(autouse=True)
def here(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository.path)


@pytest.fixture
def base(repository: Repository) -> Repository:
    """A repository with a commit."""
    for name in ("same", "changed", "deleted", "renamed", "half"):
        repository.write(name, f"{name} committed\n" * 20)
    repository.commit()
    return repository


def test_exactly_what_the_next_commit_brings_is_read(base: Repository) -> None:
    base.write("changed", "staged")
    base.write("new/file", "new")
    base.git("rm", "--quiet", "deleted")
    base.git("mv", "renamed", "other")
    base.git("add", "--all")
    base.write("changed", "changed again, not staged")
    base.write("untracked", "x")
    assert read().contents == {
        "changed": b"staged",
        "new/file": b"new",
        "other": b"renamed committed\n" * 20,
    }
    assert set(exposures().values()) == {Exposure.STAGED}


def test_a_half_staged_file_is_read_as_staged(base: Repository) -> None:
    base.write("half", "first half\n")
    base.git("add", "half")
    base.write("half", "first half\nsecond half\n")
    assert read().contents == {"half": b"first half\n"}
    assert read("half").contents == {"half": b"first half\n"}


def test_before_the_first_commit_everything_in_the_index_is_new(repository: Repository) -> None:
    repository.write("a", "x")
    repository.git("add", "a")
    assert read().contents == {"a": b"x"}


def test_the_first_commit_of_a_repository_with_long_ids(
    make_repository: MakeRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = make_repository("long", "--object-format=sha256")
    monkeypatch.chdir(long.path)
    long.write("a", "x")
    long.git("add", "a")
    assert read().contents == {"a": b"x"}


def test_nothing_staged_is_nothing(base: Repository) -> None:
    assert base.git("status", "--porcelain") == ""
    found = read()
    assert not found.contents
    assert not found.skipped


@pytest.mark.skipif(os.name != "posix", reason="needs symbolic links")
def test_of_a_link_the_target_is_read_and_of_a_submodule_nothing(
    base: Repository, make_repository: MakeRepository
) -> None:
    library = make_repository("library")
    library.commit()
    base.git("submodule", "--quiet", "add", str(library.path), "library")
    (base.path / "link").symlink_to("target")
    base.git("add", "--all")
    assert read().contents["link"] == b"target"
    assert set(read().contents) == {".gitmodules", "link"}
    assert set(read("link", "library", ".gitmodules").contents) == {".gitmodules", "link"}


def test_the_same_content_at_two_paths_is_read_once(base: Repository) -> None:
    base.write("b", "same content")
    base.write("a", "same content")
    base.git("add", "--all")
    assert read().contents == {"a": b"same content"}
    assert exposures() == {"a": Exposure.STAGED, "b": Exposure.STAGED}


def test_a_mode_change_alone_reads_the_blob_again(base: Repository) -> None:
    base.git("update-index", "--chmod=+x", "same")
    assert set(read().contents) == {"same"}


def test_given_files_are_read_from_the_index_and_else_from_the_work_tree(base: Repository) -> None:
    base.write("changed", "staged")
    base.git("add", "changed")
    base.write("changed", "not staged")
    base.write("same", "not staged")
    base.write("untracked", "untracked")
    base.write(".gitignore", "ignored\n")
    base.write("ignored", "ignored")
    found = read("changed", "same", "untracked", "ignored", "nowhere")
    assert found.contents == {
        "changed": b"staged",
        "same": b"same committed\n" * 20,
        "untracked": b"untracked",
        "ignored": b"ignored",
    }
    assert found.reasons == "nowhere: neither in the index nor in the work tree"
    assert exposures("changed", "same", "untracked", "ignored") == {
        "changed": Exposure.STAGED,
        "same": Exposure.TRACKED,
        "untracked": Exposure.UNTRACKED,
        "ignored": Exposure.IGNORED,
    }


def test_no_files_given_is_not_all_files(base: Repository) -> None:
    base.write("changed", "staged")
    base.git("add", "changed")
    source = open_source(AuditRequest(scope=Scope.STAGED, files=()), (), ())
    assert not audited(source).contents


def test_names_that_look_like_patterns_are_names(base: Repository) -> None:
    for name in ("*", ":(top)x", "a[b]c", "-n", "line\nbreak"):
        base.write(name, name)
    base.git("add", "--all")
    assert set(read("*", "-n").contents) == {"*", "-n"}
    assert set(read(":(top)x", "a[b]c", "line\nbreak").contents) == {":(top)x", "a[b]c", "line\nbreak"}


def test_more_files_than_a_command_line_holds(base: Repository) -> None:
    names = [f"folder/{'n' * 200}{number}" for number in range(200)]
    for name in names:
        base.write(name, name)
    base.git("add", "--all")
    base.write("not asked for")
    base.git("add", "--all")
    assert set(read(*names).contents) == set(names)


def test_files_are_named_from_where_the_caller_is(
    base: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base.write("sub/a", "a")
    base.write("b", "b")
    base.git("add", "--all")
    base.write("sub/new", "new")
    (tmp_path / "outside").write_text("outside")
    monkeypatch.chdir(base.path / "sub")
    found = read("a", "../b", "new", str(base.path / "same"), str(tmp_path / "outside"))
    assert found.contents == {
        "sub/a": b"a",
        "b": b"b",
        "sub/new": b"new",
        "same": b"same committed\n" * 20,
        "../outside": b"outside",
    }


def test_the_index_that_the_hook_names_is_read(base: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in `git commit --only FILE`, where git commits from an index of its own."""
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/next-index")
    base.write("only", "only")
    base.git("read-tree", "HEAD")
    base.git("add", "only")
    assert read().contents == {"only": b"only"}
    monkeypatch.delenv("GIT_INDEX_FILE")
    assert not read().contents


def test_another_repository_is_not_misled_by_the_hook(
    base: Repository, make_repository: MakeRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    base.write("changed", "staged here")
    base.git("add", "changed")
    other = make_repository("other")
    other.write("there", "staged there")
    other.git("add", "there")
    monkeypatch.setenv("GIT_DIR", str(base.path / ".git"))
    assert read(path=other.path).contents == {"there": b"staged there"}


def test_a_file_in_conflict_is_said(repository: Repository) -> None:
    repository.write("a", "base\n")
    repository.commit()
    repository.git("switch", "--quiet", "-c", "side")
    repository.write("a", "side\n")
    repository.commit()
    repository.git("switch", "--quiet", "main")
    repository.write("a", "main\n")
    repository.commit()
    with pytest.raises(AssertionError):
        repository.git("merge", "--quiet", "side")
    assert "a: in conflict" in read().reasons
    assert read("a").contents.keys() == {"a"}


def test_excluded_files_are_left_out(base: Repository) -> None:
    base.write("docs/a", "x")
    base.write("b", "y")
    base.git("add", "--all")
    assert set(read(excluded=("docs/",)).contents) == {"b"}
    assert set(read("docs/a", "b", excluded=("docs/",)).contents) == {"b"}


def test_a_missing_blob_is_said(base: Repository) -> None:
    base.write("changed", "staged")
    base.git("add", "changed")
    key = base.id_of(":changed")
    base.object_file(key).unlink()
    found = read()
    assert [skip.path for skip in found.incomplete] == ["changed"]
    assert f"object {key} is missing" in found.reasons


def test_a_bare_repository_and_no_repository_have_no_index(make_repository: MakeRepository, tmp_path: Path) -> None:
    bare = make_repository("bare", "--bare")
    with pytest.raises(RepositoryError, match="not in a work tree"):
        read(path=bare.path)
    (tmp_path / "plain").mkdir()
    with pytest.raises(RepositoryError, match="not in a git repository"):
        read(path=tmp_path / "plain")
