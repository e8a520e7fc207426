"""The hooks of coding agents: entries are added to the agent's configuration, and taken out again; the rest stays as it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from auditor.agents.agent import Agent
from auditor.cli.init_files.edit import Edit

_COMMAND = "backpack-audit hook --agent"
_SECONDS = 60
"""How long an agent waits; an event takes a tenth of a second, a large work tree that has to be joined some seconds."""

NAMES: Mapping[Agent, str] = {
    Agent.CLAUDE_CODE: ".claude/settings.json",
    Agent.CURSOR: ".cursor/hooks.json",
    Agent.CODEX: ".codex/hooks.json",
    Agent.COPILOT: ".github/hooks/backpack-audit.json",
    Agent.GEMINI: ".gemini/settings.json",
}
"""The file in the repository that configures each agent."""

_MATCHED: Mapping[Agent, Mapping[str, str | None]] = {
    Agent.CLAUDE_CODE: {
        "UserPromptSubmit": None,
        "PreToolUse": "Read|Write|Edit|MultiEdit|NotebookEdit|Bash|PowerShell|WebFetch|mcp__.*",
        "PostToolUse": "Read|Grep|Bash|PowerShell|WebFetch|mcp__.*",
    },
    Agent.CODEX: {
        "UserPromptSubmit": None,
        "PreToolUse": "Bash|apply_patch|Edit|Write|mcp__.*",
        "PostToolUse": "Bash|mcp__.*",
    },
    Agent.GEMINI: {"BeforeAgent": None, "BeforeTool": ".*", "AfterTool": ".*"},
}
"""Agents whose events hold groups of hooks with an expression for the names of tools."""
_PLAIN: Mapping[Agent, tuple[str, ...]] = {
    Agent.CURSOR: (
        "beforeSubmitPrompt",
        "beforeShellExecution",
        "beforeMCPExecution",
        "beforeReadFile",
        "afterFileEdit",
        "preToolUse",
    ),
    Agent.COPILOT: ("userPromptSubmitted", "preToolUse", "postToolUse"),
}
"""Agents whose events hold lists of hooks, in a file with a version."""
Tree = dict[str, Any]


def add_agent_hooks(text: str | None, agent: Agent) -> Edit:
    """Returns the agent's configuration with our hooks next to all others.

    Args:
        text: The configuration that is there.
        agent: The agent.
    """
    tree, problem = _tree(text)
    if tree is None:
        return Edit(None, f"{problem}; add by hand:\n{_written(_with_hooks({}, agent))}")
    before = json.dumps(tree)
    after = _with_hooks(tree, agent)
    if json.dumps(after) == before:
        return Edit(None, "already has the hooks")
    return Edit(_written(after, text), f"asks backpack-audit before {agent.value} writes, runs or sends something")


def remove_agent_hooks(text: str | None) -> Edit:
    """Returns the agent's configuration without our hooks; an empty text where nothing else is in it.

    Args:
        text: The configuration that is there.
    """
    tree, problem = _tree(text)
    if text is None or tree is None:
        return Edit(None, "is not there" if text is None else problem)
    before = json.dumps(tree)
    after = _without_hooks(tree)
    if json.dumps(after) == before:
        return Edit(None, "has no hooks of backpack-audit")
    is_bare = not after.get("hooks") and set(after) <= {"hooks", "version"}
    return Edit("" if is_bare else _written(after, text), "no longer asks backpack-audit")


def _tree(text: str | None) -> tuple[Tree | None, str]:
    """Returns the configuration, or None and why it cannot be changed."""
    if text is None or not text.strip():
        return {}, ""
    try:
        tree = json.loads(text)
    except (ValueError, RecursionError):
        return None, "is not plain JSON (it may have comments)"
    if not isinstance(tree, dict) or not isinstance(tree.get("hooks", {}), dict):
        return None, "has no mapping of hooks that can be extended"
    return tree, ""


def _with_hooks(tree: Tree, agent: Agent) -> Tree:
    hooks: Tree = dict(tree.get("hooks", {}))
    for event, entry in _entries(agent):
        present = hooks.get(event, [])
        others = present if isinstance(present, list) else [present]
        if all(_without_ours(other) == other for other in others):  # else it is there, perhaps with other options
            hooks[event] = [*others, entry]
    version = {"version": tree.get("version", 1)} if agent in _PLAIN else {}
    return {**version, **tree, "hooks": hooks}


def _entries(agent: Agent) -> list[tuple[str, Tree]]:
    command = f"{_COMMAND} {agent.value}"
    if agent is Agent.CURSOR:
        return [(event, {"command": command, "timeout": _SECONDS}) for event in _PLAIN[agent]]
    if agent is Agent.COPILOT:
        entry = {"type": "command", "bash": command, "powershell": command, "timeoutSec": _SECONDS}
        return [(event, entry) for event in _PLAIN[agent]]
    timeout = _SECONDS * 1000 if agent is Agent.GEMINI else _SECONDS
    hook = {"type": "command", "command": command, "timeout": timeout}
    if agent is Agent.GEMINI:
        hook = {"name": "backpack-audit", **hook}
    return [
        (event, ({} if matcher is None else {"matcher": matcher}) | {"hooks": [hook]})
        for event, matcher in _MATCHED[agent].items()
    ]


def _without_hooks(tree: Tree) -> Tree:
    """Returns a configuration without our entries, and without the groups and events that are empty then."""
    if "hooks" not in tree:
        return tree
    kept: Tree = {}
    for event, entries in tree["hooks"].items():
        if not isinstance(entries, list):
            kept[event] = entries
            continue
        others = [each for entry in entries if (each := _without_ours(entry)) is not None]
        if others or not entries:
            kept[event] = others
    return {name: value for name, value in ({**tree, "hooks": kept}).items() if name != "hooks" or kept}


def _without_ours(entry: Any) -> Any:
    if not isinstance(entry, dict):
        return entry
    if isinstance(inner := entry.get("hooks"), list):
        others = [hook for hook in inner if not _is_ours(hook)]
        return None if inner and not others else {**entry, "hooks": others}
    return None if _is_ours(entry) else entry


def _is_ours(hook: object) -> bool:
    return isinstance(hook, dict) and any(
        isinstance(value, str) and _COMMAND in value for value in map(hook.get, ("command", "bash", "powershell"))
    )


def _written(tree: Tree, like: str | None = None) -> str:
    line = next((line for line in (like or "").splitlines() if line[:1] in {" ", "\t"}), "  ")
    indent = line[: len(line) - len(line.lstrip())]
    return json.dumps(tree, indent=indent, ensure_ascii=False) + "\n"
