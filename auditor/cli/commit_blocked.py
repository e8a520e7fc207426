"""Tells what the hook says to the person whose commit it stopped: nothing has left the machine, and what to type now."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence

from auditor.model.finding import Finding
from auditor.model.location import Reach
from auditor.model.report import Report
from auditor.reporters._shared.sanitize import neutral
from auditor.rulebook.path_facts import path_facts
from auditor.wording.language import say

_MOST_FILES = 5
_MOVABLE = (".py", ".pyw", ".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx", "compose.yml", "compose.yaml")
"""Endings of the files in which a reference can take the place of a value."""
_COMMENT = "# backpack-audit: ignore[{code}] -- why"


def blocked_lines(report: Report) -> Iterator[str]:
    """Yields what a stopped commit means and what to type; nothing where the commit may go on.

    Args:
        report: The report on what is staged.
    """
    staged = [finding for finding in report.active if finding.reach is Reach.STAGED and finding.action != "none"]
    if report.exit_code != 1 or not staged:
        return
    files = list(dict.fromkeys(finding.location.path for finding in staged))
    yield say("Commit blocked. Nothing has left your machine, so no key has to be revoked.")
    yield say("  Remove it from the commit:  {command}", command=f"git restore --staged -- {_arguments(files)}")
    stores = [file for file in files if path_facts(file).live_config]
    if code := [file for file in files if file.lower().endswith(_MOVABLE) and file not in stores]:
        yield say(
            "  Move the value to .env:     {command}",
            command=f"backpack-audit fix --move-to-env --write {_arguments(code)}",
        )
    if stores:
        lines = " ".join(shlex.quote(f"/{neutral(file)}") for file in stores[:_MOST_FILES])
        yield say(
            "  Keep it out of git:         {command}",
            command=f"git rm --cached -- {_arguments(stores)} && printf '%s\\n' {lines} >> .gitignore",
        )
    yield say("  Accept it, at the line's end:  {comment}", comment=_COMMENT.format(code=_codes(staged)))


def _arguments(files: Sequence[str]) -> str:
    shown = " ".join(shlex.quote(neutral(file)) for file in files[:_MOST_FILES])
    return f"{shown} …" if len(files) > _MOST_FILES else shown


def _codes(findings: Sequence[Finding]) -> str:
    return ",".join(dict.fromkeys(finding.rule_id for finding in findings))
