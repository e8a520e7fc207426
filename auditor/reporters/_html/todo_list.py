"""What to do besides revoking keys, and what is in its place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from markupsafe import Markup

from auditor.model.finding import Finding
from auditor.reporters._html.markup import code, tag
from auditor.reporters._html.page_facts import PageFacts
from auditor.reporters._html.page_words import say
from auditor.reporters._html.steps import DECLARE, FIX, TIGHTEN, message, step_words
from auditor.reporters._shared.report_wording import severity_words, where

_MOST = 6
"""Problems that the summary lists; the findings below have them all."""


def todo_section(facts: PageFacts) -> Iterator[Markup]:
    """Yields the section; nothing where there is nothing to fix and nothing in its place."""
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in facts.active:
        found[facts.step(finding)].append(finding)
    parts = [*_parts(facts, found), *_in_place(facts)]
    if parts:
        yield tag("section", tag("h2", say("fix"), id="fix"), parts, aria_labelledby="fix")


def _parts(facts: PageFacts, found: dict[str, list[Finding]]) -> Iterator[Markup]:
    for step in (FIX, TIGHTEN, DECLARE):
        if findings := found[step]:
            yield tag("h3", step_words(step))
            yield tag("ul", [_item(facts, finding) for finding in findings[:_MOST]], class_="todos")
            if (rest := len(findings) - _MOST) > 0:
                yield tag("p", tag("a", say("fix.more", rest), href="#findings"))


def _in_place(facts: PageFacts) -> Iterator[Markup]:
    """What needs nothing: secrets in credential stores that only their owner can read."""
    in_place = facts.report.in_place
    if in_place.secrets:
        pairs = say("in_place.pairs", in_place.pairs) if in_place.pairs else ""
        yield tag("h3", say("in_place"))
        yield tag("p", f"{say('in_place.secrets', in_place.secrets)} {pairs}".rstrip())


def _item(facts: PageFacts, finding: Finding) -> Markup:
    place = code(where(finding.location))
    linked = tag("a", place, href=f"#{facts.anchor(finding)}") if facts.is_shown(finding) else place
    return tag(
        "li",
        tag("span", severity_words(finding.severity), class_=f"severity severity-{finding.severity}"),
        tag("span", message(finding)),
        tag("span", linked, class_="where"),
    )
