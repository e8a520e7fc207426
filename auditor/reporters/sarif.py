"""SARIF 2.1.0 for code scanning: all rules with their help, every finding with a fingerprint that survives edits."""

from __future__ import annotations

from collections import Counter
from urllib.parse import quote

from auditor.model.finding import Finding, Related, Severity, Status
from auditor.model.location import Location, Span
from auditor.model.report import Report, RuleInfo, Skipped
from auditor.reporters._shared import json_v1
from auditor.reporters._shared.counts import scanned_amount, verdict
from auditor.reporters._shared.in_force_words import in_force_sentence
from auditor.reporters._shared.json_v1 import Record
from auditor.reporters._shared.render_options import RenderOptions
from auditor.reporters._shared.report_wording import line_of_today, role_words
from auditor.reporters._shared.sanitize import closed, neutral, portable, sentence

NAME = "sarif"
DESCRIPTION = "SARIF 2.1.0 (GitHub code scanning and others)"
NEEDS_RULES = True
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_ROOT = "SRCROOT"
_LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
    Severity.INFO: "note",
}
_SCORES = {
    Severity.CRITICAL: "9.5",
    Severity.HIGH: "8.0",
    Severity.MEDIUM: "5.5",
    Severity.LOW: "2.0",
    Severity.INFO: "0.0",
}
"""GitHub reads over 9.0 as critical, from 7.0 as high, from 4.0 as medium, from 0.1 as low."""


def render(report: Report, options: RenderOptions) -> str:
    """Returns one run with all rules and all findings; suppressed ones carry their suppression."""
    document = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(report)]}
    return json_v1.dump(document, indent=2) + "\n"


def _run(report: Report) -> Record:
    return {
        "tool": {"driver": _driver(report)},
        "automationDetails": {"id": f"{json_v1.TOOL}/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the audited tree."}}},
        "invocations": [_invocation(report)],
        "results": _results(report),
        "properties": {"scan": json_v1.scan(report)},
    }


def _driver(report: Report) -> Record:
    return {
        "name": json_v1.TOOL,
        "version": report.version,
        "rules": [_rule(rule) for rule in report.rules],
        "properties": {"rulesDigest": report.rules_digest},
    }


def _rule(rule: RuleInfo) -> Record:
    described: Record = {
        "id": rule.code,
        "name": rule.slug,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.title},
        "help": {"text": rule.help_markdown, "markdown": rule.help_markdown},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {
            "security-severity": _SCORES[rule.severity],
            "tags": ["security", "secrets", rule.category],
        },
    }
    return described | ({"helpUri": rule.help_uri} if rule.help_uri else {})


def _results(report: Report) -> list[Record]:
    indices = {rule.code: index for index, rule in enumerate(report.rules)}
    occurrences: Counter[tuple[str, str]] = Counter()
    results = []
    for finding in report.findings:
        occurrences[finding.location.path, finding.fingerprint] += 1
        result = _result(finding, occurrences[finding.location.path, finding.fingerprint])
        if finding.rule_id in indices:
            result["ruleIndex"] = indices[finding.rule_id]
        results.append(result)
    return results


def _result(finding: Finding, occurrence: int) -> Record:
    return {
        "ruleId": finding.rule_id,
        "level": _LEVELS[finding.severity],
        "message": {"text": _message(finding)},
        "locations": [_primary(finding)],
        "relatedLocations": [_related(number, related) for number, related in enumerate(finding.related, 1)],
        "partialFingerprints": {
            "backpackAudit/v1": finding.fingerprint,
            # The only one that GitHub reads; its form is `hash:occurrence in the file`. Without it, the upload
            # would send a hash of the line that holds the secret.
            "primaryLocationLineHash": f"{finding.fingerprint}:{occurrence}",
        },
        "suppressions": _suppressions(finding),
        "properties": _properties(finding),
    }


def _message(finding: Finding) -> str:
    """Returns what is wrong and what to do, with nothing that a viewer would take for an embedded link."""
    text = "\n\n".join(filter(None, (closed(finding.message), sentence(finding.remediation))))
    return text.replace("](", "] (")


def _suppressions(finding: Finding) -> list[Record]:
    if finding.status is Status.ACTIVE:
        return []
    inline = finding.status is Status.IGNORED and finding.pragmas
    suppression: Record = {"kind": "inSource" if inline else "external", "status": "accepted"}
    reason = sentence(finding.status_reason)
    return [suppression | ({"justification": reason} if reason else {})]


def _properties(finding: Finding) -> Record:
    facts = {
        "severity": str(finding.severity),
        "confidence": str(finding.confidence),
        "exposure": str(finding.exposure),
        "field": portable(finding.field),
        "apiKey": finding.api_key,
        "secretType": portable(finding.secret_type),
        "commit": finding.location.commit,
        "authorDate": finding.location.author_date,
        "reach": finding.reach and str(finding.reach),
        "action": str(finding.action),
        "introduced": finding.introduced and json_v1.introduced_record(finding.introduced),
        "removed": finding.removed and {"commit": finding.removed.commit, "date": finding.removed.date},
        "exposedDays": finding.exposed_days,
        "member": finding.location.member and portable(finding.location.member),
    }
    return {name: value for name, value in facts.items() if value or value == 0}


def _related(number: int, related: Related) -> Record:
    return {"id": number, **_location(related.location), "message": {"text": role_words(related.role)}}


def _primary(finding: Finding) -> Record:
    """Returns where the finding is today; of what only the history holds, the file without a line."""
    today = line_of_today(finding)
    if today is not None:
        return _location(today)
    return {"physicalLocation": {"artifactLocation": _artifact(finding.location.path)}}


def _location(location: Location) -> Record:
    if location.commit is not None:
        return {"physicalLocation": {"artifactLocation": _artifact(location.path)}}
    return {"physicalLocation": {"artifactLocation": _artifact(location.path), "region": _region(location.span)}}


def _artifact(path: str) -> Record:
    """Returns the path as a URI: byte for byte, so that a name that is no UTF-8 or holds a newline comes back whole."""
    uri = quote(path.encode("utf-8", "surrogateescape"))
    return {"uri": f"file://{uri}"} if path.startswith("/") else {"uri": uri, "uriBaseId": _ROOT}


def _region(span: Span) -> Record:
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }


def _invocation(report: Report) -> Record:
    notifications = [_skip(skip) for skip in report.skipped]
    notifications += [_notification(note, "note") for note in report.notes]
    if said := in_force_sentence(report):
        notifications.append(_notification(f"{said}.", "note"))
    if text := verdict(report):
        notifications.append(_notification(text, "error"))
    notifications.append(_notification(scanned_amount(report), "note"))
    return {
        "executionSuccessful": not report.incomplete,
        "exitCode": report.exit_code,
        "properties": {"inForce": json_v1.in_force(report)},
        "toolExecutionNotifications": notifications,
    }


def _notification(text: str, level: str) -> Record:
    return {"level": level, "message": {"text": sentence(text)}}


def _skip(skip: Skipped) -> Record:
    notification = _notification(f"{neutral(skip.path)}: {skip.reason}", "error" if skip.incomplete else "note")
    return notification | {"locations": [{"physicalLocation": {"artifactLocation": _artifact(skip.path)}}]}
