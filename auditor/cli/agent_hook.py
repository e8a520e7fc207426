"""Runs `backpack-audit hook --agent`: reads an event from standard input and answers in the agent's protocol."""

from __future__ import annotations

import sys
from functools import partial

import msgspec

from auditor.agents.agent import Agent, Moment
from auditor.agents.answers import Answer, denial, warning
from auditor.agents.decode_event import decode
from auditor.agents.event import Event
from auditor.agents.judge_event import reason_to_deny
from auditor.cli.common import Common
from auditor.cli.end_process import on_failure
from auditor.errors import UsageError
from auditor.model.exit_code import Exit

_MOST_BYTES = 64 << 20
"""Bytes of an event beyond which it is not read: agents have their own limits far below."""


def run_agent_hook(agent: Agent, *, common: Common, fail_closed: bool) -> None:
    """Answers an event; the process ends with 0, but with 2 where `fail_closed` stops what could not be audited.

    Args:
        agent: The agent.
        common: The common options.
        fail_closed: Whether the agent is stopped where the event cannot be audited.
    """
    unknown = Event("", Moment.BEFORE, None, ())
    on_failure(partial(_fail, agent, unknown, fail_closed=fail_closed))
    data = sys.stdin.buffer.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise UsageError(f"the event is larger than {_MOST_BYTES >> 20} MB and was not audited")
    event = decode(data)
    on_failure(partial(_fail, agent, event, fail_closed=fail_closed))
    if reason := reason_to_deny(event, common.request()):
        _say(denial(agent, event.moment, event.name, reason))
        sys.stderr.write(f"{reason}\n")


def _fail(agent: Agent, event: Event, message: str, *, fail_closed: bool) -> Exit:
    """Answers where the event could not be audited; returns the exit code."""
    what = message.splitlines()[0] if message else "unknown failure"
    if fail_closed:
        reason = f"backpack-audit could not audit this, and --fail-closed stops what it could not audit: {what}"
        _say(denial(agent, event.moment, event.name, reason))
        return Exit.USAGE  # all of them take 2 for a refusal, whatever the event is
    if (answer := warning(agent, f"backpack-audit did not audit this: {what}")) is not None:
        _say(answer)
    return Exit.CLEAN


def _say(answer: Answer) -> None:
    sys.stdout.write(f"{msgspec.json.encode(answer).decode()}\n")
