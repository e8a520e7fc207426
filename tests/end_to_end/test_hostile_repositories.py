"""Repositories made to run a program, to be read outside of themselves, or to look clean: each with a marker or a pair."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zlib
from collections.abc import Callable
from hashlib import sha1
from pathlib import Path

import pytest
from command_server import run_command
from repositories import MakeRepository, Repository

from auditor.classification.sample_keys import expand, specimen

pytestmark = pytest.mark.skipif(os.name != "posix", reason="links, pipes and shell scripts")
PAIR = "BACKPACK_API_KEY={{ %s.key }}\nBACKPACK_API_SECRET={{ %s.secret }}\n"


def pair(label: str) -> str:
    return expand(PAIR % (label, label))


def run(folder: Path, *arguments: str) -> tuple[int, dict[str, object]]:
    """Exit code and JSON report of a command."""
    done = run_command([*arguments, "-f", "json"], folder, os.environ)
    assert done.out, done.err
    report: dict[str, object] = json.loads(done.out)
    return done.code, report


def named(report: dict[str, object]) -> set[str]:
    findings = report["findings"]
    assert isinstance(findings, list)
    return {finding["api_key"] for finding in findings}


def said(report: dict[str, object]) -> str:
    return json.dumps(report["skipped"])


def test_a_lazy_fetch_runs_no_alias(repository: Repository, tmp_path: Path) -> None:
    witness = tmp_path / "witness"
    repository.write("a.env", "one")
    repository.write("missing.env", "two")
    repository.commit()
    repository.object_file(repository.id_of("HEAD:missing.env")).unlink()
    for url in ("none::x", "::x", "ext::sh -c date"):
        repository.git("config", "core.repositoryformatversion", "1")
        repository.git("config", "extensions.partialClone", "origin")
        repository.git("config", "remote.origin.url", url)
        repository.git("config", "remote.origin.promisor", "true")
        for helper in ("none", "", "ext"):
            repository.git("config", f"alias.remote-{helper}", f"!touch {witness}")
        run(repository.path, "scan", "--history")
        assert not witness.exists(), url


@pytest.fixture
def elsewhere(repository: Repository, tmp_path: Path) -> Path:
    """A folder outside, which the configuration of the repository calls its work tree."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "private.env").write_text(pair("outside"))
    repository.write("bot.env", pair("inside"))
    repository.git("config", "core.worktree", str(outside))
    return outside


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize("arguments", [["scan"], ["scan", "--history"], ["check"]])
def test_a_work_tree_named_elsewhere_hides_nothing_and_is_not_read(
    repository: Repository, arguments: list[str]
) -> None:
    _, report = run(repository.path, *arguments)
    assert specimen("inside").key in named(report)
    assert specimen("outside").key not in json.dumps(report)
    assert "private.env" not in json.dumps(report)


def test_a_work_tree_named_by_an_included_file_is_not_read(
    repository: Repository, elsewhere: Path, tmp_path: Path
) -> None:
    repository.git("config", "--unset", "core.worktree")
    (tmp_path / "more").write_text(f"[core]\nworktree = {elsewhere}\n")
    repository.git("config", "include.path", str(tmp_path / "more"))
    _, report = run(repository.path, "scan")
    assert specimen("inside").key in named(report)
    assert specimen("outside").key not in json.dumps(report)


def test_a_commit_graph_hides_no_parent(repository: Repository) -> None:
    repository.write("bot.env", pair("a"))
    repository.commit("add")
    repository.write("bot.env", "x")
    repository.commit("take away")
    repository.write("b.txt", "x")
    repository.commit("more")
    repository.git("commit-graph", "write", "--reachable")
    graph = repository.path / ".git/objects/info/commit-graph"
    graph.chmod(0o644)
    data = bytearray(graph.read_bytes())
    chunks = {bytes(data[8 + 12 * n : 12 + 12 * n]): int.from_bytes(data[12 + 12 * n : 20 + 12 * n]) for n in range(6)}
    at, count = chunks[b"CDAT"], 3
    for number in range(count):
        data[at + 36 * number + 20 : at + 36 * number + 24] = b"\x70\x00\x00\x00"  # has no parent
    graph.write_bytes(bytes(data[:-20]) + sha1(data[:-20], usedforsecurity=False).digest())
    assert repository.git("rev-list", "--count", "HEAD") == "1", "the graph is believed by git as it is usually run"
    _, report = run(repository.path, "scan", "--history")
    assert specimen("a").key in named(report)


@pytest.mark.parametrize("name", ["UTF-16", "UTF-32", "EBCDIC-US", "nonsense"])
def test_an_encoding_of_the_log_breaks_nothing(repository: Repository, name: str) -> None:
    repository.write("bot.env", pair("a"))
    repository.commit("add")
    repository.write("bot.env", "x")
    repository.commit("take away")
    repository.git("config", "i18n.logOutputEncoding", name)
    repository.git("config", "i18n.commitEncoding", name)
    code, report = run(repository.path, "scan", "--history")
    assert code == 1
    assert specimen("a").key in named(report)


def test_an_object_of_a_wrong_id_hides_no_other_repositorys_leak(make_repository: MakeRepository) -> None:
    honest, liar = make_repository("honest"), make_repository("liar")
    honest.write("bot.env", pair("a"))
    honest.commit()
    key = honest.id_of("HEAD:bot.env")
    liar.write("bot.env", "harmless\n")
    liar.write("bot.env", pair("a"))
    liar.commit()
    forged = liar.object_file(key)
    forged.chmod(0o644)
    forged.write_bytes(zlib.compress(b"blob 9\0harmless\n"))
    run(liar.path, "scan", "--history")
    _, report = run(honest.path, "scan", "--history")
    assert specimen("a").key in named(report)


def test_a_gitlink_over_plain_files_hides_none(repository: Repository) -> None:
    repository.write("a.txt")
    commit = repository.commit()
    repository.write("sm/bot.env", pair("a"))
    repository.git("update-index", "--add", "--cacheinfo", f"160000,{commit},sm")
    _, report = run(repository.path, "scan")
    assert specimen("a").key in named(report)


def test_a_submodule_that_is_not_checked_out_is_said(repository: Repository) -> None:
    repository.write("a.txt")
    commit = repository.commit()
    repository.git("update-index", "--add", "--cacheinfo", f"160000,{commit},sm")
    for missing in (True, False):
        if not missing:
            (repository.path / "sm").mkdir()
        _, report = run(repository.path, "scan")
        assert "not checked out" in said(report)


def test_a_tracked_link_replaced_by_a_file_is_read(repository: Repository) -> None:
    link = repository.path / "bot.env"
    link.symlink_to("somewhere")
    repository.commit()
    link.unlink()
    link.write_text(pair("a"))
    _, report = run(repository.path, "scan")
    assert specimen("a").key in named(report)


def test_a_link_that_is_one_is_still_not_followed(repository: Repository, tmp_path: Path) -> None:
    (tmp_path / "private.env").write_text(pair("outside"))
    (repository.path / "bot.env").symlink_to(tmp_path / "private.env")
    repository.commit()
    _, report = run(repository.path, "scan")
    assert named(report) == set()
    assert "not followed" in said(report)


def test_the_message_of_a_tag_that_is_tagged_is_read(repository: Repository) -> None:
    repository.write("a.txt")
    repository.commit()
    repository.git("tag", "-a", "-m", pair("a"), "inner")
    repository.git("tag", "-a", "-m", "middle", "middle", "inner")
    repository.git("tag", "-a", "-m", "outer", "outer", "middle")
    repository.git("tag", "-d", "inner")
    repository.git("tag", "-d", "middle")
    _, report = run(repository.path, "scan", "--history")
    assert specimen("a").key in named(report)


def test_the_history_of_a_repository_inside_is_said_not_to_be_read(repository: Repository) -> None:
    repository.write("a.txt")
    repository.commit()
    inner = Repository(repository.path / "vendor" / "inner")
    inner.path.mkdir(parents=True)
    inner.git("init", "--quiet")
    inner.write("bot.env", pair("a"))
    inner.commit()
    inner.write("bot.env", "x")
    inner.commit()
    _, report = run(repository.path, "scan", "--history")
    assert "vendor/inner" in said(report)
    _, report = run(inner.path, "scan", "--history")
    assert specimen("a").key in named(report)


def test_names_of_branches_with_line_separators_are_names(repository: Repository) -> None:
    repository.write("a.txt")
    head = repository.commit()
    for separator in ("\u2028", "\x85", "\u2029"):
        ref = f"refs/heads/a{separator}b".encode()
        with (repository.path / ".git/packed-refs").open("ab") as packed:
            packed.write(head.encode() + b" " + ref + b"\n")
    code, report = run(repository.path, "scan", "--history")
    assert (code, said(report)) == (0, "[]")


def test_a_hook_works_in_a_folder_with_a_line_break(make_repository: MakeRepository) -> None:
    repository = make_repository("line\nbreak")
    repository.write("bot.env", pair("a"))
    repository.git("add", "--all")
    code, report = run(repository.path, "hook", "bot.env")
    assert code == 1
    assert specimen("a").key in named(report)


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (700 << 20, 700 << 20))
from auditor.cli.main import main
sys.argv = ["backpack-audit", *sys.argv[1:]]
main()
"""


def test_a_large_file_next_to_a_history_takes_bounded_memory(repository: Repository) -> None:
    repository.write("bot.env", pair("a"))
    repository.commit()
    with (repository.path / "large.env").open("wb") as file:
        file.write(pair("b").encode())
        file.truncate(600 << 20)
    command = [sys.executable, "-c", LIMITED, "scan", "--history", "-f", "json", "--jobs", "1"]
    done = subprocess.run(command, cwd=repository.path, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert {specimen("a").key, specimen("b").key} <= named(json.loads(done.stdout))


HideFile = Callable[[Repository], None]


def _skip_worktree(repository: Repository) -> None:
    repository.git("update-index", "--skip-worktree", "bot.env")
    repository.write("bot.env", pair("a"))


def _assume_unchanged(repository: Repository) -> None:
    repository.git("update-index", "--assume-unchanged", "bot.env")
    repository.write("bot.env", pair("a"))


def _intent_to_add(repository: Repository) -> None:
    repository.write("new.env", pair("a"))
    repository.git("add", "--intent-to-add", "new.env")


def _replaced(repository: Repository) -> None:
    repository.write("bot.env", pair("a"))
    repository.commit()
    clean = repository.git("hash-object", "-w", "--stdin", stdin=b"clean\n")
    repository.git("replace", repository.id_of("HEAD:bot.env"), clean)


def _git_is_a_link(repository: Repository) -> None:
    repository.write("bot.env", pair("a"))
    moved = repository.path.parent / "moved.git"
    (repository.path / ".git").rename(moved)
    (repository.path / ".git").symlink_to(moved)


def _exclude_file(repository: Repository) -> None:
    repository.write("new.env", pair("a"))
    (repository.path / ".git/info/exclude").write_text("*.py\n")
    repository.write("extra.py", "x = 1")


def _ignored_by_attributes(repository: Repository) -> None:
    repository.write("bot.env", pair("a"))
    repository.write(".gitattributes", "*.env binary -diff export-ignore linguist-generated\n")
    repository.commit()


@pytest.mark.parametrize(
    "hide",
    [
        _skip_worktree,
        _assume_unchanged,
        _intent_to_add,
        _replaced,
        _git_is_a_link,
        _exclude_file,
        _ignored_by_attributes,
    ],
)
@pytest.mark.parametrize("arguments", [["scan"], ["scan", "--history"]])
def test_no_state_of_the_index_makes_a_leak_look_clean(
    repository: Repository, hide: HideFile, arguments: list[str]
) -> None:
    repository.write("bot.env", "x")
    repository.commit()
    hide(repository)
    code, report = run(repository.path, *arguments)
    assert code == 1
    assert specimen("a").key in named(report)
