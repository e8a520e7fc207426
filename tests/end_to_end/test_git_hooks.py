"""Plain git hooks: they block, they let others run after them, and they go without a trace."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from command_program import command_program
from repositories import Repository

from auditor.classification.sample_keys import expand

LEAK = expand("BACKPACK_API_KEY={{ a.key }}\nBACKPACK_API_SECRET={{ a.secret }}\n")


def run(folder: Path, *command: str) -> tuple[int, str]:
    path = os.pathsep.join([str(command_program().parent), os.environ["PATH"]])
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, env={**os.environ, "PATH": path}
    )
    return done.returncode, done.stdout + done.stderr


def hook(repository: Repository, option: str) -> str:
    code, said = run(repository.path, "backpack-audit", "hook", option)
    assert code == 0, said
    return said


def commit(repository: Repository) -> tuple[int, str]:
    return run(repository.path, "git", "commit", "--message", "m", "--allow-empty")


@pytest.fixture
def hooks(repository: Repository) -> Path:
    repository.write("README.md", "nothing\n")
    repository.commit()
    return repository.path / ".git" / "hooks"


def test_a_leak_is_blocked_before_the_commit_and_before_the_push(
    repository: Repository, hooks: Path, tmp_path: Path
) -> None:
    assert hook(repository, "--install").splitlines() == ["pre-commit: installed", "pre-push: installed"]
    repository.write("bot.env", LEAK)
    repository.git("add", "bot.env")
    code, said = commit(repository)
    assert code != 0
    assert "BPK101" in said
    assert run(repository.path, "git", "commit", "--no-verify", "--message", "m")[0] == 0
    (repository.path / "bot.env").unlink()
    assert run(repository.path, "git", "commit", "--all", "--message", "m")[0] == 0
    repository.git("init", "--quiet", "--bare", str(tmp_path / "remote.git"))
    repository.git("remote", "add", "origin", str(tmp_path / "remote.git"))
    code, said = run(repository.path, "git", "push", "origin", "HEAD:main")
    assert code != 0
    assert "BPK101" in said
    assert run(repository.path, "git", "push", "origin", "HEAD~2:refs/heads/main")[0] == 0
    assert (hooks / "pre-push").stat().st_mode & 0o111


def test_a_hook_that_is_there_runs_after_ours_and_comes_back(repository: Repository, hooks: Path) -> None:
    hooks.mkdir(exist_ok=True)
    (hooks / "pre-commit").write_text("#!/bin/sh\necho other hook ran\nexit 0\n")
    (hooks / "pre-commit").chmod(0o755)
    assert "before the hook that was there" in hook(repository, "--install")
    assert "installed already" in hook(repository, "--install")
    code, said = commit(repository)
    assert (code, "other hook ran" in said) == (0, True)
    (hooks / "pre-commit.chained").write_text("#!/bin/sh\nexit 1\n")
    assert commit(repository)[0] != 0
    assert "is back" in hook(repository, "--uninstall")
    assert (hooks / "pre-commit").read_text() == "#!/bin/sh\nexit 1\n"
    assert not (hooks / "pre-push").exists()
    assert hook(repository, "--uninstall").splitlines() == ["pre-commit: not installed", "pre-push: not installed"]


def test_hooks_that_another_program_manages_are_left_alone(repository: Repository, hooks: Path) -> None:
    repository.git("config", "core.hooksPath", ".husky/_")
    code, said = run(repository.path, "backpack-audit", "hook", "--install")
    assert code == 2
    assert ".husky/pre-commit" in said
    assert not (hooks / "pre-push").exists()


def test_outside_of_a_repository_there_is_nothing_to_install(tmp_path: Path) -> None:
    code, said = run(tmp_path, "backpack-audit", "hook", "--install")
    assert (code, "not a git repository" in said) == (2, True)
