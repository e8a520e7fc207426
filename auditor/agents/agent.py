"""The coding agents whose hooks are known."""

from __future__ import annotations

from enum import StrEnum


class Agent(StrEnum):
    """A coding agent, by the name that `--agent` takes."""

    CLAUDE_CODE = "claude-code"
    CURSOR = "cursor"
    CODEX = "codex"
    COPILOT = "copilot"
    GEMINI = "gemini"


class Moment(StrEnum):
    """When an agent asks."""

    PROMPT = "prompt"
    """A person has submitted a prompt."""
    BEFORE = "before"
    """A tool is about to run."""
    AFTER = "after"
    """A tool has run."""
