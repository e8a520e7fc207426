"""No command but `probe` opens a socket or looks up a name: held by the interpreter's own audit hook, in workers too."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from repositories import Repository

from auditor.classification.sample_keys import expand
from auditor.cli.application import COMMANDS

GUARD = """
import os, sys

def _watch(event, arguments):
    # Event loops wake themselves by a pair of sockets within the process; that it leads elsewhere would be other events.
    is_own_pair = event == "socket.__new__" and arguments[1] == 1
    if event.startswith("socket.") and event != "socket.gethostname" and not is_own_pair:
        with open(os.environ["SOCKET_EVENTS"], "a") as file:
            file.write(f"{event} {os.environ.get('SOCKET_RUN', '')}\\n")

sys.addaudithook(_watch)
"""
"""Imported by every interpreter of a run before anything else, as `sitecustomize`."""
EACH = """
import os, shlex, sys
from auditor.cli.main import main
for line in sys.stdin.read().splitlines():
    os.environ["SOCKET_RUN"] = line
    sys.argv = ["backpack-audit", *shlex.split(line)]
    try:
        main()
    except SystemExit as ended:
        print("ENDED", ended.code, line, flush=True)
"""
_LINES = (
    "scan --history --generic all --jobs 2 -f json=a.json -f sarif=a.sarif -f html=a.html -f markdown=a.md",
    "scan --staged --generic off",
    "check .env",
    "check --env",
    "policy --generic off",
    "policy update",
    "hook .env --generic off",
    "fix",
    "purge --all",
    "rules list",
    "explain BPK101",
    "baseline create",
    "baseline update",
    "baseline show",
    "init --yes",
    "completion bash",
    "help scan",
    "version",
)
LINES = (*_LINES, *(name for name in COMMANDS if name not in {line.split()[0] for line in _LINES}))
"""Every command with something to do; those that nobody thought of here, at least by their names."""


@pytest.fixture
def repository(make_repository: object) -> Path:
    made: Repository = make_repository()  # type: ignore[operator]
    made.write(
        ".env", expand("BACKPACK_API_KEY={{ a.key }}\nBACKPACK_API_SECRET={{ a.secret }}\nTOKEN=hunter2hunter2\n")
    )
    made.write("notes.txt", "https://api.backpack.exchange\n")
    keys = '{name: a, api_key: "{{ a.key }}", status: active, owner: a@b.c, ip_whitelist: [bot.example.com]}'
    made.write("backpack-keys.yaml", expand(f"version: 1\nkeys:\n  - {keys}\n"))
    made.git("add", "--all")
    made.git("commit", "--quiet", "--message", "all")
    made.git("remote", "add", "origin", "https://git.example.invalid/a.git")
    return made.path


def events(tmp_path: Path, folder: Path, lines: tuple[str, ...], *before: str) -> tuple[list[str], str]:
    """What sockets were asked for while these command lines ran in one process, and what they printed."""
    guard = tmp_path / "guard"
    guard.mkdir()
    (guard / "sitecustomize.py").write_text(GUARD)
    seen = tmp_path / "events"
    seen.touch()
    environment = {
        **os.environ,
        "PYTHONPATH": str(guard),
        "SOCKET_EVENTS": str(seen),
        "BACKPACK_AUDIT_CACHE_DIR": str(tmp_path / "cache"),
    }
    done = subprocess.run(
        [*before, sys.executable, "-c", EACH],
        cwd=folder,
        env=environment,
        input="\n".join(lines),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    return seen.read_text().splitlines(), done.stdout + done.stderr


def test_every_other_command_opens_no_socket(tmp_path: Path, repository: Path) -> None:
    lines = tuple(line for line in LINES if not line.startswith("probe"))
    found, printed = events(tmp_path, repository, lines)
    assert found == []
    ended = [line.split(" ", 2)[2] for line in printed.splitlines() if line.startswith("ENDED")]
    assert ended == list(lines), printed
    assert "ENDED 70" not in printed


def test_the_guard_sees_a_probe(tmp_path: Path, repository: Path) -> None:
    """Without this, a broken guard would pass as a kept promise. The port is one that nobody listens on."""
    found, printed = events(tmp_path, repository, ("probe a --yes --base-url https://127.0.0.1:1",))
    assert any(line.startswith("socket.connect") for line in found), printed


def test_a_probe_that_nobody_agreed_to_opens_no_socket(tmp_path: Path, repository: Path) -> None:
    lines = ("probe a --base-url https://127.0.0.1:1", "probe --yes . --base-url https://127.0.0.1:1", "probe --help")
    found, printed = events(tmp_path, repository, lines)
    assert (found, printed.count("ENDED")) == ([], 3)


def test_git_needs_no_network_either(tmp_path: Path, repository: Path) -> None:
    without = ("unshare", "--user", "--map-root-user", "--net")
    if not shutil.which("unshare") or subprocess.run([*without, "true"], check=False, capture_output=True).returncode:
        pytest.skip("there is no way here to take the network from a process")
    _, printed = events(tmp_path, repository, ("scan --history --generic off", "purge --all"), *without)
    assert [line.split()[1] for line in printed.splitlines() if line.startswith("ENDED")] == ["1", "1"]
