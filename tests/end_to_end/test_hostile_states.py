"""Layouts and states of a repository that make a leak look clean to a careless reader of git's answers."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from command_server import run_command
from repositories import MakeRepository, Repository

from auditor.classification.sample_keys import expand, specimen

pytestmark = pytest.mark.skipif(os.name != "posix", reason="links and names of POSIX")
PAIR = expand("BACKPACK_API_KEY={{ a.key }}\nBACKPACK_API_SECRET={{ a.secret }}\n")


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    done = run_command([*arguments, "--generic", "off", "-f", "json"], folder, os.environ)
    return done.code, done.out.decode() + done.err.decode()


def keys(said: str) -> set[str]:
    return {finding["api_key"] for finding in json.loads(said)["findings"]} if said.startswith("{") else set()


Hide = Callable[[Repository], None]


def _another_case(repository: Repository) -> None:
    """The index has the name in capitals, and git is told that letters have no case."""
    blob = repository.git("hash-object", "-w", "--stdin", stdin=b"x\n")
    repository.git("config", "core.ignoreCase", "true")
    repository.git("update-index", "--add", "--cacheinfo", f"100644,{blob},BOT.PY")
    repository.write("bot.py", PAIR)


def _sparse_index(repository: Repository) -> None:
    repository.write("kept/a.txt")
    repository.write("out/bot.py", "x")
    repository.commit()
    repository.git("sparse-checkout", "set", "--cone", "--sparse-index", "kept")
    repository.write("out/bot.py", PAIR)


def _untracked_in_a_sparse_folder(repository: Repository) -> None:
    repository.write("kept/a.txt")
    repository.write("out/bot.py", "x")
    repository.commit()
    repository.git("sparse-checkout", "set", "--cone", "--sparse-index", "kept")
    repository.write("out/new.py", PAIR)


def _split_index(repository: Repository) -> None:
    repository.git("update-index", "--split-index", "--index-version", "4")
    repository.git("update-index", "--untracked-cache", "--fsmonitor")
    repository.git("config", "core.untrackedCache", "true")
    repository.write("bot.env", PAIR)
    repository.git("update-index", "--fsmonitor-valid", "bot.env")


def _separate_folder(repository: Repository) -> None:
    repository.git("init", "--quiet", "--separate-git-dir", str(repository.path.parent / "elsewhere"))
    repository.write("bot.env", PAIR)


def _detached(repository: Repository) -> None:
    repository.write("bot.env", PAIR)
    repository.commit()
    repository.git("checkout", "--quiet", "--detach")
    repository.git("branch", "-D", "main")


def _unborn(repository: Repository) -> None:
    repository.write("bot.env", PAIR)
    repository.commit()
    repository.git("symbolic-ref", "HEAD", "refs/heads/nowhere")


def _grafted(repository: Repository) -> None:
    repository.write("bot.env", PAIR)
    repository.commit()
    (repository.path / ".git/info/grafts").write_text(repository.id_of("HEAD") + "\n")


def _relative(repository: Repository) -> None:
    repository.write("bot.env", PAIR)
    repository.git("add", "bot.env")
    for key, value in (("relative", "true"), ("renames", "copies"), ("ignoreSubmodules", "all"), ("noprefix", "true")):
        repository.git("config", f"diff.{key}", value)


def _encoded(repository: Repository) -> None:
    (repository.path / ".git/info/attributes").write_text("* working-tree-encoding=UTF-16 ident text eol=crlf\n")
    repository.write("bot.env", PAIR)


def _objects_elsewhere(repository: Repository) -> None:
    repository.write("bot.env", PAIR)
    repository.commit()
    moved = repository.path.parent / "objects"
    (repository.path / ".git/objects").rename(moved)
    (repository.path / ".git/objects").symlink_to(moved)


def _unsorted(repository: Repository) -> None:
    """The list of refs says that it is sorted, and is not."""
    clean = repository.id_of("HEAD")
    repository.write("bot.env", PAIR)
    leak = repository.commit()
    repository.git("reset", "--quiet", "--hard", clean)
    (repository.path / ".git/refs/heads/main").unlink()
    names = ("refs/tags/z", "refs/heads/main", "refs/heads/a", "refs/notes/z")
    lines = [f"{leak if name == 'refs/heads/a' else clean} {name}" for name in names]
    text = "\n".join(["# pack-refs with: peeled fully-peeled sorted ", *lines, ""])
    (repository.path / ".git/packed-refs").write_text(text)


STATES: dict[Hide, tuple[str, ...]] = {
    _another_case: ("scan", "scan --history"),
    _sparse_index: ("scan", "scan --history"),
    _untracked_in_a_sparse_folder: ("scan", "scan --history"),
    _split_index: ("scan", "scan --history"),
    _separate_folder: ("scan", "scan --history"),
    _detached: ("scan", "scan --history"),
    _unborn: ("scan", "scan --staged", "scan --history", "hook"),
    _grafted: ("scan --history",),
    _relative: ("scan", "scan --staged", "hook", "scan --history"),
    _encoded: ("scan", "scan --history"),
    _objects_elsewhere: ("scan --history",),
    _unsorted: ("scan --history",),
}


@pytest.mark.parametrize("form", ["sha1", "sha256"])
@pytest.mark.parametrize("hide", STATES)
def test_no_state_hides_a_leak(make_repository: MakeRepository, hide: Hide, form: str) -> None:
    repository = make_repository("repository", f"--object-format={form}")
    repository.write("bot.env", "x")
    repository.commit()
    hide(repository)
    for line in STATES[hide]:
        code, said = run(repository.path, *line.split())
        assert (code, specimen("a").key in keys(said)) == (1, True), (line, said)


def test_a_folder_below_is_not_all_that_is_staged(repository: Repository) -> None:
    repository.write("sub/a.txt")
    _relative(repository)
    for line in ("scan --staged", "hook"):
        code, said = run(repository.path / "sub", *line.split())
        assert (code, specimen("a").key in keys(said)) == (1, True), (line, said)


def test_a_bare_repository_among_the_files_gives_context_to_nothing(repository: Repository, tmp_path: Path) -> None:
    """It can be committed, and git takes whoever is in it for a visitor of that repository."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "private.py").write_text(PAIR.replace(specimen("a").key, specimen("b").key))
    inside = repository.path / "sub"
    for name in ("objects", "refs", "info"):
        (inside / name).mkdir(parents=True)
    (inside / "refs/x").write_text("x")
    (inside / "objects/x").write_text("x")
    (inside / "HEAD").write_text("ref: refs/heads/main\n")
    (inside / "info/exclude").write_text("*\n")
    (inside / "bot.py").write_text(PAIR)
    for work_tree in ("..", str(outside), "../sub"):
        (inside / "config").write_text(f"[core]\nrepositoryformatversion = 0\nbare = false\nworktree = {work_tree}\n")
        for line in ("scan", "scan sub", "check sub"):
            code, said = run(repository.path, *line.split())
            assert specimen("a").key in said or code in {2, 3}, (line, work_tree, said)
            assert "private" not in said
        code, said = run(inside, "scan")
        assert specimen("a").key in said or code in {2, 3}, (work_tree, said)
        assert "private" not in said


def test_a_git_folder_that_is_none_hides_nothing(repository: Repository) -> None:
    """Git passes over it and takes the repository around, which ignores the folder."""
    repository.write(".gitignore", "inner/\n")
    repository.commit()
    for made in ("inner/.git/x", "inner/.git"):
        inner = repository.path / "inner"
        repository.write(made, "")
        repository.write("inner/bot.py", PAIR)
        for folder, line in ((inner, "scan"), (repository.path, "scan inner")):
            code, said = run(folder, *line.split())
            assert specimen("a").key in said or (code, made) == (2, "inner/.git"), (made, line, said)
        (repository.path / "inner/bot.py").unlink()
        for file in sorted(inner.rglob("*"), reverse=True):
            file.rmdir() if file.is_dir() else file.unlink()


def test_files_in_a_git_folder_that_is_none_are_read(tmp_path: Path) -> None:
    (tmp_path / "tree/x/.git").mkdir(parents=True)
    (tmp_path / "tree/x/.git/bot.env").write_text(PAIR)
    (tmp_path / "tree/.git").mkdir()
    (tmp_path / "tree/.git/bot.py").write_text(expand("BACKPACK_API_SECRET={{ b.secret }}\n"))
    code, said = run(tmp_path / "tree", "scan")
    assert code == 1, said
    assert {"x/.git/bot.env", ".git/bot.py"} <= {f["location"]["path"] for f in json.loads(said)["findings"]}


def test_a_link_staged_with_a_leak_as_its_target_is_read(repository: Repository) -> None:
    blob = repository.git("hash-object", "-w", "--stdin", stdin=PAIR.encode())
    repository.git("update-index", "--add", "--cacheinfo", f"120000,{blob},config")
    for line in ("scan --staged", "hook"):
        code, said = run(repository.path, *line.split())
        assert (code, specimen("a").key in said) == (1, True), (line, said)


@pytest.mark.parametrize(
    "config",
    [
        "[core]\nbare = true\n",
        "[core]\nrepositoryformatversion = 1\n[extensions]\nrefStorage = reftable\n",
        "[core]\nrepositoryformatversion = 1\n[extensions]\nnobodyKnows = true\n",
        "[core]\nrepositoryformatversion = 9\n",
        "[core\n",
        "[extensions]\nobjectFormat = sha256\n[core]\nrepositoryformatversion = 1\n",
    ],
)
def test_a_repository_that_git_cannot_read_is_not_clean(repository: Repository, config: str) -> None:
    repository.write("bot.env", PAIR)
    repository.commit()
    repository.write("more.env", PAIR)
    repository.git("add", "more.env")
    (repository.path / ".git/config").write_text(config)
    for line in ("scan", "scan --staged", "scan --history", "hook"):
        code, said = run(repository.path, *line.split())
        assert code in {1, 2, 3}, (line, said)


def test_a_forged_cut_is_said(repository: Repository) -> None:
    repository.write("bot.env", PAIR)
    repository.commit()
    repository.write("bot.env", "x")
    (repository.path / ".git/shallow").write_text(repository.commit() + "\n")
    code, said = run(repository.path, "scan", "--history")
    assert code == 3
    assert "shallow" in said


def test_stages_of_a_conflict_are_said_or_read(repository: Repository) -> None:
    repository.write("bot.env", "x")
    repository.commit()
    repository.git("checkout", "--quiet", "-b", "other")
    repository.write("bot.env", PAIR)
    repository.commit()
    repository.git("checkout", "--quiet", "main")
    repository.write("bot.env", "y")
    repository.commit()
    with pytest.raises(AssertionError):
        repository.git("merge", "other")
    repository.write("bot.env", "z")
    assert "conflict" in run(repository.path, "scan", "--staged")[1]
    code, said = run(repository.path, "scan", "--history")
    assert (code, specimen("a").key in said) == (1, True)


def test_objects_that_a_repository_borrows_from_outside_are_said(
    repository: Repository, make_repository: MakeRepository
) -> None:
    private = make_repository("private")
    private.write("bot.env", PAIR)
    private.commit()
    repository.write("a.txt")
    repository.commit()
    (repository.path / ".git/objects/info/alternates").write_text(str(private.path / ".git/objects") + "\n")
    assert specimen("a").key not in run(repository.path, "scan", "--history")[1]
    _, said = run(repository.path, "scan", "--history", "--unreachable")
    assert "alternates" in said, said


@pytest.mark.parametrize("name", ["--ignore=BPK", "--exit-zero", "-q", "--format=json=src/main.py", "--no-config"])
def test_a_file_that_is_called_like_an_option_is_none(repository: Repository, name: str) -> None:
    """As git's hooks and `scan *` pass it on; with `--` before it, it is read."""
    repository.write("bot.env", PAIR)
    repository.write("src/main.py", "as it was\n")
    repository.write(name, "x\n")
    repository.git("add", "--all")
    for command in ("hook", "scan"):
        done = run_command([command, "bot.env", "src/main.py", name], repository.path, os.environ)
        assert done.code == 2
        assert name.encode() in done.err
    done = run_command(["hook", "--generic", "off", "--", "bot.env", name], repository.path, os.environ)
    assert done.code == 1
    assert (repository.path / "src/main.py").read_text() == "as it was\n"


def test_a_printed_command_obeys_no_name(make_repository: MakeRepository, tmp_path: Path) -> None:
    """Pasted into a shell, with or without comments, the runbook starts nothing that a tree wrote."""
    repository = make_repository()
    for name in (
        "`touch a`.env",
        "$(touch b).env",
        "'; touch c; '.env",
        "--exec=touch d.env",
        "new\nline; touch e.env",
    ):
        repository.write(name, PAIR)
    repository.commit("$(touch f) `touch g`; touch h")
    repository.git("branch", "$(touch${IFS}i)")
    repository.git("branch", ";touch${IFS}j")
    done = run_command(["purge", "--all"], repository.path, os.environ)
    assert done.code == 1
    nowhere = tmp_path / "nowhere"
    nowhere.mkdir()
    commands = [line.strip() for line in done.out.decode().splitlines() if line.startswith("  ")]
    commands = [line for line in commands if line.startswith(("#", "git ", "FILE=", "cd ", "rm "))]
    assert commands
    script = "git() { :; }; cd() { :; }; mktemp() { echo x; }\n" + "\n".join(commands).replace("#", ": ")
    subprocess.run(["/bin/sh", "-c", script], cwd=nowhere, check=False, capture_output=True, timeout=60)
    assert {path.name for path in nowhere.iterdir()} <= {"x"}, script


def test_refs_in_tables_hide_nothing(tmp_path: Path) -> None:
    """Since git 2.45 refs can be in one binary table in place of files."""
    repository = Repository(tmp_path)
    try:
        repository.git("init", "--quiet", "--initial-branch=main", "--ref-format=reftable")
    except AssertionError:
        pytest.skip("this git knows no reftable")
    repository.write("bot.env", PAIR)
    repository.commit()
    repository.git("branch", "kept")
    repository.write("bot.env", "x")
    repository.git("commit", "--quiet", "--amend", "--all", "--message", "clean")
    code, said = run(repository.path, "scan", "--history")
    assert (code, specimen("a").key in keys(said)) == (1, True)
    assert run(repository.path, "scan")[0] == 0
