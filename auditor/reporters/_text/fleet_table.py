"""Lays out the table of a fleet, and the pairs across its repositories."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model.fleet_view import FleetView
from auditor.reporters._shared.fleet_words import across, left_out, overall, rows
from auditor.reporters._text.wrapping import Line, Span
from auditor.wording.amounts import plural
from auditor.wording.language import say

_MOST_ROWS = 50
_MOST_PAIRS = 20


def fleet_lines(fleet: FleetView, *, verbose: bool) -> Iterator[Line]:
    """Yields a section for pairs across repositories, where there are any, and one for the targets."""
    if fleet.across:
        yield Line()
        yield Line(
            (Span(say("Pairs across repositories: {keys}", keys=plural(len(fleet.across), "API key")), "title"),)
        )
        shown = fleet.across if verbose else fleet.across[:_MOST_PAIRS]
        yield from (Line((Span(across(pair)),), indent=2) for pair in shown)
        if len(fleet.across) > len(shown):
            more = say("and {n:,} more (--verbose lists them)", len(fleet.across) - len(shown))
            yield Line((Span(more, "faint"),), indent=2)
    yield Line()
    yield Line((Span(say("Targets"), "title"), Span(f"  {overall(fleet)}", "faint")))
    most = len(fleet.targets) if verbose else _MOST_ROWS
    for target, state, found, reach, amount in rows(fleet, most=most):
        facts = say("; ").join(
            filter(None, (state, say("no findings") if found == say("none") else found, reach, amount))
        )
        yield Line((Span(target, "place", solid=True), Span(f"  {facts}")), indent=2)
    if said := left_out(fleet, most):
        yield Line((Span(say("{more} (--verbose lists them)", more=said), "faint"),), indent=2)
