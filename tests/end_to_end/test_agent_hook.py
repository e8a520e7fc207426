"""`hook --agent` as agents run it: a process that answers on standard output, and never stops them by mistake."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from command import Command, Outcome
from repositories import Repository

from auditor.agents.agent import Agent
from auditor.classification.sample_keys import expand, specimen


@pytest.fixture(scope="module")
def command(shared_cache: Path) -> Command:
    return Command(shared_cache)


def answer(command: Command, folder: Path, agent: str, event: object, *options: str) -> Outcome:
    data = event if isinstance(event, bytes) else expand(json.dumps(event)).encode()
    outcome = command(folder, "hook", "--agent", agent, *options, stdin=data)
    assert specimen("a").secret not in outcome.out + outcome.err
    return outcome


LEAKS: dict[str, dict[str, Any]] = {
    "claude-code": {"hook_event_name": "PreToolUse", "tool_name": "Bash", "tool_input": {"command": "SECRET"}},
    "codex": {"hook_event_name": "PreToolUse", "tool_name": "Bash", "tool_input": {"command": "SECRET"}},
    "gemini": {"hook_event_name": "BeforeTool", "tool_name": "run_shell_command", "tool_input": {"command": "SECRET"}},
    "cursor": {"hook_event_name": "beforeShellExecution", "command": "SECRET"},
    "copilot": {"toolName": "bash", "toolArgs": '{"command": "SECRET"}'},
}


@pytest.mark.parametrize("agent", LEAKS)
def test_a_leak_is_denied_in_the_agents_protocol(command: Command, tmp_path: Path, agent: str) -> None:
    text = json.dumps(LEAKS[agent]).replace("SECRET", "echo BACKPACK_API_SECRET={{ a.secret }}")
    outcome = answer(command, tmp_path, agent, expand(text).encode())
    said = json.loads(outcome.out)
    reason = outcome.err.strip()
    assert "BPK102" in reason
    assert specimen("a").key in reason
    expected: dict[str, Any] = {
        "claude-code": ("hookSpecificOutput", "permissionDecision", "deny"),
        "codex": ("hookSpecificOutput", "permissionDecision", "deny"),
        "gemini": ("decision", "deny"),
        "cursor": ("permission", "deny"),
        "copilot": ("permissionDecision", "deny"),
    }
    *path, decision = expected[agent]
    value: Any = said
    for name in path:
        value = value[name]
    assert value == decision
    assert reason in json.dumps(said, ensure_ascii=False)
    assert outcome.code == 0


@pytest.mark.parametrize("agent", Agent)
def test_nothing_is_said_of_what_is_clean(command: Command, tmp_path: Path, agent: Agent) -> None:
    outcome = answer(command, tmp_path, agent.value, {"hook_event_name": "PreToolUse", "tool_input": {"command": "ls"}})
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "")


BAD = [b"", b"null", b"[1, 2]", b"garbage", b'{"tool_input": ', b"\xff\xfe\x00", b"[" * 100_000]


@pytest.mark.parametrize("data", BAD, ids=range(len(BAD)))
def test_what_cannot_be_read_stops_nobody_unless_asked_to(command: Command, tmp_path: Path, data: bytes) -> None:
    outcome = answer(command, tmp_path, "claude-code", data)
    assert outcome.code == 0
    assert "did not audit this" in json.loads(outcome.out)["systemMessage"]
    closed = answer(command, tmp_path, "claude-code", data, "--fail-closed")
    assert closed.code == 2
    assert "could not audit this" in closed.out
    assert closed.err


def test_a_wrong_configuration_stops_nobody_unless_asked_to(command: Command, tmp_path: Path) -> None:
    (tmp_path / ".backpack-audit.yaml").write_text("nope: 1\n", encoding="utf-8")
    event = {"hook_event_name": "PreToolUse", "cwd": str(tmp_path), "tool_input": {"command": "ls"}}
    outcome = answer(command, tmp_path, "gemini", event)
    assert outcome.code == 0
    assert "nope" in json.loads(outcome.out)["systemMessage"]
    closed = answer(command, tmp_path, "gemini", event, "--fail-closed")
    assert (closed.code, json.loads(closed.out)["decision"]) == (2, "deny")


def test_files_and_fail_closed_alone_are_refused(command: Command, tmp_path: Path) -> None:
    assert command(tmp_path, "hook", "--agent", "cursor", "a.txt").code == 2
    assert command(tmp_path, "hook", "--fail-closed").code == 2


def test_megabytes_and_many_at_once(command: Command, repository: Repository) -> None:
    text = "x = 1\n" * 400_000 + "BACKPACK_API_SECRET = '{{ a.secret }}'\n"
    event = {"cwd": str(repository.path), "tool_name": "Write", "hook_event_name": "PreToolUse"}
    given = {"file_path": "big.py", "content": text}
    data = expand(json.dumps({**event, "tool_input": given})).encode()
    environment = {**os.environ, "BACKPACK_AUDIT_CACHE_DIR": str(command.cache)}
    line = [sys.executable, "-m", "auditor.cli.main", "hook", "--agent", "claude-code"]
    started = time.monotonic()
    running = [
        subprocess.Popen(line, cwd=repository.path, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for _ in range(3)
    ]
    answers = [process.communicate(data)[0] for process in running]
    assert all(b"BPK401" in each and b"400001" in each for each in answers)
    assert time.monotonic() - started < 60
