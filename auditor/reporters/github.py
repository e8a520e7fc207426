"""GitHub annotations: workflow commands that mark the lines of a pull request, the worst first."""

from __future__ import annotations

from auditor.model.finding import Finding, Severity
from auditor.model.report import Report
from auditor.reporters._shared.counts import found, scanned_amount, skipped, suppressed, verdict
from auditor.reporters._shared.in_force_words import in_force_sentence
from auditor.reporters._shared.render_options import RenderOptions
from auditor.reporters._shared.report_wording import commit_of, line_of_today, removed_words
from auditor.reporters._shared.revocations import key_advice
from auditor.reporters._shared.sanitize import closed, neutral

NAME = "github"
DESCRIPTION = "GitHub Actions annotations (workflow commands on standard output)"
_COMMANDS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "notice",
    Severity.INFO: "notice",
}


def render(report: Report, options: RenderOptions) -> str:
    """Returns one command a line for what is active, then what was scanned.

    GitHub shows ten annotations of a kind per step, so the worst come first.
    """
    worst_first = sorted(report.active, key=lambda finding: -finding.severity.rank)
    lines = [_annotation(finding) for finding in worst_first]
    if text := verdict(report):
        lines.append(_command("error", {"title": "backpack-audit"}, f"{text} {_amounts(report)}"))
    else:
        lines.append(_command("notice", {"title": "backpack-audit"}, f"{found(report)}. {_amounts(report)}"))
    return "".join(f"{line}\n" for line in lines)


def _amounts(report: Report) -> str:
    said = in_force_sentence(report)
    return f"{scanned_amount(report)}; {skipped(report)}; {suppressed(report)}.{f' {said}.' if said else ''}"


def _annotation(finding: Finding) -> str:
    place = line_of_today(finding)
    span = place.span if place else finding.location.span
    properties = {"file": neutral(finding.location.path)}
    if place is None:
        # Today's file holds nothing on that line, and may be gone.
        properties = {}
    elif span.end_line == span.line:
        # GitHub refuses columns of a stretch of several lines.
        properties |= {"line": str(span.line), "col": str(span.column), "endColumn": str(span.end_column)}
    else:
        properties |= {"line": str(span.line), "endLine": str(span.end_line)}
    properties["title"] = f"{finding.rule_id} {finding.rule} ({finding.severity}, {finding.confidence})"
    return _command(_COMMANDS[finding.severity], properties, _message(finding))


def _message(finding: Finding) -> str:
    parts = [closed(finding.message)]
    if finding.location.member is not None:
        parts.append(f"It is in {neutral(finding.location.member)}.")
    if commit := commit_of(finding.location):
        parts.append(f"It came with {commit}, in {neutral(finding.location.path)}.")
    if gone := removed_words(finding):
        parts.append(f"It is {gone}.")
    if advice := key_advice(finding):
        parts.append(advice)
    return " ".join(parts)


def _command(name: str, properties: dict[str, str], message: str) -> str:
    """Returns `::name key=value,…::message`, escaped as GitHub's runner reads it back."""
    listed = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{name} {listed}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
