"""What an editor shows of a finding: a diagnostic with its places, and a page when the pointer rests on it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from lsprotocol import types

from auditor.errors import AuditError, ConfigurationError
from auditor.lsp.editor_text import EditorText, Extent
from auditor.lsp.open_document import uri_of
from auditor.lsp.session import Page, Session, Shown
from auditor.model.finding import Finding, Severity
from auditor.model.report import Report
from auditor.redaction import redacted
from auditor.reporters._shared.report_wording import (
    action_words,
    confidence_words,
    reach_words,
    role_words,
    severity_words,
    where,
)
from auditor.reporters._shared.sanitize import sentence
from auditor.rulebook.rule import Rule
from auditor.wording.language import say, spoken

SOURCE = "backpack-audit"
_MOST_RELATED = 10
_SEVERITIES = {
    Severity.CRITICAL: types.DiagnosticSeverity.Error,
    Severity.HIGH: types.DiagnosticSeverity.Error,
    Severity.MEDIUM: types.DiagnosticSeverity.Warning,
    Severity.LOW: types.DiagnosticSeverity.Information,
    Severity.INFO: types.DiagnosticSeverity.Hint,
}


def diagnostics_of(session: Session, page: Page) -> list[types.Diagnostic]:
    """Returns what is shown about one document."""
    found = localised_findings([shown.finding for shown in page.shown])
    return [_diagnostic(session, page, shown, finding) for shown, finding in zip(page.shown, found, strict=True)]


def problem_diagnostic(error: AuditError) -> types.Diagnostic:
    """Returns what is shown about a file of settings that is wrong."""
    line = column = 0
    message = str(error)
    if isinstance(error, ConfigurationError):
        line, column, message = (error.line or 1) - 1, (error.column or 1) - 1, error.message
    place = types.Position(line, column)
    return types.Diagnostic(
        range=types.Range(place, place),
        message=redacted(sentence(message)),
        severity=types.DiagnosticSeverity.Error,
        source=SOURCE,
    )


def uri_of_problem(error: AuditError) -> str | None:
    """Returns the address of the file of settings that is wrong; None where none is named."""
    return uri_of(Path(os.path.realpath(error.path))) if isinstance(error, ConfigurationError) else None


def localised_findings(findings: list[Finding]) -> list[Finding]:
    """Returns findings with their sentences in the spoken language."""
    if spoken() is None or not findings:
        return findings
    from auditor.languages.localised import localised  # for other languages only

    return list(localised(Report(version="", rules_digest="", findings=tuple(findings))).findings)


def range_of(extent: Extent) -> types.Range:
    """Returns a stretch of a text as the protocol writes it."""
    return types.Range(types.Position(*extent.start), types.Position(*extent.end))


def range_in(text: EditorText, shown: Shown) -> types.Range:
    """Returns where a finding is shown; one inside an archive or a cell of a notebook at the start of the file."""
    if shown.location.member is not None:
        return types.Range(types.Position(0, 0), types.Position(0, 0))
    return range_of(text.extent(shown.location.span))


def _diagnostic(session: Session, page: Page, shown: Shown, finding: Finding) -> types.Diagnostic:
    rule = page.tree.settings.rules.get(finding.rule_id)
    member = shown.location.member
    message = sentence(finding.message)
    if shown.location != finding.location:
        message = say("{what}: {rest}", what=where(finding.location), rest=message)
    return types.Diagnostic(
        range=range_in(page.text, shown),
        message=redacted_but_key(f"{message} ({sentence(member)})" if member else message, finding),
        severity=_SEVERITIES[finding.severity],
        code=finding.rule_id,
        code_description=types.CodeDescription(rule.references[0]) if rule and rule.references else None,
        source=SOURCE,
        related_information=list(_related(session, page, shown)),
        data={"fingerprint": finding.fingerprint},
    )


def redacted_but_key(text: str, finding: Finding) -> str:
    """Returns a text without secrets that somebody may have put into a name; the API key to look at stays."""
    if not finding.api_key:
        return redacted(text)
    return finding.api_key.join(redacted(part) for part in text.split(finding.api_key))


def _related(session: Session, page: Page, shown: Shown) -> Iterator[types.DiagnosticRelatedInformation]:
    places = [(one.role, one.location) for one in shown.finding.related]
    if shown.location != shown.finding.location:
        places = [("api_secret", shown.finding.location)]
    for role, location in islice(places, _MOST_RELATED):
        if location.commit is not None or location.target:
            continue
        text = session.text_at(page.tree, location.path)
        place = types.Location(session.uri_at(page.tree, location.path), range_in(text, Shown(shown.finding, location)))
        yield types.DiagnosticRelatedInformation(place, role_words(role))


def hover_page(page: Page, finding: Finding) -> str:
    """Returns what is shown when the pointer rests on a finding, as Markdown: the finding, and its rule explained."""
    (finding,) = localised_findings([finding])
    facts = [
        (say("Severity"), f"{severity_words(finding.severity)}, {confidence_words(finding.confidence)}"),
        (say("API key"), f"`{finding.api_key}`" if finding.api_key else ""),
        (say("Reach"), reach_words(finding)),
        (say("Action"), action_words(finding.action)),
    ]
    lines = [f"- {label}: {value}" for label, value in facts if value]
    rule = page.tree.settings.rules.get(finding.rule_id)
    parts = [
        f"### {finding.rule_id} {finding.rule}",
        redacted_but_key(sentence(finding.message), finding),
        "\n".join(lines),
        f"## {say('What to do')}",
        redacted_but_key(finding.remediation.strip(), finding),
        _explained(rule).help_markdown if rule else "",
    ]
    return "\n\n".join(part for part in parts if part)


def _explained(rule: Rule) -> Rule:
    if spoken() is None:
        return rule
    from auditor.languages.localised import localised_rule  # for other languages only

    return localised_rule(rule)
