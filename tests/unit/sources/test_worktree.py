from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from audited import Audited, audited
from repositories import MakeRepository, Repository

from auditor.errors import RepositoryError, UsageError
from auditor.model.blob_source import BlobRef
from auditor.model.location import Exposure, Provenance
from auditor.sources.git import process
from auditor.sources.worktree import WorktreeSource

STORES = (".env", ".env.*", "*.pem", "id.json", "env")


def read(*paths: Path, excluded: tuple[str, ...] = ()) -> Audited:
    return audited(WorktreeSource(paths, stores=STORES, excluded=excluded))


def exposures(*paths: Path) -> dict[str, Exposure]:
    source = WorktreeSource(paths, stores=STORES)
    keys = audited(source).keys
    found = source.provenances(list(keys.values()))
    return {name: found[key][0].exposure for name, key in keys.items()}


def test_every_file_has_the_exposure_that_git_gives_it(repository: Repository) -> None:
    repository.write(".gitignore", ".env\nbuild/\n")
    repository.write("src/tracked.py", "tracked")
    repository.commit()
    repository.write("src/new.py", "new")
    repository.write(".env", "ignored")
    repository.write("build/deep/.ENV.local", "ignored too")
    repository.write("build/other.txt", "ignored, and no store of credentials")
    assert exposures(repository.path) == {
        ".gitignore": Exposure.TRACKED,
        "src/tracked.py": Exposure.TRACKED,
        "src/new.py": Exposure.UNTRACKED,
        ".env": Exposure.IGNORED,
        "build/deep/.ENV.local": Exposure.IGNORED,
    }
    found = read(repository.path)
    assert found.contents["src/new.py"] == b"new"
    assert found.contents["build/deep/.ENV.local"] == b"ignored too"
    assert not found.skipped


def test_a_folder_with_the_name_of_a_store_is_none(repository: Repository) -> None:
    repository.write(".gitignore", "env/\n")
    repository.write("env/lib/module.py")
    assert set(read(repository.path).contents) == {".gitignore"}


def test_the_work_tree_counts_and_not_the_index(repository: Repository) -> None:
    repository.write("a", "committed")
    repository.commit()
    repository.write("a", "staged")
    repository.git("add", "a")
    repository.write("a", "changed")
    assert read(repository.path).contents == {"a": b"changed"}


def test_a_plain_folder_is_unversioned(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "one").write_text("1")
    (tmp_path / "a.txt").write_text("2")
    assert exposures(tmp_path) == {"a.txt": Exposure.UNVERSIONED, "b/one": Exposure.UNVERSIONED}


def test_a_repository_inside_a_plain_folder_keeps_its_own_exposures(
    make_repository: MakeRepository, tmp_path: Path
) -> None:
    inner = make_repository("projects/inner")
    inner.write("tracked")
    inner.commit()
    inner.write("new")
    (tmp_path / "projects" / "plain").write_text("x")
    assert exposures(tmp_path / "projects") == {
        "plain": Exposure.UNVERSIONED,
        "inner/tracked": Exposure.TRACKED,
        "inner/new": Exposure.UNTRACKED,
    }


def test_a_submodule_and_a_repository_inside_another_are_their_own(
    repository: Repository, make_repository: MakeRepository
) -> None:
    library = make_repository("library")
    library.write("code", "of the library")
    library.commit()
    repository.git("submodule", "--quiet", "add", str(library.path), "vendor/library")
    repository.commit()
    repository.write("vendor/library/new")
    nested = make_repository("repository/nested")
    nested.write("tracked in nested")
    nested.commit()
    assert exposures(repository.path) == {
        ".gitmodules": Exposure.TRACKED,
        "vendor/library/code": Exposure.TRACKED,
        "vendor/library/new": Exposure.UNTRACKED,
        "nested/tracked in nested": Exposure.TRACKED,
    }


def test_of_an_ignored_repository_only_stores_of_credentials_are_read(
    repository: Repository, make_repository: MakeRepository
) -> None:
    repository.write(".gitignore", "vendor/\n")
    ignored = make_repository("repository/vendor/other")
    ignored.write("code")
    ignored.write(".env")
    ignored.commit()
    assert set(read(repository.path).contents) == {".gitignore", "vendor/other/.env"}


def test_a_submodule_that_is_not_checked_out_is_said(repository: Repository, make_repository: MakeRepository) -> None:
    library = make_repository("library")
    library.commit()
    repository.git("submodule", "--quiet", "add", str(library.path), "library")
    repository.commit()
    repository.git("submodule", "--quiet", "deinit", "--force", "library")
    found = read(repository.path)
    assert set(found.contents) == {".gitmodules"}
    assert "library: a submodule that is not checked out" in found.reasons
    assert not found.incomplete


def test_a_linked_work_tree_is_read_like_any(repository: Repository, tmp_path: Path) -> None:
    repository.write("a")
    repository.commit()
    repository.git("worktree", "add", "--quiet", "-b", "side", str(tmp_path / "linked"))
    (tmp_path / "linked" / "b").write_text("x")
    assert exposures(tmp_path / "linked") == {"a": Exposure.TRACKED, "b": Exposure.UNTRACKED}


def test_below_a_folder_only_that_folder_is_read(repository: Repository) -> None:
    repository.write("a")
    repository.write("src/b")
    repository.commit()
    repository.write("src/c")
    assert exposures(repository.path / "src") == {"b": Exposure.TRACKED, "c": Exposure.UNTRACKED}


def test_an_ignored_folder_that_is_asked_for_is_read_whole(repository: Repository) -> None:
    repository.write(".gitignore", "build/\n")
    repository.write("build/forced", "added all the same")
    repository.git("add", "--force", "build/forced")
    repository.commit()
    repository.write("build/any.txt")
    assert exposures(repository.path / "build") == {"forced": Exposure.TRACKED, "any.txt": Exposure.IGNORED}


def test_single_files_have_their_exposure_too(repository: Repository, tmp_path: Path) -> None:
    repository.write(".gitignore", "ignored.txt\n")
    repository.write("[a]*.txt", "tracked")
    repository.commit()
    names = ("[a]*.txt", "new.txt", "ignored.txt")
    for name in names:
        repository.write(name)
    (tmp_path / "outside.txt").write_text("x")
    paths = [repository.path / name for name in names]
    assert exposures(*paths) == {
        "[a]*.txt": Exposure.TRACKED,
        "new.txt": Exposure.UNTRACKED,
        "ignored.txt": Exposure.IGNORED,
    }
    assert exposures(paths[0]) == {"[a]*.txt": Exposure.TRACKED}
    assert exposures(*paths[:1], tmp_path / "outside.txt") == {
        "repository/[a]*.txt": Exposure.TRACKED,
        "outside.txt": Exposure.UNVERSIONED,
    }


def test_names_do_not_depend_on_the_current_directory(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.write("one/a")
    repository.write("two/b")
    repository.write("two/deep/c")
    for location in (tmp_path, repository.path, repository.path / "two"):
        monkeypatch.chdir(location)
        paths = [Path(os.path.relpath(repository.path / name, location)) for name in ("one", "two/deep/c")]
        assert set(read(*paths).contents) == {"one/a", "two/deep/c"}


def test_overlapping_paths_give_every_file_once(repository: Repository) -> None:
    repository.write("src/a")
    repository.write("b")
    source = WorktreeSource([repository.path, repository.path / "src", repository.path / "b"], stores=STORES)
    assert sorted(item.key for item in source.items() if isinstance(item, BlobRef)) == ["b", "src/a"]


def test_what_does_not_exist_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nowhere: no such file or folder"):
        WorktreeSource([tmp_path / "nowhere"], stores=STORES)


@pytest.mark.parametrize("name", ["line\nbreak", "tab\tname", "quote'\"name", " space ", "-dash", "sürname", "日本"])
@pytest.mark.parametrize("is_repository", [True, False])
def test_names_survive(make_repository: MakeRepository, tmp_path: Path, name: str, *, is_repository: bool) -> None:
    folder = make_repository().path if is_repository else tmp_path
    (folder / name).mkdir()
    (folder / name / name).write_text("content")
    assert read(folder).contents == {f"{name}/{name}": b"content"}


@pytest.mark.skipif(os.name != "posix", reason="names are bytes there only")
@pytest.mark.parametrize("tracked", [True, False])
def test_names_that_are_no_utf_8_survive(repository: Repository, *, tracked: bool) -> None:
    name = os.fsdecode(b"caf\xe9.env")
    repository.write(name, "content")
    if tracked:
        repository.commit()
    source = WorktreeSource([repository.path], stores=STORES)
    found = audited(source)
    assert found.contents == {name: b"content"}
    assert source.provenances([name])[name][0].path == name


def test_excluded_paths_are_counted_and_left_out(repository: Repository) -> None:
    for name in ("keep.py", "docs/a.md", "docs/deep/b.md", "x/node_modules/y/z.js", "gen/keep.py", "gen/drop.py"):
        repository.write(name)
    patterns = ("docs/", "node_modules", "/gen/*", "!/gen/keep.py")
    found = read(repository.path, excluded=patterns)
    assert set(found.contents) == {"keep.py", "gen/keep.py"}
    assert "4 files excluded by the configuration or --exclude" in found.reasons
    assert not found.incomplete


def test_excluded_folders_are_not_even_listed(tmp_path: Path) -> None:
    (tmp_path / "big").mkdir()
    (tmp_path / "big" / "a").write_text("x")
    (tmp_path / "b").write_text("x")
    found = read(tmp_path, excluded=("big/",))
    assert set(found.contents) == {"b"}


@pytest.mark.skipif(os.name != "posix", reason="needs FIFOs and sockets")
def test_special_files_are_notes_and_nothing_waits_for_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo("fifo")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
        (tmp_path / "file").write_text("x")
        found = read(tmp_path)
        assert set(found.contents) == {"file"}
        assert {skip.path for skip in found.skipped} == {"fifo", "socket"}
        named = read(tmp_path / "fifo", tmp_path / "socket", Path(os.devnull))
    assert not named.contents
    assert named.reasons.count("not a regular file") == 3
    assert not found.incomplete


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs FIFOs")
def test_a_fifo_where_git_looks_for_patterns_ends_in_an_error(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(repository.path / ".gitignore")
    monkeypatch.setattr(process, "PATIENCE", 0.2)
    with pytest.raises(RepositoryError, match=r"git (?:gave no answer|waits for a named pipe)"):
        read(repository.path)


@pytest.mark.skipif(os.name != "posix", reason="needs symbolic links")
def test_links_are_not_followed_and_cycles_end(repository: Repository, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret").write_text("x")
    for folder in (repository.path, tmp_path / "plain"):
        folder.mkdir(exist_ok=True)
        (folder / "real").write_text("x")
        (folder / "link").symlink_to(outside / "secret")
        (folder / "folder").symlink_to(outside)
        (folder / "cycle").symlink_to(folder)
        (folder / "broken").symlink_to(folder / "nowhere")
    repository.commit()
    for folder in (repository.path, tmp_path / "plain"):
        found = read(folder)
        assert set(found.contents) == {"real"}
        assert found.reasons == ".: 4 symbolic links not followed"
        assert not found.incomplete


@pytest.mark.skipif(os.name != "posix", reason="needs symbolic links")
def test_an_untracked_link_and_a_tracked_file_behind_a_link_are_not_read(
    repository: Repository, tmp_path: Path
) -> None:
    repository.write("folder/file")
    repository.write("a")
    repository.commit()
    (repository.path / "folder").rename(tmp_path / "moved")
    (repository.path / "folder").symlink_to(tmp_path / "moved")
    (repository.path / "new").symlink_to(tmp_path / "moved" / "file")
    found = read(repository.path)
    assert set(found.contents) == {"a"}
    assert "folder/file: is behind a symbolic link" in found.reasons
    assert "new: a symbolic link, which is not followed" in found.reasons


@pytest.mark.skipif(os.name != "posix", reason="needs symbolic links")
def test_a_link_that_is_named_is_followed_and_keeps_its_name(repository: Repository, tmp_path: Path) -> None:
    repository.write("shared/prod.env", "content")
    repository.commit()
    (tmp_path / ".env").symlink_to(repository.path / "shared" / "prod.env")
    (tmp_path / "folder").symlink_to(repository.path / "shared")
    source = WorktreeSource([tmp_path / ".env"], stores=STORES)
    found = audited(source)
    assert found.contents == {".env": b"content"}
    ((location,),) = source.provenances(list(found.keys.values())).values()
    assert (location.path, location.exposure) == (".env", Exposure.TRACKED)
    assert read(tmp_path / "folder").contents == {"prod.env": b"content"}


def test_a_file_that_is_gone_is_a_note(repository: Repository) -> None:
    repository.write("deleted")
    repository.write("vanishes")
    repository.commit()
    (repository.path / "deleted").unlink()
    source = WorktreeSource([repository.path], stores=STORES)
    items = [item for item in source.items() if isinstance(item, BlobRef)]
    (repository.path / "vanishes").unlink()
    contents = [content for _, content in source.blob_reader().stream(items)]
    assert [getattr(content, "reason", "")[:15] for content in contents] == ["no longer there", "no longer there"]


@pytest.mark.skipif(os.name != "posix", reason="needs permissions")
@pytest.mark.usefixtures("unprivileged")
def test_what_may_not_be_read_makes_the_audit_incomplete(open_folder: Path) -> None:
    for name in ("file", "locked", "closed/file"):
        (open_folder / name).parent.mkdir(exist_ok=True)
        (open_folder / name).write_text("x")
    (open_folder / "locked").chmod(0)
    (open_folder / "closed").chmod(0)
    found = read(open_folder)
    (open_folder / "closed").chmod(0o755)
    assert set(found.contents) == {"file"}
    assert {skip.path: skip.reason for skip in found.incomplete} == {
        "closed": "cannot be read: Permission denied",
        "locked": "cannot be read: Permission denied",
    }


@pytest.mark.skipif(os.name != "posix", reason="needs permissions")
@pytest.mark.usefixtures("unprivileged")
def test_a_folder_that_git_may_not_list_makes_the_audit_incomplete(open_folder: Path) -> None:
    repository = Repository(open_folder)
    repository.git("init", "--quiet")
    repository.write("closed/file")
    repository.write("a")
    (repository.path / "closed").chmod(0)
    found = read(repository.path)
    (repository.path / "closed").chmod(0o755)
    assert set(found.contents) == {"a"}
    assert "closed: cannot be listed: Permission denied" in found.reasons
    assert found.incomplete


def test_files_that_a_sparse_checkout_leaves_out_are_counted(repository: Repository) -> None:
    repository.write("in/a")
    repository.write("out/b")
    repository.write("out/c")
    repository.commit()
    repository.git("sparse-checkout", "set", "in")
    found = read(repository.path)
    assert set(found.contents) == {"in/a"}
    assert found.reasons == ".: 2 tracked files not checked out (sparse checkout)"


def test_a_conflict_is_read_once(repository: Repository) -> None:
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
    found = read(repository.path)
    assert set(found.contents) == {"a"}
    assert b"<<<<<<<" in found.contents["a"]


def test_a_folder_that_only_looks_like_a_repository_is_plain(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_text("x")
    (tmp_path / "file").write_text("x")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "other").write_text("x")
    plain = dict.fromkeys((".git/config", "file", "sub/other"), Exposure.UNVERSIONED)
    assert exposures(tmp_path) == plain
    assert exposures(tmp_path / "file") == {"file": Exposure.UNVERSIONED}
    assert "git does not take its .git for a repository" in read(tmp_path).reasons


def test_a_bare_repository_is_not_silently_nothing(make_repository: MakeRepository, tmp_path: Path) -> None:
    make_repository("folder/bare.git", "--bare")
    found = read(tmp_path / "folder")
    assert not found.contents
    assert [skip.path for skip in found.incomplete] == ["bare.git"]
    assert [skip.path for skip in read(tmp_path / "folder" / "bare.git").incomplete] == ["."]


def test_the_inside_of_a_repository_is_no_work_tree(repository: Repository) -> None:
    repository.commit()
    with pytest.raises(RepositoryError, match="scan --history reads it"):
        read(repository.path / ".git")


def test_a_damaged_index_is_an_error_where_it_was_asked_for_and_a_skip_below(
    make_repository: MakeRepository, tmp_path: Path
) -> None:
    damaged = make_repository("folder/damaged")
    damaged.write("a")
    damaged.commit()
    (damaged.path / ".git" / "index").write_bytes(b"junk that is long enough to be an index")
    (tmp_path / "folder" / "b").write_text("x")
    with pytest.raises(RepositoryError, match=r"git cannot read the repository \(index file corrupt"):
        read(damaged.path)
    found = read(tmp_path / "folder")
    assert set(found.contents) == {"b"}
    assert [skip.path for skip in found.incomplete] == ["damaged"]


def test_without_git_a_plain_folder_is_read_and_a_repository_is_not(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.write("a")
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain" / "b").write_text("x")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert set(read(tmp_path / "plain").contents) == {"b"}
    with pytest.raises(RepositoryError, match="git is not in PATH"):
        read(repository.path)


def test_a_work_tree_that_only_the_environment_knows_is_read(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.write("a")
    repository.commit()
    (repository.path / ".git").rename(tmp_path / "elsewhere")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.chdir(repository.path)
    assert exposures(Path()) == {"a": Exposure.TRACKED}


@pytest.mark.skipif(os.name != "posix", reason="needs permissions")
def test_the_permissions_of_a_file_are_reported(repository: Repository) -> None:
    repository.write(".env").chmod(0o640)
    source = WorktreeSource([repository.path], stores=STORES)
    audited(source)
    assert source.provenances([".env"]) == {".env": (Provenance(".env", Exposure.UNTRACKED, mode=0o640),)}


def test_the_order_is_stable(repository: Repository) -> None:
    for name in ("b", "a/z", "a.b", "a/b"):
        repository.write(name)
    repository.git("add", "b", "a/z")
    runs = [list(WorktreeSource([repository.path], stores=STORES).items()) for _ in range(2)]
    assert runs[0] == runs[1]


def test_a_current_directory_that_is_gone_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    with pytest.raises(UsageError, match="the current directory is gone"):
        WorktreeSource([Path()], stores=STORES)
