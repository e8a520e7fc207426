"""The table of contents: the sections that the page has, with how much is in each."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from auditor.reporters._html.map_model import map_keys
from auditor.reporters._html.markup import tag
from auditor.reporters._html.page_facts import PageFacts


def contents(facts: PageFacts) -> Markup:
    """Returns the navigation."""
    items = [
        tag("li", tag("a", words, f" {number:,}" if number else None, href=f"#{target}"))
        for words, number, target in _sections(facts)
    ]
    return tag("nav", tag("ul", items), aria_label="Sections")


def _sections(facts: PageFacts) -> Iterator[tuple[str, int, str]]:
    report = facts.report
    if facts.keys:
        yield "Keys", len(facts.keys), "keys"
    if map_keys(facts):
        yield "Map", 0, "map"
    if any(key.whitelist or key.whitelist_declared for key in report.keys):
        yield "Whitelists", 0, "whitelists"
    if report.checks is not None:
        yield "Stored keys", len(report.checks), "stored"
    if facts.active:
        yield "Findings", len(facts.active), "findings"
    if facts.suppressed:
        yield "Accepted and ignored", len(facts.suppressed), "suppressed"
    if report.policy is not None:
        yield "Inventory", 0, "inventory"
    yield "Coverage", 0, "coverage"
