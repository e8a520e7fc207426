"""What was read, what was not and why, and what is in force that hides findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from auditor.model.report import Report
from auditor.reporters._html.markup import code, join, prose, tag
from auditor.reporters._html.page_facts import PageFacts
from auditor.reporters._shared.counts import by_reason, looked_at, skips, suppressed
from auditor.reporters._shared.in_force_words import hides_paths, in_force
from auditor.wording.amounts import plural

_MOST_PATHS = 200
_OPEN = 5
"""Paths that are there unfolded."""


def coverage_section(facts: PageFacts) -> Markup:
    """Returns the section about what the audit covers."""
    report = facts.report
    return tag(
        "section",
        tag("h2", "Coverage", id="coverage"),
        tag("p", f"{looked_at(report)}."),
        _skipped(report),
        _otherwise(report),
        _in_force(report),
        aria_labelledby="coverage",
    )


def _skipped(report: Report) -> Markup:
    groups = by_reason(skips(report, incomplete=True))
    if not groups:
        return tag("p", "All that was in scope was read." if hides_paths(report) else "Nothing was skipped.")
    return join(tag("h3", "Not read"), _reasons(groups))


def _otherwise(report: Report) -> Markup | None:
    groups = by_reason(skips(report, incomplete=False))
    return join(tag("h3", "Read in another way than its name says"), _reasons(groups)) if groups else None


def _reasons(groups: Sequence[tuple[str, tuple[str, ...]]]) -> Markup:
    return tag("dl", [join(tag("dt", reason), tag("dd", _paths(paths))) for reason, paths in groups], class_="reasons")


def _paths(paths: Sequence[str]) -> Markup:
    shown = tag("ul", [tag("li", code(path)) for path in paths[:_MOST_PATHS]], class_="plain")
    rest = len(paths) - _MOST_PATHS
    more = tag("p", f"and {plural(rest, 'path')} more: the JSON report lists them all") if rest > 0 else None
    if len(paths) <= _OPEN:
        return shown
    return tag("details", tag("summary", plural(len(paths), "path")), shown, more)


def _in_force(report: Report) -> Markup:
    return join(tag("h3", "What hides findings"), tag("ul", list(_hiding(report))))


def _hiding(report: Report) -> Iterator[Markup]:
    text = suppressed(report)
    yield tag("li", f"{text[0].upper()}{text[1:]}.")
    if report.in_force.configuration:
        yield tag("li", "Configuration: ", code(report.in_force.configuration))
    for phrase in in_force(report):
        yield tag("li", prose(phrase))
    for note in report.notes:
        yield tag("li", prose(note))
