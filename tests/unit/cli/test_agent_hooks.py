"""What `init --agent` makes of an agent's configuration, and that `--remove` leaves what was there before."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from auditor.agents.agent import Agent
from auditor.cli.application import app
from auditor.cli.init_files.agent_hooks import NAMES, add_agent_hooks, remove_agent_hooks

each_agent = pytest.mark.parametrize("agent", Agent)
OTHERS = {
    "model": "x",
    "hooks": {"PreToolUse": [{"matcher": "Bash", "hooks": [{"type": "command", "command": "other"}]}], "stop": []},
}


def init(root: Path, *arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["init", str(root), *arguments])
    assert result.exit_code == code, result.output
    return result.output


@each_agent
def test_the_hooks_are_written_once_and_taken_out_again(agent: Agent, tmp_path: Path) -> None:
    file = tmp_path / NAMES[agent]
    assert "would write" in init(tmp_path, "--agent", agent.value, "--dry-run")
    assert not file.exists()
    assert "wrote" in init(tmp_path, "--agent", agent.value)
    written = file.read_text(encoding="utf-8")
    assert f"backpack-audit hook --agent {agent.value}" in written
    assert "left alone" in init(tmp_path, "--agent", agent.value)
    assert file.read_text(encoding="utf-8") == written
    assert "removed" in init(tmp_path, "--agent", agent.value, "--remove")
    assert not file.exists()
    assert "left alone" in init(tmp_path, "--agent", agent.value, "--remove")


@each_agent
def test_what_is_there_stays(agent: Agent) -> None:
    text = json.dumps(OTHERS, indent=4) + "\n"
    added = add_agent_hooks(text, agent).text
    assert added is not None
    tree = json.loads(added)
    assert tree["model"] == "x"
    assert OTHERS["hooks"]["PreToolUse"][0] in tree["hooks"]["PreToolUse"]  # type: ignore[index]
    assert added.splitlines()[1].startswith('    "')
    removed = remove_agent_hooks(added).text
    assert removed is not None
    left = json.loads(removed)
    left.pop("version", None)
    assert left == OTHERS


@each_agent
def test_an_entry_with_other_options_is_left_alone(agent: Agent) -> None:
    added = add_agent_hooks(None, agent).text
    assert added is not None
    stricter = added.replace(f"--agent {agent.value}", f"--agent {agent.value} --fail-closed")
    assert add_agent_hooks(stricter, agent).text is None
    assert remove_agent_hooks(stricter).text == ""


@each_agent
@pytest.mark.parametrize("text", ["// a comment\n{}", "[]", '{"hooks": 3}', "{" * 2000])
def test_what_cannot_be_extended_is_left_alone_with_what_to_add(agent: Agent, text: str) -> None:
    edit = add_agent_hooks(text, agent)
    assert edit.text is None
    assert f"backpack-audit hook --agent {agent.value}" in edit.remark
    assert remove_agent_hooks(text).text is None


def test_remove_needs_an_agent(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["init", str(tmp_path), "--remove"])
    assert result.exit_code != 0
