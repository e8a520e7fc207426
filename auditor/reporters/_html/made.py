"""How the page was made, so that somebody else can make it again."""

from __future__ import annotations

from markupsafe import Markup

from auditor.reporters._html.markup import Child, code, join, tag
from auditor.reporters._html.page_facts import PageFacts


def made_section(facts: PageFacts) -> Markup:
    """Returns the section with version, rules, command and time."""
    report, started = facts.report, facts.options.started
    rows: list[tuple[str, Child]] = [
        ("Version", f"backpack-audit {report.version}"),
        ("Rules", code(report.rules_digest)),
    ]
    if facts.options.command:
        rows.append(("Command", code(facts.options.command)))
    if started.timestamp():
        rows.append(("Started", f"{started:%Y-%m-%d %H:%M} UTC, took {report.scan.seconds:.2f} s"))
    rows.append(("Exit code", str(report.exit_code)))
    return tag(
        "section",
        tag("h2", "How this report was made", id="made"),
        tag("dl", [join(tag("dt", term), tag("dd", content)) for term, content in rows], class_="facts"),
        aria_labelledby="made",
    )
