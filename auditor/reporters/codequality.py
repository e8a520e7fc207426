"""GitLab's Code Quality report (CodeClimate's JSON): the active findings, in the merge requests of every tier."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256

from auditor.model.finding import Finding, Severity
from auditor.model.report import Report
from auditor.reporters._shared import json_v1
from auditor.reporters._shared.in_force_words import in_force_sentence
from auditor.reporters._shared.json_v1 import Record
from auditor.reporters._shared.render_options import RenderOptions
from auditor.reporters._shared.report_wording import commit_of
from auditor.reporters._shared.revocations import key_advice
from auditor.reporters._shared.sanitize import neutral, portable, sentence

NAME = "codequality"
DESCRIPTION = "GitLab Code Quality report (artifacts:reports:codequality)"
_SEVERITIES = {
    Severity.INFO: "info",
    Severity.LOW: "minor",
    Severity.MEDIUM: "major",
    Severity.HIGH: "critical",
    Severity.CRITICAL: "blocker",
}


def render(report: Report, options: RenderOptions) -> str:
    """Returns the active findings as a list; GitLab would show suppressed ones as open."""
    seen: Counter[tuple[str, ...]] = Counter()
    issues = []
    for finding in report.active:
        identity = _identity(finding)
        issues.append(_issue(finding, (*identity, str(seen[identity]))))
        seen[identity] += 1
    if said := in_force_sentence(report):
        issues.append(_in_force(said))
    return json_v1.dump(issues, indent=2) + "\n"


def _in_force(said: str) -> Record:
    """Returns an entry of severity `info` for what could hide findings: the format has no other place for it."""
    return {
        "type": "issue",
        "description": f"{said}.",
        "check_name": "in-force",
        "categories": ["Security"],
        "fingerprint": sha256(said.encode(errors="surrogateescape")).hexdigest(),
        "severity": "info",
        "location": {"path": ".", "lines": {"begin": 1, "end": 1}},
    }


def _identity(finding: Finding) -> tuple[str, ...]:
    """Returns what stays the same when lines move, so that a merge request shows no old finding as new."""
    location = finding.location
    return (finding.fingerprint, location.path, location.member or "", location.commit or "", finding.field)


def _issue(finding: Finding, identity: tuple[str, ...]) -> Record:
    location = finding.location
    return {
        "type": "issue",
        "description": _description(finding),
        "check_name": f"{finding.rule_id} {neutral(finding.rule)}",
        "categories": ["Security"],
        "fingerprint": sha256(portable("\0".join(identity)).encode()).hexdigest(),
        "severity": _SEVERITIES[finding.severity],
        "location": {
            "path": portable(location.path),
            "lines": {"begin": location.span.line, "end": location.span.end_line},
        },
    }


def _description(finding: Finding) -> str:
    """Returns the message, where the finding is if not in the file itself, and the key to revoke."""
    parts = [sentence(finding.message)]
    if finding.location.member:
        parts.append(f"Inside the file: {neutral(finding.location.member)}.")
    if commit := commit_of(finding.location):
        parts.append(f"In {commit}.")
    if finding.api_key:
        parts.append(key_advice(finding) or f"API key: {neutral(finding.api_key)}.")
    return " ".join(parts)
