"""GitLab's secret-detection report (schema 15.2.1): what is active, for merge requests and the security dashboard."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from auditor.model.finding import Finding, Severity
from auditor.model.report import Report, RuleInfo
from auditor.reporters._shared import json_v1
from auditor.reporters._shared.counts import scanned_amount, verdict
from auditor.reporters._shared.in_force_words import in_force_sentence
from auditor.reporters._shared.json_v1 import Record
from auditor.reporters._shared.render_options import RenderOptions
from auditor.reporters._shared.report_wording import (
    exposure_words,
    introduced_words,
    reach_words,
    removed_words,
    where_and_when,
)
from auditor.reporters._shared.revocations import key_advice
from auditor.reporters._shared.sanitize import neutral, portable, sentence

NAME = "gitlab"
DESCRIPTION = "GitLab secret-detection report (artifacts:reports:secret_detection)"
NEEDS_RULES = True
_VERSION = "15.2.1"
_NAMESPACE = UUID("5e7bb2b6-4b1c-5f0e-9d39-6f2c2f6a7a10")
"""Makes the ids of findings our own (RFC 9562, version 5)."""
_NO_COMMIT = "0000000"
"""What GitLab's own analyzer writes where a finding belongs to no commit; the schema demands one."""
_LONGEST_NAME, _LONGEST_SOLUTION = 255, 7000
_SEVERITIES = {severity: severity.capitalize() for severity in Severity}


def render(report: Report, options: RenderOptions) -> str:
    """Returns the active findings. GitLab knows no suppressed ones: it would list them as open."""
    rules = {rule.code: rule for rule in report.rules}
    document = {
        "version": _VERSION,
        "scan": _scan(report, options),
        "vulnerabilities": [_vulnerability(finding, rules.get(finding.rule_id)) for finding in report.active],
    }
    return json_v1.dump(document, indent=2) + "\n"


def _scan(report: Report, options: RenderOptions) -> Record:
    program = {
        "id": json_v1.TOOL,
        "name": json_v1.TOOL,
        "version": report.version,
        "vendor": {"name": json_v1.TOOL},
    }
    return {
        "type": "secret_detection",
        "status": "failure" if report.incomplete else "success",
        "start_time": _utc(options.started),
        "end_time": _utc(options.started + timedelta(seconds=report.scan.seconds)),
        "analyzer": program,
        "scanner": program,
        "messages": _messages(report),
        "primary_identifiers": [_identifier(rule.code, rule) for rule in report.rules],
    }


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _messages(report: Report) -> list[Record]:
    messages = [
        {"level": "warn" if skip.incomplete else "info", "value": f"{neutral(skip.path)}: {sentence(skip.reason)}"}
        for skip in report.skipped
    ]
    messages += [{"level": "info", "value": sentence(note)} for note in report.notes]
    if said := in_force_sentence(report):
        messages.append({"level": "info", "value": f"{said}."})
    if text := verdict(report):
        messages.append({"level": "warn", "value": text})
    return [*messages, {"level": "info", "value": scanned_amount(report)}]


def _vulnerability(finding: Finding, rule: RuleInfo | None) -> Record:
    vulnerability = {
        "id": _identity(finding),
        "category": "secret_detection",
        "name": (rule.title if rule else finding.rule)[:_LONGEST_NAME],
        "description": sentence(finding.message),
        "severity": _SEVERITIES[finding.severity],
        "solution": portable(finding.remediation)[:_LONGEST_SOLUTION],
        "identifiers": [_identifier(finding.rule_id, rule)],
        "location": _location(finding),
        "details": _details(finding),
    }
    return vulnerability | ({"links": [{"url": rule.help_uri}]} if rule and _is_link(rule.help_uri) else {})


def _identity(finding: Finding) -> str:
    """Returns the same for the same finding at the same place in every run."""
    span, location = finding.location.span, finding.location
    parts = (
        finding.fingerprint,
        location.path,
        location.member or "",
        location.commit or "",
        f"{span.line}:{span.column}",
    )
    return str(uuid5(_NAMESPACE, portable("\0".join(parts))))


def _identifier(code: str, rule: RuleInfo | None) -> Record:
    identifier = {
        "type": "backpack_audit_rule",
        "name": f"{json_v1.TOOL} {code}{f' {rule.slug}' if rule else ''}",
        "value": code,
    }
    return identifier | ({"url": rule.help_uri} if rule and _is_link(rule.help_uri) else {})


def _is_link(uri: str) -> bool:
    return uri.startswith(("https://", "http://"))


def _location(finding: Finding) -> Record:
    location = finding.location
    commit = {"sha": location.commit or _NO_COMMIT}
    return {
        "file": portable(location.path),
        "start_line": location.span.line,
        "end_line": location.span.end_line,
        "commit": commit | ({"date": location.author_date} if location.author_date else {}),
    }


def _details(finding: Finding) -> Record:
    facts = {
        "place": ("Location", where_and_when(finding.location)),
        "field": ("Field", neutral(finding.field)),
        "confidence": ("Confidence", str(finding.confidence)),
        "exposure": ("Exposure", exposure_words(finding.exposure)),
        "api_key": ("API key", finding.api_key or ""),
        "key_advice": ("What to do with the key", key_advice(finding)),
        "reach": ("Reach", reach_words(finding)),
        "introduced": ("Introduced by", introduced_words(finding)),
        "removed": ("Today", removed_words(finding)),
        "secret_type": ("Secret type", neutral(finding.secret_type)),
    }
    return {key: {"type": "text", "name": name, "value": value} for key, (name, value) in facts.items() if value}
