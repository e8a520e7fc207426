"""How the page was made, so that somebody else can make it again."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from auditor.reporters._html.markup import Child, code, join, tag
from auditor.reporters._html.page_facts import PageFacts
from auditor.reporters._html.page_words import say


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
