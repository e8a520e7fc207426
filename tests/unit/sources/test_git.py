from __future__ import annotations

import os
import pickle
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from audited import audited
from hostile_configuration import arm
from repositories import MakeRepository, Repository

from auditor.errors import RepositoryError
from auditor.model.request import AuditRequest, Scope
from auditor.sources.git import git_program, process
from auditor.sources.git.command import Git, NotARepositoryError, reason
from auditor.sources.git.git_program import environment, executable, version
from auditor.sources.open_source import open_source


@pytest.fixture
def hostile(repository: Repository) -> Repository:
    """A repository with two commits, a change, and an object that is missing."""
    repository.write("a.env", "one\n")
    repository.write("missing.env", "another\n")
    repository.commit("first")
    repository.write("a.env", "two\n")
    repository.commit("second")
    repository.git("tag", "-a", "-m", "tag", "v1")
    repository.write("a.env", "three\n")
    repository.object_file(repository.id_of("HEAD:missing.env")).unlink()
    return repository


@pytest.fixture
def witness(hostile: Repository, tmp_path: Path) -> Path:
    """What a program leaves behind that the hostile configuration would start."""
    return arm(hostile, tmp_path)


@pytest.mark.parametrize(
    "request_",
    [
        AuditRequest(),
        AuditRequest(scope=Scope.STAGED),
        AuditRequest(scope=Scope.STAGED, files=("a.env", "missing.env")),
        AuditRequest(scope=Scope.HISTORY),
        AuditRequest(scope=Scope.HISTORY, unreachable=True),
        AuditRequest(scope=Scope.RANGE, revision_range="HEAD~1..HEAD"),
    ],
    ids=str,
)
@pytest.mark.skipif(os.name != "posix", reason="the witness is a shell script")
def test_nothing_that_a_hostile_configuration_names_is_run(
    hostile: Repository, witness: Path, request_: AuditRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(hostile.path)
    source = open_source(request_, ("*.env",), ())
    found = audited(source)
    source.provenances(list(found.keys.values()))
    assert not witness.exists(), witness.read_text()
    assert request_.scope is not Scope.HISTORY or "missing objects: 1" in found.reasons


@pytest.mark.skipif(os.name != "posix", reason="the witness is a shell script")
def test_the_hostile_configuration_does_run_programs_when_git_is_run_as_usual(
    hostile: Repository, witness: Path
) -> None:
    """Else the test above would show nothing. Git waits for some of these programs now and then, long after they ran."""
    for command in (["status"], ["diff", "HEAD"], ["cat-file", "blob", "HEAD:missing.env"]):
        with suppress(subprocess.TimeoutExpired):
            subprocess.run(
                [executable(), *command],
                cwd=hostile.path,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
                timeout=20,
            )
    assert len(set(witness.read_text().splitlines())) > 2


def test_the_environment_of_a_hook_gives_context_to_the_current_directory_only(
    make_repository: MakeRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    hooked, other = make_repository("hooked"), make_repository("other")
    monkeypatch.setenv("GIT_DIR", str(hooked.path / ".git"))
    monkeypatch.chdir(hooked.path)
    assert Git.at(hooked.path).ask("rev-parse", "--git-dir").output.decode().strip() == str(hooked.path / ".git")
    assert Git.at(other.path).ask("rev-parse", "--git-dir").output == b".git\n"


def test_only_what_tells_where_git_is_and_what_the_user_configured_stays_in_the_environment() -> None:
    given = {
        "PATH": "/bin",
        "GIT_CONFIG_COUNT": "1",
        "GIT_EXEC_PATH": "/libexec",
        "GIT_DIR": "/elsewhere",
        "GIT_INDEX_FILE": "/elsewhere/index",
        "GIT_EXTERNAL_DIFF": "evil",
        "GIT_SSH_COMMAND": "evil",
        "GIT_ALLOW_PROTOCOL": "ext",
        "GIT_TRACE": "1",
        "GIT_LITERAL_PATHSPECS": "1",
    }
    kept = environment(given, inherit=False)
    assert {name for name in given if kept.get(name) == given[name]} == {"PATH", "GIT_CONFIG_COUNT", "GIT_EXEC_PATH"}
    hooked = environment(given, inherit=True)
    assert set(hooked) - set(kept) == {"GIT_DIR", "GIT_INDEX_FILE"}


def test_git_is_never_taken_from_the_current_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    planted = tmp_path / "git"
    planted.write_text("#!/bin/sh\n")
    planted.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", os.pathsep.join([".", "", "bin"]))
    with pytest.raises(RepositoryError, match=r"git is not in PATH: install git 2\.32 or later"):
        executable()


def test_a_git_that_is_too_old_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = tmp_path / "git"
    old.write_text(
        '#!/bin/sh\n[ "$1" = version ] && echo "git version 2.25.1" && exit\necho "fatal: what?" >&2\nexit 128\n'
    )
    old.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    git = Git(str(tmp_path))
    error = git.failure(git.ask("rev-list").messages)
    assert str(error) == "git 2.25 is too old: install git 2.32 or later"


@pytest.mark.parametrize("says", ["exec /bin/sleep 9", "echo no version"])
def test_a_git_that_does_not_say_its_version_counts_as_the_oldest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, says: str
) -> None:
    silent = tmp_path / "git"
    silent.write_text(f"#!/bin/sh\n{says}\n")
    silent.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(git_program, "PATIENCE", 0.2)
    assert version() == git_program.OLDEST


def test_git_is_asked_for_its_version_without_variables_that_make_it_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_TRACE", str(tmp_path / "trace"))
    assert version() >= git_program.OLDEST
    assert not (tmp_path / "trace").exists()


def test_the_owner_of_a_repository_has_to_be_trusted(repository: Repository) -> None:
    """With git's own switch for tests, which our environment would drop."""
    environment = os.environ | {"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"}
    command = [executable(), "status"]
    said = subprocess.run(command, cwd=repository.path, env=environment, capture_output=True, text=True, check=False)
    error = Git(str(repository.path)).failure(said.stderr)
    assert f"git config --global --add safe.directory {repository.path}" in str(error)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a repository away")
@pytest.mark.parametrize("scope", [Scope.WORKTREE, Scope.STAGED, Scope.HISTORY])
def test_a_repository_of_somebody_else_is_not_read(repository: Repository, scope: Scope) -> None:
    repository.write(".env")
    repository.commit()
    os.chown(repository.path, 65534, -1)
    os.chown(repository.path / ".git", 65534, -1)
    with pytest.raises(RepositoryError, match="belongs to another user"):
        audited(open_source(AuditRequest(paths=(repository.path,), scope=scope), (), ()))


def test_no_repository_is_an_error_of_its_own(tmp_path: Path) -> None:
    git = Git(str(tmp_path))
    error = git.failure(git.ask("rev-parse").messages)
    assert isinstance(error, NotARepositoryError)
    assert str(error) == f"{tmp_path}: not in a git repository"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs FIFOs")
def test_a_git_that_is_stuck_is_stopped(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    fifo = repository.path / "fifo"
    os.mkfifo(fifo)
    (repository.path / ".git" / "config").write_text(f"[include]\npath = {fifo}\n")
    monkeypatch.setattr(process, "PATIENCE", 0.2)
    with pytest.raises(RepositoryError, match=r"git (?:gave no answer|waits for a named pipe)"):
        Git(str(repository.path)).ask("rev-parse", "--git-dir")


@pytest.mark.skipif(sys.platform != "linux", reason="Linux says what a process waits for")
def test_a_git_that_waits_at_a_named_pipe_is_stopped_soon(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    fifo = repository.path / "fifo"
    os.mkfifo(fifo)
    (repository.path / ".git" / "config").write_text(f"[include]\npath = {fifo}\n")
    monkeypatch.setattr(process, "_GLANCE", 0.1)
    began = time.monotonic()
    with pytest.raises(RepositoryError, match="git waits for a named pipe"):
        Git(str(repository.path)).ask("rev-parse", "--git-dir")
    assert time.monotonic() - began < 20


def test_messages_do_not_quote_configured_values() -> None:
    messages = "warning: odd\nfatal: bad boolean config value 'hunter2' for 'core.bare'\n"
    assert reason(messages) == "bad boolean config value for 'core.bare'"
    assert reason("error: one\nerror: two\n") == "two"
    assert reason("") == "no reason given"


def test_git_travels_to_workers(repository: Repository) -> None:
    git = pickle.loads(pickle.dumps(Git(str(repository.path))))
    assert git.ask("rev-parse", "--is-inside-work-tree").output == b"true\n"


def test_input_and_output_larger_than_a_pipe_pass_each_other(repository: Repository) -> None:
    missing = [f"{number:040x}" for number in range(1, 20_000)]
    answer = Git(str(repository.path)).ask("cat-file", "--batch-check", lines=missing)
    assert len(answer.output.splitlines()) == len(missing)


@pytest.mark.skipif(sys.platform != "linux", reason="pipes have one size elsewhere")
def test_a_system_that_refuses_a_wider_pipe_gives_the_usual_one(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "_AHEAD", -1)
    assert Git(str(repository.path)).ask("rev-parse", "--is-inside-work-tree").output == b"true\n"
