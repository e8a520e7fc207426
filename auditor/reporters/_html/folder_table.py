"""Tells where the findings are: the folders with the most, the worst first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from markupsafe import Markup

from auditor.model.finding import Finding, Severity
from auditor.reporters._html.markup import code, join, table, tag
from auditor.reporters._html.page_facts import PageFacts, folder_of
from auditor.reporters._html.page_words import say
from auditor.reporters._shared.report_wording import severity_words

_MOST = 50


def folder_table(facts: PageFacts) -> Iterator[Markup]:
    """Yields the section with a row for every folder; nothing where all findings are in one."""
    folders: dict[str, list[Finding]] = defaultdict(list)
    for finding in facts.active:
        folders[folder_of(finding)].append(finding)
    if len(folders) < 2:  # noqa: PLR2004 - one folder is no distribution
        return
    ordered = sorted(
        folders.items(), key=lambda item: (-max(each.severity.rank for each in item[1]), -len(item[1]), item[0])
    )
    rows = [(_name(facts, folder, members), *_counts(members)) for folder, members in ordered[:_MOST]]
    rest = len(ordered) - len(rows)
    severities = tuple(severity_words(severity).capitalize() for severity in reversed(Severity))
    yield tag(
        "section",
        tag("h2", say("folders"), id="folders"),
        table(say("folders"), (say("finding.folder"), *severities), rows),
        tag("p", say("folders.more", rest), class_="muted") if rest > 0 else None,
        aria_labelledby="folders",
    )


def _name(facts: PageFacts, folder: str, members: list[Finding]) -> Markup:
    first = next((finding for finding in members if facts.is_shown(finding)), None)
    return tag("a", code(folder), href=f"#{facts.anchor(first)}") if first else join(code(folder))


def _counts(members: list[Finding]) -> tuple[str, ...]:
    counts = Counter(finding.severity for finding in members)
    return tuple(f"{counts[severity]:,}" if counts[severity] else "" for severity in reversed(Severity))
