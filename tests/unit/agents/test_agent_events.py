"""What each agent's events get for an answer: a refusal with rule and key, or nothing at all."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from repositories import Repository

from auditor.agents.agent import Agent, Moment
from auditor.agents.answers import denial
from auditor.agents.decode_event import decode
from auditor.agents.judge_event import reason_to_deny
from auditor.classification.sample_keys import expand, specimen
from auditor.model.request import AuditRequest

CASES = Path(__file__).parents[2] / "cases" / "agents"
DENIED, PASSED = (
    [
        pytest.param(Agent(file.stem), case, id=f"{file.stem}: {case['title']}")
        for file in sorted(CASES.glob("*.yaml"))
        for case in yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)[kind]
    ]
    for kind in ("deny", "pass")
)
FILES = {
    ".gitignore": ".env\n",
    "bot.py": "import os\nURL = 'https://api.backpack.exchange'\n",
    "old.py": "x = 1\nBACKPACK_API_SECRET = '{{ c.secret }}'\n",
}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """One project for all cases: an event changes nothing."""
    repository = Repository(tmp_path_factory.mktemp("project"))
    repository.git("init", "--quiet")
    for name, text in FILES.items():
        repository.write(name, expand(text))
    repository.commit()
    store = repository.path / ".env"
    store.write_text(expand("BACKPACK_API_KEY={{ a.key }}\nBACKPACK_API_SECRET={{ a.secret }}\n"), encoding="utf-8")
    store.chmod(0o600)
    return repository


@pytest.fixture
def project(shared: Repository, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(shared.path)
    yield shared.path
    shared.git("checkout", "--quiet", ".")
    shared.git("clean", "--quiet", "--force")


def answer(case: dict[str, Any], root: Path) -> tuple[str, Moment, str]:
    """The name and moment of a case's event, and the reason why it is denied."""
    for name, text in case.get("disk", {}).items():
        (root / name).write_text(expand(text), encoding="utf-8")
    text = json.dumps(case["event"]).replace("{{ root }}", root.as_posix())
    event = decode(expand(text).encode())
    return event.name, event.moment, reason_to_deny(event, AuditRequest())


def test_there_are_cases_for_every_agent() -> None:
    assert {param.values[0] for param in DENIED} == {param.values[0] for param in PASSED} == set(Agent)


@pytest.mark.parametrize(("agent", "case"), DENIED)
def test_what_would_leak_is_denied(agent: Agent, case: dict[str, Any], project: Path) -> None:
    name, moment, reason = answer(case, project)
    assert case["rule"] in reason
    assert reason.count(". ") == 0
    assert reason.endswith(".")
    assert any(specimen(label).key in reason for label in "ab")
    said = json.dumps(denial(agent, moment, name, reason))
    assert "deny" in said or "block" in said or '"continue": false' in said or "additional_context" in said
    assert not any(specimen(label).secret in said for label in "abc")


@pytest.mark.parametrize(("agent", "case"), PASSED)
def test_what_is_fine_gets_no_answer(agent: Agent, case: dict[str, Any], project: Path) -> None:
    assert answer(case, project)[2] == ""


def test_a_baseline_and_a_configuration_of_the_work_tree_count(project: Path) -> None:
    case: Any = DENIED[0].values[1]
    (project / ".backpack-audit.yaml").write_text("fail-on: critical\n", encoding="utf-8")
    assert answer(case, project)[2] == ""


def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(project: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("there are no pipes with names here")
    os.mkfifo(project / "pipe.py")
    event = {"cwd": "{{ root }}", "tool_name": "Edit", "hook_event_name": "PreToolUse"}
    edit = {"file_path": "{{ root }}/pipe.py", "old_string": "a", "new_string": "b"}
    assert answer({"event": {**event, "tool_input": edit}}, project)[2] == ""


def test_outside_git_the_text_alone_counts(tmp_path: Path) -> None:
    event = {"cwd": "{{ root }}", "tool_name": "Bash", "hook_event_name": "PreToolUse"}
    command = {"command": "echo BACKPACK_API_SECRET={{ b.secret }}"}
    assert "BPK102" in answer({"event": {**event, "tool_input": command}}, tmp_path)[2]


def test_copilot_is_answered_in_its_own_words() -> None:
    asked = denial(Agent.COPILOT, Moment.BEFORE, "permissionRequest", "no.")
    assert asked == {"behavior": "deny", "message": "no."}
    assert denial(Agent.COPILOT, Moment.AFTER, "", "no.")["additionalContext"] == "no."
