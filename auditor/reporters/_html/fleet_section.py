"""The targets of a fleet: how far each was read, what was found in it, and the pairs across repositories."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from auditor.reporters._html.markup import table, tag
from auditor.reporters._html.page_facts import PageFacts
from auditor.reporters._html.page_words import say
from auditor.reporters._shared.fleet_words import across, headings, left_out, overall, rows

_MOST_ROWS = 2_000
_MOST_PAIRS = 500


def fleet_section(facts: PageFacts) -> Iterator[Markup]:
    """Yields the section about the targets; nothing for an audit of one scope."""
    fleet = facts.report.fleet
    if fleet is None:
        return
    more = left_out(fleet, _MOST_ROWS)
    yield tag(
        "section",
        tag("h2", say("targets"), id="targets"),
        tag("p", say("sentence", sentence=overall(fleet))),
        tag("h3", say("targets.across")) if fleet.across else None,
        tag("ul", [tag("li", across(pair)) for pair in fleet.across[:_MOST_PAIRS]]) if fleet.across else None,
        table(say("targets"), headings(), rows(fleet, most=_MOST_ROWS)),
        tag("p", say("sentence", sentence=more)) if more else None,
        aria_labelledby="targets",
    )
