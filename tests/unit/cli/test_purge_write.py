"""`purge --write` on real repositories: the history is clean of the secret, and nothing else is lost."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from repositories import Repository
from typer.testing import CliRunner

from auditor.classification.sample_keys import expand, specimen
from auditor.cli.application import app

PAIR = expand("BACKPACK_API_KEY={{ a.key }}\nBACKPACK_API_SECRET={{ a.secret }}\n")
OTHER = expand("BACKPACK_API_KEY={{ b.key }}\nBACKPACK_API_SECRET={{ b.secret }}\n")
SECRET = specimen("a").secret
KEY = specimen("a").key


def write(repository: Repository, *arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["purge", *(arguments or ("--all",)), "--write", str(repository.path)])
    assert result.exit_code == code, (result.output, result.exception)
    assert SECRET not in result.output
    return result.output


def holders(repository: Repository) -> list[str]:
    """The objects of a repository that hold the secret, reachable or not."""
    listed = repository.git("cat-file", "--batch-all-objects", "--batch-check=%(objectname) %(objecttype)")
    kinds = [line.split() for line in listed.splitlines()]
    return [name for name, kind in kinds if kind != "tree" and SECRET in repository.git("cat-file", kind, name)]


def leaks(repository: Repository) -> list[str]:
    arguments = ["scan", "--history", "--format", "json", "--generic", "off", str(repository.path)]
    found = json.loads(CliRunner().invoke(app, arguments).stdout)["findings"]
    return [one["location"]["path"] for one in found if one["location"]["commit"]]


@pytest.fixture
def leaking(repository: Repository) -> Repository:
    """A secret in the second of three commits, taken out of the file in the third."""
    repository.write("a.txt", "a\n")
    repository.commit("One")
    repository.write("bot.py", expand("SECRET = 1\nBACKPACK_API_SECRET = '{{ a.secret }}'\nprint('é')\n"))
    repository.commit("Two")
    repository.write("bot.py", "import os\n")
    repository.commit("Three")
    return repository


def test_the_history_is_clean_and_all_else_is_as_it_was(leaking: Repository) -> None:
    first = leaking.git("rev-parse", "HEAD~2")
    before = leaking.git("log", "--format=%an %ae %ad %cn %ce %cd %B")
    said = write(leaking, KEY[:8])
    assert "2 commits rewritten without the secret (refs/heads/main)" in said
    assert "on the disk" not in said  # bot.py is there, without the secret
    assert leaking.git("rev-parse", "HEAD~2") == first
    assert leaking.git("log", "--format=%an %ae %ad %cn %ce %cd %B") == before
    assert leaking.git("show", "HEAD~1:bot.py") == "SECRET = 1\nBACKPACK_API_SECRET = 'REMOVED'\nprint('é')"
    assert leaking.git("status", "--porcelain") == ""
    assert holders(leaking) == []
    assert leaks(leaking) == []
    assert leaking.git("fsck", "--no-progress") == ""


def test_the_file_on_the_disk_stays(repository: Repository) -> None:
    repository.write("a.txt", "a\n")
    repository.commit()
    repository.write("bot.env", PAIR)
    repository.commit()
    said = write(repository)
    assert "The files on the disk are as they were: bot.env." in said
    assert (repository.path / "bot.env").read_text() == PAIR
    assert repository.git("status", "--porcelain") == " M bot.env"
    assert holders(repository) == []


def test_a_file_that_no_commit_has_any_more_is_named(repository: Repository) -> None:
    repository.write("bot.env", PAIR)
    repository.commit()
    repository.git("rm", "--quiet", "--cached", "bot.env")
    repository.write(".gitignore", "bot.env\n")
    repository.commit()
    assert "The files on the disk are as they were: bot.env." in write(repository)


def test_only_the_key_that_was_named_goes(leaking: Repository) -> None:
    leaking.write("other.env", OTHER)
    leaking.commit()
    write(leaking, KEY[:8])
    assert holders(leaking) == []
    assert leaking.git("show", "HEAD:other.env") == OTHER.strip()


def test_branches_tags_and_notes(leaking: Repository) -> None:
    bad = leaking.git("rev-parse", "HEAD~1")
    leaking.git("branch", "side", bad)
    leaking.git("branch", "clean", "HEAD~2")
    clean = leaking.git("rev-parse", "clean")
    leaking.git("tag", "light", bad)
    leaking.git("tag", "-a", "-m", "A release", "v1", bad)
    leaking.git("tag", "old", "HEAD~2")
    write(leaking)
    assert holders(leaking) == []
    assert leaking.git("rev-parse", "side") == leaking.git("rev-parse", "light") == leaking.git("rev-parse", "v1^{}")
    assert leaking.git("rev-parse", "side") != bad
    assert leaking.git("for-each-ref", "--format=%(contents)", "refs/tags/v1").strip() == "A release"
    assert clean == leaking.git("rev-parse", "clean") == leaking.git("rev-parse", "old")


def test_the_stash_keeps_its_entries(repository: Repository) -> None:
    repository.write("bot.env", "x\n")
    repository.write("b.txt", "x\n")
    repository.commit()
    repository.write("b.txt", "first\n")
    repository.git("stash", "--quiet", "-m", "first")
    repository.write("bot.env", PAIR)
    repository.git("stash", "--quiet", "-m", "with the secret")
    repository.write("untracked.env", PAIR)
    repository.git("stash", "--quiet", "--include-untracked", "-m", "untracked")
    write(repository)
    assert holders(repository) == []
    messages = [line.split(": ", 1)[1] for line in repository.git("stash", "list").splitlines()]
    assert messages == ["On main: untracked", "On main: with the secret", "On main: first"]
    repository.git("stash", "pop", "--quiet", "stash@{2}")
    assert (repository.path / "b.txt").read_text() == "first\n"


def test_work_trees_with_and_without_a_branch(leaking: Repository, tmp_path: Path) -> None:
    leaking.git("branch", "side", "HEAD~1")
    leaking.git("worktree", "add", "--quiet", str(tmp_path / "side"), "side")
    leaking.git("worktree", "add", "--quiet", "--detach", str(tmp_path / "loose"), "HEAD~1")
    write(leaking)
    assert holders(leaking) == []
    for name in ("side", "loose"):
        here = Repository(tmp_path / name)
        assert here.git("show", "HEAD:bot.py").splitlines()[1] == "BACKPACK_API_SECRET = 'REMOVED'"
        assert here.git("status", "--porcelain") == " M bot.py"
        assert SECRET in (here.path / "bot.py").read_text()


def test_a_dirty_work_tree_elsewhere_is_refused(leaking: Repository, tmp_path: Path) -> None:
    leaking.git("worktree", "add", "--quiet", str(tmp_path / "side"), "-b", "side")
    (tmp_path / "side" / "a.txt").write_text("changed\n")
    head = leaking.git("rev-parse", "HEAD")
    result = CliRunner().invoke(app, ["purge", "--all", "--write", str(leaking.path)])
    assert result.exit_code != 0
    assert "not committed" in str(result.exception) + result.output
    assert leaking.git("rev-parse", "HEAD") == head


@pytest.mark.parametrize("change", ["changed", "staged", "merge"])
def test_what_is_not_committed_or_not_finished_is_refused(leaking: Repository, change: str) -> None:
    leaking.write("a.txt", "changed\n") if change != "merge" else None
    if change == "staged":
        leaking.git("add", "a.txt")
    if change == "merge":
        (leaking.path / ".git" / "MERGE_HEAD").write_text(leaking.git("rev-parse", "HEAD") + "\n")
    head = leaking.git("rev-parse", "HEAD")
    result = CliRunner().invoke(app, ["purge", "--all", "--write", str(leaking.path)])
    assert result.exit_code != 0
    assert "commit" in str(result.exception) + result.output
    assert leaking.git("rev-parse", "HEAD") == head


def test_reflogs_forget_what_no_branch_holds(leaking: Repository) -> None:
    leaking.git("checkout", "--quiet", "-b", "scratch")
    leaking.write("more.env", PAIR)
    leaking.commit("Scratch")
    leaking.git("reset", "--quiet", "--hard", "HEAD~1")
    write(leaking)
    assert holders(leaking) == []


def test_merges_and_cherry_picks(leaking: Repository) -> None:
    bad = leaking.git("rev-parse", "HEAD~1")
    leaking.git("checkout", "--quiet", "-b", "side", "HEAD~2")
    leaking.write("b.txt", "b\n")
    leaking.commit("Side")
    leaking.git("cherry-pick", bad)
    leaking.write("bot.py", "x\n")
    leaking.commit("Take it out")
    leaking.git("checkout", "--quiet", "main")
    leaking.git("merge", "--quiet", "-s", "ours", "--no-edit", "side")
    count = leaking.git("rev-list", "--count", "HEAD")
    write(leaking)
    assert holders(leaking) == []
    assert leaking.git("rev-list", "--count", "HEAD") == count


def test_messages_of_commits_and_tags(repository: Repository) -> None:
    repository.write("a.txt", "a\n")
    repository.commit(expand("Use BACKPACK_API_SECRET={{ a.secret }} for now"))
    repository.git("tag", "-a", "-m", expand("BACKPACK_API_SECRET={{ a.secret }}"), "v1")
    write(repository)
    assert holders(repository) == []
    assert repository.git("log", "-1", "--format=%s") == "Use BACKPACK_API_SECRET=REMOVED for now"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "latin-1"])
def test_encodings_stay(repository: Repository, encoding: str) -> None:
    repository.write("a.txt", "a\n")
    repository.commit()
    (repository.path / "bot.py").write_bytes(f"# caf\xe9\r\n{PAIR}".encode(encoding))
    repository.commit()
    write(repository)
    (repository.path / "out.bin").write_bytes(b"")
    repository.git("checkout", "--quiet", "HEAD", "--", "bot.py")
    wanted = f"# caf\xe9\r\n{PAIR}".replace(SECRET, "REMOVED")
    assert (repository.path / "bot.py").read_bytes().decode(encoding) == wanted


def test_a_secret_in_two_encodings(repository: Repository) -> None:
    repository.write("a.txt", "a\n")
    repository.commit()
    repository.write("bot.env", expand("BACKPACK_API_SECRET={{ a.secret | hex }}\n"))
    repository.commit()
    repository.write("bot.env", expand("BACKPACK_API_SECRET={{ a.secret | base64url }}\n"))
    repository.commit()
    write(repository)
    assert [repository.git("show", f"HEAD~{back}:bot.env") for back in (0, 1)] == ["BACKPACK_API_SECRET=REMOVED"] * 2


def test_an_archive_is_left_out_only_while_it_holds_the_secret(repository: Repository) -> None:
    repository.write("a.txt", "a\n")
    repository.commit()
    for name in ("clean", "leaking", "clean again"):
        with zipfile.ZipFile(repository.path / "bots.zip", "w") as archive:
            archive.writestr("bot.env", PAIR if name == "leaking" else f"{name}\n")
        repository.commit(name)
    said = write(repository)
    assert "1 version of files" in said
    assert repository.git("log", "--format=%s", "--diff-filter=D", "--", "bots.zip") == "leaking"
    assert repository.git("log", "--format=%s", "--diff-filter=A", "--", "bots.zip").splitlines() == [
        "clean again",
        "clean",
    ]


def test_a_published_secret_is_rewritten_here_and_has_the_rest_of_the_runbook(
    leaking: Repository, tmp_path: Path
) -> None:
    leaking.git("init", "--quiet", "--bare", str(tmp_path / "remote.git"))
    leaking.git("remote", "add", "origin", str(tmp_path / "remote.git"))
    leaking.git("push", "--quiet", "origin", "main")
    said = write(leaking, code=1)
    assert "https://backpack.exchange/portfolio/settings/api-keys" in said
    assert "git push --force origin main" in said
    assert leaking.git("log", "--format=%H", "-S", SECRET, "main") == ""
    leaking.git("push", "--quiet", "--force", "origin", "main")
    write(leaking)
    assert leaks(leaking) == []


def test_no_hook_of_the_repository_runs(leaking: Repository) -> None:
    for name in ("reference-transaction", "post-rewrite", "pre-auto-gc", "post-checkout"):
        hook = leaking.path / ".git" / "hooks" / name
        hook.write_text("#!/bin/sh\ntouch ran\n")
        hook.chmod(0o755)
    write(leaking)
    assert not (leaking.path / "ran").exists()
    assert not (leaking.path / ".git" / "ran").exists()


def test_no_file_is_left_behind(leaking: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    write(leaking)
    assert list((tmp_path / "temporary").iterdir()) == []
    assert leaking.git("for-each-ref", "refs/backpack-audit-purge") == ""
