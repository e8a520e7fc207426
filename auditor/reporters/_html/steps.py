"""Tells what a person does about the findings, in order: keys to revoke, keys to look at, problems to fix, gaps to fill."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from markupsafe import Markup
from msgspec import Struct

from auditor.model.finding import Action, Finding, Severity
from auditor.reporters._html.markup import Child, prose, tag
from auditor.reporters._html.page_words import say
from auditor.reporters._shared.revocations import KeyStep, abbreviated, key_step
from auditor.reporters._shared.sanitize import paragraphs, without_mark
from auditor.wording.language import spoken

REVOKE, CHECK, FIX, TIGHTEN, DECLARE, NOTE = "revoke", "check", "fix", "tighten", "declare", "note"
STEPS = (REVOKE, CHECK, FIX, TIGHTEN, DECLARE, NOTE)
"""The steps in their order."""
_STEP_OF = {Action.REVOKE: REVOKE, Action.CHECK: CHECK, Action.DECLARE: DECLARE, Action.NONE: NOTE}
"""Every other action is something to fix in a file, or in what a key may do."""
POLICY = ("permission", "whitelist")
"""The categories of rules about the inventory."""


_AT_EXCHANGE = frozenset({KeyStep.REVOKE, KeyStep.REVOKE_IF_SHARED, KeyStep.REVOKE_IF_YOURS})


class KeyToRevoke(Struct, frozen=True):
    """One API key that has to go, or that somebody has to look at."""

    api_key: str
    step: str
    """`revoke` or `check`."""
    severity: Severity
    findings: tuple[Finding, ...]
    """Those that ask for it."""


def step_words(step: str) -> str:
    """Returns a step as a heading."""
    return say(f"step.{step}")


def step_of(finding: Finding, category: str = "") -> str:
    """Returns the step that a finding belongs to.

    Args:
        finding: `revoke` and `check` need a key, and a severity that matters.
        category: That of its rule; rules about the inventory have a step of their own.
    """
    fix = TIGHTEN if category in POLICY else FIX
    step = _STEP_OF.get(finding.action, fix)
    return fix if step in {REVOKE, CHECK} and key_step(finding) not in _AT_EXCHANGE else step


def keys_to_revoke(findings: Iterable[Finding]) -> tuple[KeyToRevoke, ...]:
    """Returns the keys that findings ask to revoke or to look at, the most urgent first.

    Args:
        findings: The active findings.
    """
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.api_key is not None and step_of(finding) in {REVOKE, CHECK}:
            found[finding.api_key].append(finding)
    keys = (_key(api_key, members) for api_key, members in found.items())
    return tuple(sorted(keys, key=lambda key: (key.step != REVOKE, -key.severity.rank, key.api_key)))


def _key(api_key: str, findings: list[Finding]) -> KeyToRevoke:
    step = REVOKE if any(step_of(finding) == REVOKE for finding in findings) else CHECK
    severity = max((finding.severity for finding in findings), key=lambda each: each.rank)
    return KeyToRevoke(api_key, step, severity, tuple(findings))


_FILE = "FILE"
"""What a shared remedy has for the path of each finding."""


class Remedies:
    """Knows which findings ask for the same: a report of thousands of findings has a few dozen remedies."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        """Gathers the steps of all findings of the page.

        Args:
            findings: Those whose remedies are to be written.
        """
        self._written: dict[str, str] = {}
        asked: dict[str, set[str]] = defaultdict(set)
        for finding in findings:
            own = _own(finding)
            asked[_shared(finding, own)].add(own)
        self._common = frozenset(shared for shared, each in asked.items() if len(each) > 1)

    def of(self, finding: Finding) -> Markup | None:
        """Returns the steps folded, or a link to where the same steps are; None where there are none.

        Args:
            finding: Its own API key is named once above it, so here it is `this API key`, and the steps for many keys are
                the same; so are those for many files, with `FILE` for the path.
        """
        own = _own(finding)
        shared = _shared(finding, own)
        is_common = shared in self._common
        text = shared if is_common else own
        steps = [without_mark(step) for step in paragraphs(text)]
        if not steps:
            return None
        if known := self._written.get(text):
            return tag("p", tag("a", say("finding.todo"), href=f"#{known}"))
        name = self._written[text] = f"do-{len(self._written) + 1}"
        parts: list[Child] = [
            tag("summary", say("finding.todo")),
            tag("ol", [tag("li", prose(step)) for step in steps], id=name),
            tag("p", prose(say("finding.file", file=_FILE))) if is_common else None,
        ]
        return tag("details", parts)


def message(finding: Finding) -> Markup:
    """Returns what is wrong, with the beginning of its API key alone: the whole key is the heading of its group."""
    if not finding.api_key:
        return prose(finding.message)
    return prose(finding.message.replace(finding.api_key, abbreviated(finding.api_key)))


def _own(finding: Finding) -> str:
    text = finding.remediation
    if finding.api_key and spoken() is not None:
        # Other languages inflect what is around the key.
        return text.replace(finding.api_key, abbreviated(finding.api_key))
    if finding.api_key:
        own = say("finding.this_key")
        text = text.replace(f"API key {finding.api_key}", own).replace(finding.api_key, own)
    return text


def _shared(finding: Finding, text: str) -> str:
    path = finding.location.path
    return re.sub(rf"(?<![\w./-]){re.escape(path)}(?![\w/-]|\.\w)", _FILE, text) if path in text else text
