"""Says no in the words of each agent's protocol; yes is said by saying nothing, or the user's own question would be skipped.

As documented in public in autumn 2026; `docs/agents.md` names the sources and what is not certain.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from auditor.agents.agent import Agent, Moment
from auditor.agents.event import ADDED, SENT, SHOWN, Text
from auditor.model.finding import Action, Finding
from auditor.redaction import redacted
from auditor.reporters._shared.sanitize import sentence

Answer = dict[str, Any]


def denial(agent: Agent, moment: Moment, event: str, reason: str) -> Answer:
    """Returns what an agent reads as a refusal.

    Args:
        agent: The agent.
        moment: When it asks.
        event: The name of the event, as the agent calls it.
        reason: One sentence, which the agent shows to the model or to the user.
    """
    return _DENIALS[agent](moment, event, reason)


def warning(agent: Agent, message: str) -> Answer | None:
    """Returns what an agent shows to the user without stopping; None where it has no words for that."""
    return None if agent is Agent.CURSOR else {"systemMessage": message}


def _claude(moment: Moment, event: str, reason: str) -> Answer:
    if moment is not Moment.BEFORE:
        return {"decision": "block", "reason": reason}
    if event == "PermissionRequest":
        return {"hookSpecificOutput": {"hookEventName": event, "decision": {"behavior": "deny", "message": reason}}}
    return {
        "hookSpecificOutput": {
            "hookEventName": event or "PreToolUse",
            "permissionDecision": "deny",
            "permissionDecisionReason": reason,
        }
    }


def _gemini(_moment: Moment, _event: str, reason: str) -> Answer:
    return {"decision": "deny", "reason": reason}


def _cursor(moment: Moment, event: str, reason: str) -> Answer:
    told = {"user_message": reason, "userMessage": reason}
    if moment is Moment.PROMPT:
        return {"continue": False, **told}
    if moment is Moment.AFTER:
        return {"additional_context": reason}
    answer = {"permission": "deny", **told, "agent_message": reason, "agentMessage": reason}
    return answer | ({"decision": "deny", "reason": reason} if event == "preToolUse" else {})


def _copilot(moment: Moment, event: str, reason: str) -> Answer:
    if moment is not Moment.BEFORE:
        return {"decision": "block", "reason": reason, "additionalContext": reason}
    if event == "permissionRequest":
        return {"behavior": "deny", "message": reason}
    said = {"permissionDecision": "deny", "permissionDecisionReason": reason}
    return said | ({"hookSpecificOutput": {"hookEventName": event, **said}} if event[:1].isupper() else {})


_DENIALS: Mapping[Agent, Callable[[Moment, str, str], Answer]] = {
    Agent.CLAUDE_CODE: _claude,
    Agent.CODEX: _claude,
    Agent.CURSOR: _cursor,
    Agent.COPILOT: _copilot,
    Agent.GEMINI: _gemini,
}


_INSTEAD_IN_FILE = (
    "write the name of an environment variable there and keep the value in a file that git ignores and only its owner can "
    "read"
)
_INSTEAD_IN_STORE = "add the file to .gitignore first"
_INSTEAD_ELSEWHERE = "use the name of an environment variable instead"
_INSTEAD_AFTER = "do not repeat, write or send it, and revoke its API key if this conversation leaves your control"
_INSTEAD_OF = {
    SHOWN: "do not show it to the model: a program that needs it can read the file itself",
    SENT: "do not send it, or send a copy without the value",
    ADDED: "keep it out of git, name it in .gitignore, and take the value from an environment variable",
}
_LONGEST = 400


def sentence_about(finding: Finding, text: Text, moment: Moment) -> str:
    """Returns the sentence about a finding in a text of an event."""
    rule = f"{finding.rule_id} {finding.rule}"
    if finding.traits.leak or finding.api_key or finding.action is not Action.FIX:
        whose = f"the secret of API key {finding.api_key}" if finding.api_key else "a secret"
    else:
        whose = "a wrong value"
    what = f"{redacted(text.said)} holds {whose}" if finding.action is not Action.FIX else _message(finding)
    line = f" (line {finding.location.span.line})" if text.file else ""
    return f"backpack-audit {rule}: {sentence(what)}{line}; {_instead(finding, text, moment)}."


def _message(finding: Finding) -> str:
    return finding.message.rstrip(".")[:_LONGEST]


def _instead(finding: Finding, text: Text, moment: Moment) -> str:
    if text.fate:
        return _INSTEAD_OF[text.fate]
    if moment is Moment.AFTER and text.file is None:
        return _INSTEAD_AFTER
    if finding.action is Action.FIX:
        return "correct the value before it is written"
    if text.file is None:
        return _INSTEAD_ELSEWHERE
    return (
        _INSTEAD_IN_STORE
        if finding.traits.fix == "gitignore" and text.file.name.startswith(".env")
        else _INSTEAD_IN_FILE
    )
