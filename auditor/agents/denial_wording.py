"""Says in one sentence why an event was denied: the rule, the key to look at, and what to do instead; never the value."""

from __future__ import annotations

from auditor.agents.agent import Moment
from auditor.agents.event import Text
from auditor.model.finding import Action, Finding
from auditor.redaction import redacted
from auditor.reporters._shared.sanitize import sentence

_INSTEAD_IN_FILE = (
    "write the name of an environment variable there and keep the value in a file that git ignores and only its owner can "
    "read"
)
_INSTEAD_IN_STORE = "name the file in .gitignore first"
_INSTEAD_ELSEWHERE = "use the name of an environment variable in its place"
_INSTEAD_AFTER = "do not repeat, write or send it, and revoke its API key if this conversation leaves your control"
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
