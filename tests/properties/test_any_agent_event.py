"""Any JSON is an event that nobody crashes on, and whatever is said of one that holds a secret, the secret is not in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.agents.agent import Agent, Moment
from auditor.agents.answers import denial
from auditor.agents.decode_event import decode
from auditor.agents.event_fields import COMMANDS, CONTENTS, EDITS, INPUTS, NEW, OLD, OUTPUTS, PATHS, PROMPTS, TOOLS
from auditor.agents.judge_event import reason_to_deny
from auditor.agents.shell_writes import shell_writes
from auditor.classification.sample_keys import specimen
from auditor.errors import UsageError
from auditor.model.request import AuditRequest, Generic

SECRET = specimen("a").secret
NAMES = [
    "hook_event_name",
    "cwd",
    *COMMANDS,
    *CONTENTS,
    *EDITS,
    *INPUTS,
    *NEW,
    *OLD,
    *OUTPUTS,
    *PATHS,
    *PROMPTS,
    *TOOLS,
]
TEXTS = st.sampled_from(
    [
        "",
        "PreToolUse",
        "PostToolUse",
        "UserPromptSubmit",
        "beforeReadFile",
        "afterFileEdit",
        "bot.py",
        ".env",
        "../x",
        "a\0b",
        "/",
        "file:///x",
        f"BACKPACK_API_SECRET={SECRET}",
        f"cat > .env <<EOF\n{SECRET}\nEOF",
        f"*** Begin Patch\n*** Update File: bot.py\n@@\n+{SECRET}",
        "\ud800",
    ]
) | st.text(max_size=20)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | TEXTS
JSON = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(JSON)
def test_any_json_gets_an_answer_without_the_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    try:
        event = decode(json.dumps(value).encode())
    except UsageError:
        return
    reason = reason_to_deny(event, AuditRequest(generic=Generic.OFF))
    assert SECRET not in reason
    assert SECRET not in repr((event, *event.texts))


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab\n <>'\"$|&;-EOFechotcat.\\", max_size=60))
def test_any_command_is_taken_apart(command: str) -> None:
    rest, writes = shell_writes(command)
    assert isinstance(rest, str)
    assert all(write.path for write in writes)


@given(st.sampled_from(Agent), st.sampled_from(Moment), st.text(max_size=10), st.text(max_size=30))
def test_every_denial_is_json(agent: Agent, moment: Moment, name: str, reason: str) -> None:
    assert json.loads(json.dumps(denial(agent, moment, name, reason)))
