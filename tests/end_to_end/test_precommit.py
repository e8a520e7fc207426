"""The hooks under the real pre-commit: real repositories, real commits and pushes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from command_program import command_program
from repositories import MakeRepository, Repository

from auditor.classification.sample_keys import expand

ROOT = Path(__file__).parents[2]
MANIFEST = ROOT / ".pre-commit-hooks.yaml"
LEAK = expand("BACKPACK_API_KEY={{ a.key }}\nBACKPACK_API_SECRET={{ a.secret }}\n")
CLEAN = "BACKPACK_API_KEY=${BACKPACK_API_KEY}\nBACKPACK_API_SECRET=${BACKPACK_API_SECRET}\n"
STAGES = ("--hook-type", "pre-commit", "--hook-type", "pre-push")


def pre_commit(repository: Repository, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pre_commit", *arguments]
    return subprocess.run(command, cwd=repository.path, capture_output=True, text=True, check=False)


def git(repository: Repository, *arguments: str) -> tuple[bool, str]:
    """Whether a git command did what it was asked, and all that it and its hooks said."""
    command = ["git", *arguments]
    finished = subprocess.run(command, cwd=repository.path, capture_output=True, text=True, check=False)
    return finished.returncode == 0, finished.stdout + finished.stderr


def commit(repository: Repository, *arguments: str) -> tuple[bool, str]:
    return git(repository, "commit", "-m", "message", *arguments)


def manifest() -> list[dict[str, Any]]:
    hooks: list[dict[str, Any]] = yaml.safe_load(MANIFEST.read_text("utf-8"))
    return hooks


@pytest.fixture(autouse=True)
def _our_command_and_our_own_store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folders = [str(command_program().parent), str(Path(sys.executable).parent), os.environ["PATH"]]
    monkeypatch.setenv("PATH", os.pathsep.join(folders))
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "store"))


@pytest.fixture
def installed(repository: Repository) -> Repository:
    """A repository with all our hooks as the manifest has them, but for the environment: the command is installed."""
    hooks = [{**hook, "language": "system"} for hook in manifest()]
    repository.write(".pre-commit-config.yaml", yaml.safe_dump({"repos": [{"repo": "local", "hooks": hooks}]}))
    repository.commit()
    assert pre_commit(repository, "install", *STAGES).returncode == 0
    return repository


def test_the_manifest_is_valid_and_its_commands_exist() -> None:
    command = [sys.executable, "-m", "pre_commit", "validate-manifest", str(MANIFEST)]
    assert subprocess.run(command, check=False).returncode == 0
    assert [hook["id"] for hook in manifest()] == ["backpack-audit", "backpack-audit-history", "backpack-audit-policy"]
    assert all(hook["language"] == "python" for hook in manifest())


def test_a_leak_blocks_the_commit_until_it_is_gone(installed: Repository) -> None:
    installed.write("bot/config.env", LEAK)
    installed.git("add", "--all")
    done, said = commit(installed)
    assert not done
    assert "BPK101" in said
    assert "bot/config.env:2:21" in said
    installed.write("bot/config.env", CLEAN)
    installed.git("add", "--all")
    assert commit(installed)[0]


def test_the_index_counts_and_not_the_work_tree(installed: Repository) -> None:
    installed.write("config.env", LEAK)
    installed.git("add", "--all")
    installed.write("config.env", CLEAN)
    done, said = commit(installed)
    assert not done
    assert "BPK101" in said


def test_key_and_secret_of_different_files_are_judged_together(installed: Repository) -> None:
    installed.write("keys.md", expand("The key of our Backpack Exchange bot is {{ a.key }}\n"))
    installed.write("notes.txt", expand("{{ a.secret }}\n"))
    installed.git("add", "--all")
    done, said = commit(installed)
    assert not done
    assert "BPK10" in said
    assert "notes.txt:1:1" in said


def test_all_files_are_audited_when_asked_for(installed: Repository) -> None:
    installed.write("old.env", LEAK)
    installed.git("add", "--all")
    assert commit(installed, "--no-verify")[0]
    finished = pre_commit(installed, "run", "--all-files", "backpack-audit")
    assert finished.returncode == 1
    assert "old.env:2:21" in finished.stdout


@pytest.fixture
def remote(installed: Repository, make_repository: MakeRepository) -> Repository:
    remote = make_repository("remote", "--bare")
    installed.git("remote", "add", "origin", str(remote.path))
    return remote


def test_a_push_is_blocked_by_a_leak_that_a_later_commit_took_out(installed: Repository, remote: Repository) -> None:
    done, said = git(installed, "push", "origin", "main")
    assert done, said
    installed.write("config.env", LEAK)
    installed.git("add", "--all")
    assert commit(installed, "--no-verify")[0]
    (installed.path / "config.env").unlink()
    installed.git("add", "--all")
    assert commit(installed)[0]
    before = remote.git("rev-parse", "main")
    done, said = git(installed, "push", "origin", "main")
    assert not done
    assert "BPK101" in said
    assert "config.env:2:21" in said
    assert remote.git("rev-parse", "main") == before


@pytest.mark.usefixtures("remote")
def test_the_first_push_of_all_history_is_audited(installed: Repository) -> None:
    installed.write("config.env", LEAK)
    installed.git("add", "--all")
    assert commit(installed, "--no-verify")[0]
    done, said = git(installed, "push", "origin", "main")
    assert not done
    assert "BPK101" in said


@pytest.mark.usefixtures("remote")
def test_what_the_remote_has_already_does_not_block_a_push(installed: Repository) -> None:
    installed.write("config.env", LEAK)
    installed.git("add", "--all")
    assert commit(installed, "--no-verify")[0]
    assert git(installed, "push", "--no-verify", "origin", "main")[0]
    installed.write("README.md", "later\n")
    installed.git("add", "README.md")
    assert commit(installed)[0]
    done, said = git(installed, "push", "origin", "main", "main:refs/heads/copy")
    assert done, said


def test_the_inventory_is_checked_when_it_changes(installed: Repository) -> None:
    installed.write("README.md", "nothing about keys\n")
    installed.git("add", "--all")
    done, said = commit(installed)
    assert done
    assert "(key inventory)" in said
    assert "no files to check" in said
    installed.write("backpack-keys.yaml", "version: 1\nkyes: []\n")
    installed.git("add", "--all")
    done, said = commit(installed)
    assert not done
    assert "did you mean keys?" in said


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Repository]:
    """The project as it stands, committed to a repository of its own."""
    copy = Repository(tmp_path / "project")
    copy.path.mkdir()
    listed = Repository(ROOT).git("ls-files", "-z", "--cached", "--others", "--exclude-standard")
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (copy.path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, copy.path / name)
    copy.git("init", "--quiet", "--initial-branch=main")
    copy.git("add", "--all", "--force")
    copy.git("commit", "--quiet", "-m", "project")
    yield copy
    shutil.rmtree(copy.path)


def test_pre_commit_builds_an_environment_from_the_project(repository: Repository, project: Repository) -> None:
    entry = {"repo": str(project.path), "rev": project.id_of("HEAD"), "hooks": [{"id": "backpack-audit"}]}
    repository.write(".pre-commit-config.yaml", yaml.safe_dump({"repos": [entry]}))
    repository.write("config.env", LEAK)
    repository.git("add", "--all")
    assert pre_commit(repository, "install").returncode == 0
    done, said = commit(repository)
    assert not done
    assert "config.env:2:21" in said
    repository.write("config.env", CLEAN)
    repository.git("add", "--all")
    done, said = commit(repository)
    assert done, said


@pytest.mark.slow
def test_the_hook_can_be_tried(repository: Repository, project: Repository) -> None:
    repository.write("config.env", LEAK)
    repository.git("add", "--all")
    blocked = pre_commit(repository, "try-repo", str(project.path), "backpack-audit")
    assert blocked.returncode == 1
    assert "BPK101" in blocked.stdout
    repository.write("config.env", CLEAN)
    repository.git("add", "--all")
    passed = pre_commit(repository, "try-repo", str(project.path), "backpack-audit")
    assert passed.returncode == 0, passed.stdout
