from __future__ import annotations

from pathlib import Path

import pytest
from audited import Audited, audited
from repositories import MakeRepository, Repository

from auditor.errors import RepositoryError, UsageError
from auditor.model.location import Exposure, Provenance
from auditor.sources.git.command import Git
from auditor.sources.git.history import HistorySource
from auditor.sources.git.revisions import all_revisions, range_of_revisions

DAY = "2024-01-{:02}T12:00:00+02:00"


def history(path: Path, *, unreachable: bool = False, excluded: tuple[str, ...] = ()) -> HistorySource:
    git = Git.at(path)
    return HistorySource(git, all_revisions(git, unreachable=unreachable), excluded=excluded)


def in_range(path: Path, text: str) -> HistorySource:
    git = Git.at(path)
    return HistorySource(git, range_of_revisions(git, text))


def read(path: Path, *, unreachable: bool = False) -> Audited:
    return audited(history(path, unreachable=unreachable))


def locations(source: HistorySource, *keys: str) -> dict[str, list[Provenance]]:
    return {key: list(found) for key, found in source.provenances(keys).items()}


def test_what_was_blanked_later_is_read_with_the_commit_that_brought_it(repository: Repository) -> None:
    repository.write("bot/.env", "SECRET\n")
    repository.write("README", "readme\n")
    first = repository.commit("add", date=DAY.format(1))
    secret = repository.id_of("HEAD:bot/.env")
    readme = repository.id_of("HEAD:README")
    repository.write("bot/.env", "\n")
    repository.commit("blank", date=DAY.format(2))
    source = history(repository.path)
    found = audited(source)
    assert found.contents["bot/.env"] in (b"SECRET\n", b"\n")
    assert source.commits == 2
    assert not found.skipped
    (brought,) = locations(source, secret)[secret]
    assert (brought.path, brought.exposure, brought.commit) == ("bot/.env", Exposure.HISTORY, first)
    assert brought.author_date == DAY.format(1)
    assert not brought.in_tree
    assert locations(source, readme)[readme][0].in_tree


def test_every_blob_is_read_once_whatever_its_paths(repository: Repository) -> None:
    repository.write("a", "same")
    one = repository.commit(date=DAY.format(1))
    repository.git("mv", "a", "b")
    two = repository.commit(date=DAY.format(2))
    repository.write("c", "same")
    three = repository.commit(date=DAY.format(3))
    repository.git("rm", "--quiet", "b")
    repository.write("a", "same")
    repository.commit(date=DAY.format(4))
    key = repository.id_of("HEAD:c")
    source = history(repository.path)
    assert [item.key for item, _ in audited(source).blobs].count(key) == 1
    found = locations(source, key)[key]
    assert [(location.path, location.commit, location.in_tree) for location in found] == [
        ("a", one, True),
        ("b", two, False),
        ("c", three, True),
    ]
    assert [location.order for location in found] == sorted(location.order for location in found)


def test_the_first_commit_is_the_oldest_and_not_the_last_reached(repository: Repository) -> None:
    repository.write("base")
    repository.commit(date=DAY.format(1))
    repository.git("switch", "--quiet", "-c", "side")
    repository.write("leak", "SECRET")
    early = repository.commit("early", date=DAY.format(2))
    repository.git("switch", "--quiet", "main")
    repository.write("leak", "SECRET")
    repository.commit("late", date=DAY.format(3))
    key = repository.id_of("HEAD:leak")
    assert locations(history(repository.path), key)[key][0].commit == early


def test_content_that_only_a_merge_brought_is_the_merges(repository: Repository) -> None:
    repository.write("a", "base\n")
    repository.commit(date=DAY.format(1))
    repository.git("switch", "--quiet", "-c", "side")
    repository.write("b", "side\n")
    repository.commit(date=DAY.format(2))
    repository.git("switch", "--quiet", "main")
    repository.write("c", "main\n")
    repository.commit(date=DAY.format(3))
    repository.git("merge", "--quiet", "--no-commit", "--no-ff", "side")
    repository.write("a", "EVIL\n")
    merge = repository.commit("merge", date=DAY.format(4))
    source = history(repository.path)
    for name, commit in {"a": merge, "b": repository.id_of("side")}.items():
        key = repository.id_of(f"HEAD:{name}")
        assert locations(source, key)[key][0].commit == commit


def test_all_that_refs_lead_to_is_read(repository: Repository) -> None:
    repository.write("main", "on main")
    repository.commit("subject\n\nmessage of main")
    repository.git("switch", "--quiet", "-c", "side")
    repository.write("side", "on side")
    repository.commit("side")
    repository.git("switch", "--quiet", "--detach", "main")
    repository.write("detached", "on no branch")
    repository.commit("detached")
    repository.git("tag", "-a", "-m", "message of the tag", "v1", "main")
    repository.git("notes", "add", "-m", "a note", "main")
    blob = repository.git("hash-object", "-w", "--stdin", stdin=b"tagged blob")
    repository.git("tag", "blob", blob)
    tree = repository.git(
        "mktree",
        stdin=f"100644 blob {repository.git('hash-object', '-w', '--stdin', stdin=b'in a tree')}\tfile\n".encode(),
    )
    repository.git("update-ref", "refs/odd/tree", tree)
    for number in (1, 2):
        repository.write("main", f"stash {number}")
        repository.write(f"untracked{number}", f"untracked {number}")
        repository.git("stash", "--quiet", "--include-untracked")
    found = read(repository.path)
    expected = {
        "on main", "on side", "on no branch", "a note\n", "message of the tag\n", "tagged blob", "in a tree",
        "stash 1", "stash 2", "untracked 1", "untracked 2",
    }  # fmt: skip
    assert expected <= {value.decode() for value in found.values}
    assert not found.skipped


def test_messages_of_commits_and_tags_have_a_place(repository: Repository) -> None:
    commit = repository.commit("subject\n\nbody with a secret", date=DAY.format(1))
    repository.git("tag", "-a", "-m", "tag with a secret", "v1")
    tag = repository.id_of("v1")
    source = history(repository.path)
    assert [(item.name, content) for item, content in audited(source).blobs] == [
        ("TAG_MSG", b"tag with a secret\n"),
        ("COMMIT_MSG", b"subject\n\nbody with a secret\n"),
    ]
    found = source.provenances([commit, tag])
    assert found[commit][0].commit == commit
    assert found[commit][0].author_date == DAY.format(1)
    assert [location.path for location in found[tag]] == ["TAG_MSG"]


def test_a_commit_without_a_message_is_read(repository: Repository) -> None:
    repository.git("commit", "--quiet", "--allow-empty", "--allow-empty-message", "-m", "")
    assert read(repository.path).contents == {"COMMIT_MSG": b""}


def test_dangling_objects_are_read_on_request_only(repository: Repository) -> None:
    repository.write("a", "kept")
    repository.commit(date=DAY.format(1))
    repository.write("a", "AMENDED AWAY")
    gone = repository.commit(date=DAY.format(2))
    key = repository.id_of("HEAD:a")
    repository.git("reset", "--quiet", "--hard", "HEAD~1")
    blob = repository.git("hash-object", "-w", "--stdin", stdin=b"never committed")
    assert not read(repository.path).values & {b"AMENDED AWAY", b"never committed"}
    source = history(repository.path, unreachable=True)
    found = audited(source)
    assert found.values >= {b"AMENDED AWAY", b"never committed", b"kept"}
    assert found.contents[blob] == b"never committed"
    brought = source.provenances([key, blob])
    assert [(location.path, location.commit) for location in brought[key]] == [("a", gone)]
    assert [(location.path, location.commit) for location in brought[blob]] == [(blob, None)]


def test_a_range_is_what_it_adds(repository: Repository) -> None:
    repository.write("old", "old")
    repository.write("reverted", "first")
    repository.commit("one", date=DAY.format(1))
    repository.write("reverted", "second")
    two = repository.commit("two", date=DAY.format(2))
    repository.write("new", "new")
    repository.write("reverted", "first")
    three = repository.commit("three", date=DAY.format(3))
    source = in_range(repository.path, f"{two}..HEAD")
    found = audited(source)
    assert b"new" in found.values
    assert not found.values & {b"old", b"second"}
    assert source.commits == 1
    key = repository.id_of("HEAD:new")
    assert [(location.path, location.commit) for location in locations(source, key)[key]] == [("new", three)]


def test_what_no_commit_of_the_range_brought_is_out_of_scope(repository: Repository) -> None:
    repository.write("a", "first")
    repository.commit()
    key = repository.id_of("HEAD:a")
    repository.write("b", "second")
    repository.commit()
    assert in_range(repository.path, "HEAD~1..HEAD").provenances([key]) == {key: ()}


def test_a_branch_that_is_new_to_the_remote_is_what_no_remote_has(
    repository: Repository, make_repository: MakeRepository
) -> None:
    repository.write("a", "old")
    repository.commit()
    clone = make_repository("clone")
    clone.git("remote", "add", "origin", str(repository.path))
    clone.git("fetch", "--quiet", "origin")
    clone.git("switch", "--quiet", "-c", "topic", "origin/main")
    clone.write("b", "new")
    clone.commit()
    found = audited(in_range(clone.path, f"{'0' * 40}..HEAD"))
    assert b"new" in found.values
    assert b"old" not in found.values


@pytest.mark.parametrize("text", ["nowhere..HEAD", "--all", "HEAD..--output=x", "no such thing", ""])
def test_a_range_that_git_does_not_know_is_wrong_usage(repository: Repository, text: str) -> None:
    repository.commit()
    with pytest.raises(UsageError, match="git knows no such revisions"):
        in_range(repository.path, text)


def test_an_empty_repository_has_an_empty_history(repository: Repository) -> None:
    source = history(repository.path)
    assert not audited(source).contents
    assert source.commits == 0


def test_no_repository_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RepositoryError, match="not in a git repository"):
        history(tmp_path)


@pytest.mark.parametrize("options", [(), ("--object-format=sha256",)], ids=["sha1", "sha256"])
@pytest.mark.parametrize("packed", [True, False])
def test_all_forms_of_a_repository_are_read(
    make_repository: MakeRepository, tmp_path: Path, options: tuple[str, ...], *, packed: bool
) -> None:
    repository = make_repository("form", *options)
    for number in range(5):
        repository.write("file", "line\n" * 100 + f"{number}\n")
        repository.commit(date=DAY.format(number + 1))
    repository.git("branch", "other", "HEAD~1")
    if packed:
        repository.git("repack", "-a", "-d", "--quiet")
        repository.git("pack-refs", "--all")
    repository.git("worktree", "add", "--quiet", str(tmp_path / "linked"), "other")
    repository.git("clone", "--quiet", "--bare", str(repository.path), str(tmp_path / "bare.git"))
    for location in (repository.path, tmp_path / "linked", tmp_path / "bare.git", repository.path / ".git"):
        source = history(location)
        found = audited(source)
        assert {b"line\n" * 100 + f"{number}\n".encode() for number in range(5)} <= found.values
        keys = [item.key for item, _ in found.blobs if item.name == "file"]
        assert len(keys) == 5
        assert all(len(where) == 1 and where[0].commit for where in source.provenances(keys).values())


def test_a_head_that_only_a_linked_work_tree_has_is_read(repository: Repository, tmp_path: Path) -> None:
    repository.commit()
    repository.git("worktree", "add", "--quiet", "--detach", str(tmp_path / "linked"))
    linked = Repository(tmp_path / "linked")
    linked.write("a", "only here")
    linked.commit()
    assert b"only here" in read(repository.path).values


def test_objects_of_an_alternate_are_read(repository: Repository, make_repository: MakeRepository) -> None:
    repository.write("a", "borrowed")
    repository.commit()
    borrower = make_repository("folder")
    borrower.git("clone", "--quiet", "--shared", str(repository.path), "borrower")
    assert b"borrowed" in read(borrower.path / "borrower").values


def test_what_a_replacement_hides_is_read(repository: Repository) -> None:
    repository.write("a", "SECRET")
    commit = repository.commit()
    key = repository.id_of("HEAD:a")
    harmless = repository.git("hash-object", "-w", "--stdin", stdin=b"harmless")
    repository.git("replace", key, harmless)
    empty = repository.git("commit-tree", "-m", "empty", repository.git("mktree", stdin=b""))
    repository.git("replace", commit, empty)
    assert read(repository.path).values >= {b"SECRET", b"harmless"}


def test_a_graft_hides_nothing(repository: Repository) -> None:
    repository.write("a", "SECRET")
    repository.commit()
    repository.write("a", "blank")
    head = repository.commit()
    (repository.path / ".git" / "info" / "grafts").write_text(f"{head}\n")
    assert b"SECRET" in read(repository.path).values


def test_the_repository_that_a_hook_names_is_read(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.write("a", "content")
    repository.commit()
    (repository.path / ".git").rename(tmp_path / "elsewhere")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.chdir(repository.path)
    assert b"content" in read(Path.cwd()).values


def test_names_survive(repository: Repository) -> None:
    names = ["line\nbreak", "tab\t", ":colon", "commit x", "caf\udce9"]
    for number, name in enumerate(names):
        repository.write(name, f"content {number}")
    repository.commit()
    source = history(repository.path)
    keys = [
        repository.git("hash-object", "--stdin", stdin=f"content {number}".encode()) for number in range(len(names))
    ]
    found = source.provenances(keys)
    assert [found[key][0].path for key in keys] == names
    assert all(found[key][0].in_tree for key in keys)


def test_excluded_paths_are_dropped_but_not_the_blob_at_another_path(repository: Repository) -> None:
    repository.write("docs/a", "same")
    repository.write("b", "same")
    repository.write("docs/c", "only there")
    repository.commit()
    source = history(repository.path, excluded=("docs/",))
    same, only = repository.id_of("HEAD:b"), repository.id_of("HEAD:docs/c")
    assert [location.path for location in source.provenances([same, only])[same]] == ["b"]
    assert source.provenances([same, only])[only] == ()


def test_many_hits_are_traced_like_few(repository: Repository) -> None:
    commits: dict[str, str] = {}
    for number in range(70):
        repository.write(f"f{number}", f"content {number}")
        if number % 10 == 9:
            commit = repository.commit(date=DAY.format(1 + number // 10))
            commits |= {repository.id_of(f"HEAD:f{n}"): commit for n in range(number - 9, number + 1)}
    source = history(repository.path)
    many = source.provenances(list(commits))
    assert {key: found[0].commit for key, found in many.items()} == commits
    some = list(commits)[:5]
    assert source.provenances(some) == {key: many[key] for key in some}


def test_a_path_of_every_kind_of_folder_reads_the_whole_repository(repository: Repository) -> None:
    repository.write("sub/a", "x")
    repository.write("b", "y")
    repository.commit()
    source = history(repository.path / "sub")
    assert audited(source).values >= {b"x", b"y"}
    key = repository.id_of("HEAD:sub/a")
    assert source.provenances([key])[key][0].path == "sub/a"
