"""Markdown for a job summary or a comment: the verdict, the keys to revoke, then tables."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model.finding import Finding, Severity, Status
from auditor.model.fleet_view import FleetView
from auditor.model.probed import Probe
from auditor.model.report import KeyRow, PolicyView, Report
from auditor.reporters._shared.counts import (
    by_reason,
    found,
    scanned_amount,
    scanned_nothing,
    skipped,
    skips,
    suppressed,
    verdict,
)
from auditor.reporters._shared.in_force_words import in_force_sentence
from auditor.reporters._shared.markdown_escape import code, listed, prose, table
from auditor.reporters._shared.probe_wording import name_of, probed_facts, way_facts
from auditor.reporters._shared.render_options import RenderOptions, Verbosity
from auditor.reporters._shared.report_wording import (
    commit_of,
    confidence_words,
    exposure_words,
    introduced_words,
    key_facts,
    reach_words,
    removed_words,
    role_words,
    severity_words,
    suppression_words,
    where,
)
from auditor.reporters._shared.revocations import KEYS_AT, NextStep, abbreviated, endings, pair_proof
from auditor.reporters._shared.sanitize import paragraphs, without_mark
from auditor.wording.amounts import plural
from auditor.wording.language import say

NAME = "markdown"
DESCRIPTION = "Markdown, for GITHUB_STEP_SUMMARY or a comment"
LANGUAGES = True
_LARGEST_TABLE = 600_000
"""Characters; GitHub takes a job summary of at most one MiB."""
_LARGEST = 1_000_000
"""Bytes of the whole summary, for the same reason."""
_MOST_PATHS = 20
_MOST_TARGETS = 100
_SIGNS = {
    Severity.CRITICAL: "🔴",
    Severity.HIGH: "🟠",
    Severity.MEDIUM: "🟡",
    Severity.LOW: "🔵",
    Severity.INFO: "⚪",
}


def render(report: Report, options: RenderOptions) -> str:
    """Sections in the order in which they matter; the worst findings first."""
    active, suppressed_ = _worst_first(report.active), _worst_first(_suppressed(report))
    sections = (
        _head(report),
        _fleet(report.fleet) if report.fleet else "",
        _revocations(report),
        _findings(say("Findings"), active),
        _remedies(active),
        _findings(say("Suppressed"), suppressed_) if options.show_suppressed else "",
        _policy(report.policy) if report.policy else "",
        _probe(report.probe) if report.probe else "",
        _skips(report, options),
        _notes(report),
    )
    return _fitted([section for section in sections if section])


def _fitted(sections: list[str]) -> str:
    """Returns the sections as one text of less than a megabyte, cut between lines; GitHub refuses a longer summary."""
    text = "\n".join(sections)
    if len(text.encode()) <= _LARGEST:
        return text
    lines: list[str] = []
    size = 0
    for line in text.splitlines(keepends=True):
        size += len(line.encode())
        if size > _LARGEST:
            break
        lines.append(line)
    kept = "".join(lines)
    closing = "\n</details>\n" if kept.count("<details>") > kept.count("</details>") else ""
    more = say("…and more than a summary can hold: see the other formats.")
    return f"{kept}{closing}\n{more}\n"


def _head(report: Report) -> str:
    lines = [f"## {say('Backpack key audit')}", ""]
    if alarm := verdict(report):
        lines += [f"> ⚠️ **{prose(alarm)}**", ""]
    if report.findings or not scanned_nothing(report):
        rest = say("; {suppressed}.", suppressed=suppressed(report))
        lines += [f"**{prose(found(report))}**{prose(rest)}", ""]
    lines.append(prose(say("{scanned}; {skipped}.", scanned=scanned_amount(report), skipped=skipped(report))))
    if said := in_force_sentence(report):
        lines += ["", prose(say("{sentence}.", sentence=said))]
    return "\n".join(lines) + "\n"


def _fleet(fleet: FleetView) -> str:
    from auditor.reporters._shared.fleet_words import across, headings, left_out, overall, rows  # only for a fleet

    pairs = "".join(f"- {prose(across(pair))}\n" for pair in fleet.across[:_MOST_PATHS])
    pairs = f"### {say('Pairs across repositories')}\n\n{pairs}\n" if pairs else ""
    cells = [(code(target), *map(prose, rest)) for target, *rest in rows(fleet, most=_MOST_TARGETS)]
    more = left_out(fleet, _MOST_TARGETS)
    return f"{pairs}### {say('Targets')}\n\n{prose(overall(fleet))}\n\n{table(headings(), cells)}" + (
        f"\n…{more}\n" if more else ""
    )


def _revocations(report: Report) -> str:
    parts: list[str] = []
    for ending in endings(report):
        lines = "".join(
            f"- {say('{what}: {rest}', what=code(step.api_key), rest=_severity(step))}\n" for step in ending.steps
        )
        title = say("{title}: {amount}", title=ending.title, amount=plural(len(ending.steps), "API key"))
        if ending.is_about_exchange:
            title = say("{title} at {where}", title=title, where=KEYS_AT)
        parts.append(f"### {title}\n\n{lines}")
    return "\n".join(parts)


def _severity(step: NextStep) -> str:
    places = plural(len(step.locations), "place")
    return say("{severity}, secret in {places}", severity=severity_words(step.severity), places=places)


def _worst_first(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: -finding.severity.rank))


def _suppressed(report: Report) -> tuple[Finding, ...]:
    return tuple(finding for finding in report.findings if finding.status is not Status.ACTIVE)


def _findings(title: str, findings: tuple[Finding, ...]) -> str:
    if not findings:
        return ""
    rows: list[tuple[str, ...]] = []
    size = 0
    for finding in findings:
        row = (
            f"{_SIGNS[finding.severity]} {severity_words(finding.severity)}",
            _rule(finding),
            _place(finding),
            _what(finding),
        )
        size += sum(map(len, row))
        if size > _LARGEST_TABLE:
            break
        rows.append(row)
    rest = len(findings) - len(rows)
    said = say("…and {findings} more than a summary can hold: see the other formats.", findings=plural(rest, "finding"))
    more = f"\n{said}\n" if rest else ""
    header = (say("Severity"), say("Rule"), say("Location"), say("What"))
    return f"### {title}\n\n{table(header, rows)}{more}"


def _rule(finding: Finding) -> str:
    return f"{prose(finding.rule_id)} {prose(finding.rule)}<br>{confidence_words(finding.confidence)}"


def _place(finding: Finding) -> str:
    commit = commit_of(finding.location)
    parts = [code(where(finding.location)), prose(exposure_words(finding.exposure)), prose(commit)]
    parts += [prose(reach_words(finding)), prose(introduced_words(finding)), prose(removed_words(finding))]
    return "<br>".join(part for part in parts if part)


def _what(finding: Finding) -> str:
    parts = [prose(finding.message)]
    proof = pair_proof(finding)
    if proof is not None and finding.api_key is not None:
        parts.append(
            say(
                "Proof: public(secret) = API key {key}, which is at {place}.",
                key=code(abbreviated(finding.api_key)),
                place=code(where(proof)),
            )
        )
    others = (related for related in finding.related if related.location != proof)
    parts += [
        say("Related: {role} at {place}.", role=prose(role_words(related.role)), place=code(where(related.location)))
        for related in others
    ]
    parts.append(prose(suppression_words(finding)))
    return "<br>".join(part for part in parts if part)


def _remedies(findings: tuple[Finding, ...]) -> str:
    """Returns what to do, once for each rule and text, folded away."""
    remedies = dict.fromkeys((f"{finding.rule_id} {finding.rule}", finding.remediation) for finding in findings)
    parts = [
        f"**{prose(rule)}**\n\n"
        + "".join(f"{number}. {prose(without_mark(step))}\n" for number, step in enumerate(paragraphs(text), 1))
        for rule, text in remedies
        if text.strip()
    ]
    if not parts:
        return ""
    return f"<details><summary>{say('What to do')}</summary>\n\n" + "\n".join(parts) + "\n</details>\n"


def _policy(policy: PolicyView) -> str:
    return "\n".join(_policy_parts(policy))


def _policy_parts(policy: PolicyView) -> Iterator[str]:
    if policy.account:
        settings = [(prose(label), prose(value)) for label, value in policy.account]
        yield f"### {say('Account')}\n\n{table((say('Setting'), say('Value')), settings)}"
    if policy.keys:
        labels = (label.capitalize() for label, _ in key_facts(policy.keys[0]))
        header = (say("Key"), say("API key"), *labels)
        yield f"### {say('Keys')}\n\n{table(header, map(_key, policy.keys))}"
    for name, entries in policy.corrected:
        title = say("Corrected whitelist of {key}, to be pasted entry by entry", key=prose(name))
        yield f"### {title}\n\n{''.join(map(listed, entries))}"


def _key(key: KeyRow) -> tuple[str, ...]:
    return (prose(key.name), code(key.api_key), *(prose(value) for _, value in key_facts(key)))


def _probe(probe: Probe) -> str:
    way = [(prose(label), prose(value)) for label, value in way_facts(probe)]
    parts = [f"### {prose(say('Probe'))}\n\n{table(('', ''), way)}"]
    for key in probe.keys:
        rows = [("API key", code(key.api_key)), *((prose(label), prose(value)) for label, value in probed_facts(key))]
        parts.append(f"### {prose(say('Key {key}', key=name_of(key)))}\n\n{table(('', ''), rows)}")
    return "\n".join(parts)


def _skips(report: Report, options: RenderOptions) -> str:
    groups = by_reason(skips(report, incomplete=True))
    if not groups:
        return ""
    bound = None if options.verbosity is Verbosity.VERBOSE else _MOST_PATHS
    return f"### {say('Not scanned in full')}\n\n" + "".join(
        _reason(reason, paths, paths[:bound]) for reason, paths in groups
    )


def _reason(reason: str, paths: tuple[str, ...], shown: tuple[str, ...]) -> str:
    names = ", ".join(map(code, shown))
    if len(paths) > len(shown):
        names = say("{names} and {n:,} more", len(paths) - len(shown), names=names)
    return f"- {say('{reason}:', reason=prose(reason))} {names}\n"


def _notes(report: Report) -> str:
    read_otherwise = (
        say("{what}: {reason}", what=code(skip.path), reason=prose(skip.reason))
        for skip in skips(report, incomplete=False)
    )
    notes = [*map(prose, report.notes), *read_otherwise]
    return f"### {say('Notes')}\n\n" + "".join(f"- {note}\n" for note in notes) if notes else ""
