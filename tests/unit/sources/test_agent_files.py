"""Which folders and files of coding agents are found, and what is read of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from auditor.classification.sample_keys import expand, specimen
from auditor.model.request import AuditRequest, Generic
from auditor.pipeline import audit
from auditor.resources import builtin_rules
from auditor.sources.agent_files import DATA_FILE, agent_files

AGENTS = yaml.safe_load((builtin_rules() / DATA_FILE).read_text(encoding="utf-8"))["agents"]


def found(home: Path, *projects: Path, **variables: str) -> list[str]:
    environment = {"HOME": str(home), **variables}
    return [path.relative_to(home).as_posix() for path in agent_files(projects, environment=environment)]


def make(home: Path, *names: str) -> None:
    for name in names:
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}", encoding="utf-8")


@pytest.mark.parametrize("agent", AGENTS, ids=lambda agent: agent["name"])
def test_every_agent_has_absolute_paths_and_relative_ones_for_projects(agent: dict[str, list[str]]) -> None:
    assert set(agent) <= {"name", "everywhere", "linux", "macos", "windows", "project"}
    for system, paths in agent.items():
        if system != "name":
            assert all(path.startswith(("~/", "$")) is (system != "project") for path in paths)


def test_folders_files_and_those_of_projects_are_found(tmp_path: Path) -> None:
    make(
        tmp_path, ".claude/projects/a/1.jsonl", ".claude.json", ".codex/history.jsonl", "bot/.cursor/mcp.json", "x.json"
    )
    assert sorted(found(tmp_path, tmp_path / "bot")) == [
        ".claude.json",
        ".claude/projects",
        ".codex/history.jsonl",
        "bot/.cursor/mcp.json",
    ]


def test_a_variable_that_is_not_set_is_passed_over(tmp_path: Path) -> None:
    make(tmp_path, "elsewhere/history.jsonl")
    assert found(tmp_path) == []
    assert found(tmp_path, CODEX_HOME=str(tmp_path / "elsewhere")) == ["elsewhere/history.jsonl"]


def test_nothing_is_found_twice(tmp_path: Path) -> None:
    make(tmp_path, ".claude/projects/a/1.jsonl", ".claude/settings.json")
    assert found(tmp_path, tmp_path) == [".claude/projects", ".claude/settings.json"]


def test_texts_that_are_escaped_twice_have_exact_places(tmp_path: Path) -> None:
    text = expand("BACKPACK_API_KEY={{ a.key }}\nBACKPACK_API_SECRET={{ a.secret }}\n")
    once = json.dumps({"type": "tool_result", "content": f'é中 "{text}"'})
    lines = [
        json.dumps({"n": 1}),
        json.dumps({"content": text}),
        json.dumps({"message": {"content": once}}),
        json.dumps({"payload": json.dumps({"arguments": once})}),
    ]
    file = tmp_path / ".claude" / "projects" / "x" / "1.jsonl"
    make(tmp_path, ".claude/projects/x/1.jsonl")
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    report = audit(AuditRequest(paths=agent_files((), environment={"HOME": str(tmp_path)}), generic=Generic.OFF))
    places = {finding.location.span for finding in report.findings if finding.traits.leak}
    secret = specimen("a").secret
    assert {(place.line, place.column) for place in places} == {
        (number, line.index(secret) + 1) for number, line in enumerate(lines, 1) if secret in line
    }
    assert all(lines[place.line - 1][place.column - 1 : place.end_column - 1] == secret for place in places)


@pytest.mark.parametrize("name", ["secret", "api_secret", "BACKPACK_API_SECRET"])
@pytest.mark.parametrize("depth", [1, 2, 3])
def test_a_name_behind_an_escaped_line_break_is_whole(tmp_path: Path, name: str, depth: int) -> None:
    text = json.dumps({"content": expand(f"# backpack exchange\n{name}={{{{ a.secret }}}}\n")})
    for _ in range(depth):
        text = json.dumps({"payload": text})
    (tmp_path / "t.jsonl").write_text(f'{{"n": 1}}\n{text}\n', encoding="utf-8")
    (finding,) = (
        one for one in audit(AuditRequest(paths=(tmp_path,), generic=Generic.OFF)).findings if one.traits.leak
    )
    assert finding.field == name
    assert finding.location.span.column == text.index(specimen("a").secret) + 1
