"""Tells what was read, what was not and why, and what is in force that hides findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from auditor.model.finding import Status
from auditor.model.report import Report
from auditor.reporters._html.markup import Child, code, join, phrase, prose, tag
from auditor.reporters._html.page_facts import PageFacts
from auditor.reporters._html.page_words import say
from auditor.reporters._shared.counts import by_reason, scanned_amount, skips, suppressed
from auditor.reporters._shared.in_force_words import hides_paths, in_force

_MOST_PATHS = 200
_OPEN = 5
"""Paths that are there unfolded."""


def coverage_section(facts: PageFacts) -> Iterator[Markup]:
    """Yields the section about what the audit covers."""
    report = facts.report
    yield tag(
        "section",
        tag("h2", say("coverage"), id="coverage"),
        tag("p", say("sentence", sentence=scanned_amount(report))),
        _skipped(report),
        _otherwise(report),
        _in_force(report),
        aria_labelledby="coverage",
    )


def _skipped(report: Report) -> Markup:
    groups = by_reason(skips(report, incomplete=True))
    if not groups:
        return tag("p", say("coverage.all" if hides_paths(report) else "coverage.none"))
    return join(tag("h3", say("coverage.unread")), _reasons(groups))


def _otherwise(report: Report) -> Markup | None:
    groups = by_reason(skips(report, incomplete=False))
    return join(tag("h3", say("coverage.otherwise")), _reasons(groups)) if groups else None


def _reasons(groups: Sequence[tuple[str, tuple[str, ...]]]) -> Markup:
    return tag("dl", [join(tag("dt", reason), tag("dd", _paths(paths))) for reason, paths in groups], class_="reasons")


def _paths(paths: Sequence[str]) -> Markup:
    shown = tag("ul", [tag("li", code(path)) for path in paths[:_MOST_PATHS]], class_="plain")
    rest = len(paths) - _MOST_PATHS
    more = tag("p", say("coverage.more", rest)) if rest > 0 else None
    if len(paths) <= _OPEN:
        return shown
    return tag("details", tag("summary", say("coverage.paths", len(paths))), shown, more)


def _in_force(report: Report) -> Markup:
    return join(tag("h3", say("coverage.hides")), tag("ul", list(_hiding(report))))


def _hiding(report: Report) -> Iterator[Markup]:
    text = suppressed(report)
    hidden = any(finding.status is not Status.ACTIVE for finding in report.findings) or report.in_force.measures
    yield tag("li", say("sentence", sentence=f"{text[0].upper()}{text[1:]}") if hidden else say("coverage.nothing"))
    if report.in_force.configuration:
        yield tag("li", phrase("coverage.configuration", path=code(report.in_force.configuration)))
    for words in in_force(report):
        yield tag("li", prose(words))
    for note in report.notes:
        yield tag("li", prose(note))


def made_section(facts: PageFacts) -> Iterator[Markup]:
    """Yields the section with version, rules, command and time."""
    report, started = facts.report, facts.options.started
    rows: list[tuple[str, Child]] = [
        (say("made.version"), f"backpack-audit {report.version}"),
        (say("made.rules"), code(report.rules_digest)),
    ]
    if facts.options.command:
        rows.append((say("made.command"), code(facts.options.command)))
    if started.timestamp():
        rows.append(
            (
                say("made.started"),
                say("made.time", time=f"{started:%Y-%m-%d %H:%M}", seconds=f"{report.scan.seconds:.2f}"),
            )
        )
    rows.append((say("made.exit"), str(report.exit_code)))
    yield tag(
        "section",
        tag("h2", say("made"), id="made"),
        tag("dl", [join(tag("dt", term), tag("dd", content)) for term, content in rows], class_="facts"),
        aria_labelledby="made",
    )
