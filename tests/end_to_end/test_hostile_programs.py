"""Nothing that the configuration, attributes, hooks or environment of a repository name is run by any command."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from command_server import run_command
from hostile_configuration import arm
from repositories import MakeRepository, Repository

from auditor.classification.sample_keys import expand, specimen
from auditor.sources.git.git_program import executable

pytestmark = pytest.mark.skipif(os.name != "posix", reason="links, pipes and shell scripts")
PAIR = "BACKPACK_API_KEY={{ a.key }}\nBACKPACK_API_SECRET={{ a.secret }}\n"
PROGRAM = 'from bpx.account import Account\n\nclient = Account("{{ a.key }}", "{{ a.secret }}")\n'


@pytest.fixture
def repository(make_repository: MakeRepository) -> Repository:
    """A leak in history, index and work tree."""
    made = make_repository()
    made.write("bot.env", expand(PAIR))
    made.write("c.txt")
    made.commit("first")
    made.write("bot.py", expand(PROGRAM))
    made.commit("second")
    return made


LINES = [
    ["scan", "--history", "--unreachable", "--generic", "off"],
    ["scan", "--staged"],
    ["scan", "--trust", "HEAD~1"],
    ["check"],
    ["policy"],
    ["policy", "init"],
    ["hook"],
    ["hook", "bot.py", "c.txt"],
    ["fix", "--write"],
    ["fix", "--move-to-env", "--write", "bot.py"],
    ["purge", "--all"],
    ["baseline", "create"],
    ["init"],
    ["hook", "--install"],
    ["fleet", "plan", "."],
    ["fleet", "scan", "."],
]


@pytest.mark.parametrize("line", LINES, ids=" ".join)
def test_no_command_runs_what_a_repository_names(repository: Repository, tmp_path: Path, line: list[str]) -> None:
    witness = arm(repository, tmp_path)
    repository.write("bot.env", expand(PAIR) + "x=1\n")
    done = run_command(line, repository.path, os.environ)
    assert done.code in {0, 1, 2, 3}, done.err
    assert not witness.exists(), witness.read_text()


def test_a_purge_that_writes_runs_nothing_either(repository: Repository, tmp_path: Path) -> None:
    witness = arm(repository, tmp_path)
    (repository.path / ".gitattributes").unlink()
    (repository.path / ".git/info/attributes").write_text("* filter=evil\nc.txt filter=words\n")
    os.utime(repository.path / "bot.env", (0, 0))  # git has to compare the file with the index
    before = repository.path / ".git/refs/heads/main"
    commit = before.read_text()
    done = run_command(["purge", "--all", "--write"], repository.path, os.environ)
    assert done.code == 1, done.err
    assert b"git gc --prune=now" in done.out, "its collector of garbage was run, or nothing was said"
    assert before.read_text() != commit
    assert not witness.exists(), witness.read_text()


def test_a_work_tree_that_a_repository_only_claims_is_left_alone(repository: Repository, tmp_path: Path) -> None:
    """Another clone, whose reflog and HEAD would be rewritten."""
    other = tmp_path / "other"
    repository.git("clone", "--quiet", str(repository.path), str(other))
    theirs = Repository(other)
    theirs.commit("third")
    theirs.git("reset", "--quiet", "--hard", "HEAD~1")
    claimed = repository.path / ".git/worktrees/other"
    claimed.mkdir(parents=True)
    (claimed / "gitdir").write_text(f"{other}/.git\n")
    (claimed / "commondir").write_text("../..\n")
    (claimed / "HEAD").write_text("ref: refs/heads/main\n")
    before = (theirs.git("reflog"), theirs.git("rev-parse", "HEAD", "ORIG_HEAD"))
    done = run_command(["purge", "--all", "--write"], repository.path, os.environ)
    assert b"rewritten without the secret" in done.out, done
    assert (theirs.git("reflog"), theirs.git("rev-parse", "HEAD", "ORIG_HEAD")) == before


VARIABLES = (
    *(
        "GIT_EXTERNAL_DIFF",
        "GIT_SSH",
        "GIT_SSH_COMMAND",
        "GIT_ASKPASS",
        "SSH_ASKPASS",
        "GIT_PAGER",
        "PAGER",
        "LESSOPEN",
    ),
    *("GIT_EDITOR", "GIT_SEQUENCE_EDITOR", "EDITOR", "VISUAL", "GIT_PROXY_COMMAND", "GIT_BROWSER"),
)


@pytest.mark.parametrize("arguments", [["scan"], ["scan", "--history"], ["hook"], ["purge", "--all"]], ids=" ".join)
def test_no_variable_of_git_runs_or_hides_anything(
    repository: Repository, make_repository: MakeRepository, tmp_path: Path, arguments: list[str]
) -> None:
    """Those of hooks (`GIT_DIR` and others) are not among them: they are how git tells a hook what it is about."""
    empty = make_repository("empty")
    repository.git("rm", "--quiet", "--cached", "bot.env")
    repository.write("bot.env", expand(PAIR) + "x=1\n")
    repository.git("add", "bot.env")
    witness, evil = tmp_path / "witness", tmp_path / "evil"
    evil.write_text(f"#!/bin/sh\necho $0 $* >> {witness}\n")
    evil.chmod(0o755)
    (tmp_path / "hooked").mkdir()
    environment = {
        **os.environ,
        **dict.fromkeys(VARIABLES, str(evil)),
        **{f"GIT_TRACE{suffix}": str(witness) for suffix in ("", "2", "_SETUP", "_PACK_ACCESS", "2_EVENT", "2_PERF")},
        "GIT_CONFIG_COUNT": "6",
        **{f"GIT_CONFIG_KEY_{n}": key for n, key in enumerate(("core.fsmonitor", "core.pager", "core.worktree"))},
        **{f"GIT_CONFIG_VALUE_{n}": value for n, value in enumerate((str(evil), str(evil), str(empty.path)))},
        **{f"GIT_CONFIG_KEY_{n}": key for n, key in enumerate(("hook.x.command", "hook.x.event", "diff.external"), 3)},
        **{f"GIT_CONFIG_VALUE_{n}": value for n, value in enumerate((str(evil), "post-index-change", str(evil)), 3)},
        "GIT_NAMESPACE": "nowhere",
        "GIT_GRAFT_FILE": str(evil),
        "GIT_SHALLOW_FILE": str(evil),
        "GIT_REPLACE_REF_BASE": "refs/heads/",
        "GIT_ATTR_SOURCE": "HEAD",
        "GIT_TEMPLATE_DIR": str(tmp_path),
        "GIT_DEFAULT_HASH": "sha256",
        "GIT_LITERAL_PATHSPECS": "1",
        "GIT_NOGLOB_PATHSPECS": "1",
        "GIT_ICASE_PATHSPECS": "1",
        "GIT_QUARANTINE_PATH": str(tmp_path),
        "GIT_REDIRECT_STDOUT": str(tmp_path / "redirected"),
        "GIT_FLUSH": "0",
        "GIT_DIFF_OPTS": "--stat",
        "GIT_INDEX_VERSION": "4",
        "GIT_CEILING_DIRECTORIES": str(tmp_path),
    }
    done = run_command([*arguments], repository.path, environment)
    assert not witness.exists(), witness.read_text()
    assert done.code == 1, done.err
    assert specimen("a").key in done.out.decode().replace("\n            ", " ") or b"purge" in arguments[0].encode()


def test_the_hostile_variables_do_run_programs_when_git_is_run_as_usual(repository: Repository, tmp_path: Path) -> None:
    """Else the test above would show nothing."""
    witness, evil = tmp_path / "witness", tmp_path / "evil"
    evil.write_text(f"#!/bin/sh\necho $0 $* >> {witness}\n")
    evil.chmod(0o755)
    repository.write("bot.env", "other\n")
    environment = os.environ | {"GIT_EXTERNAL_DIFF": str(evil)}
    subprocess.run([executable(), "diff"], cwd=repository.path, env=environment, check=False, capture_output=True)
    assert witness.exists()
