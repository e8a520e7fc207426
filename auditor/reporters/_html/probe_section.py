"""What a probe learned: how the way there was checked, and a row for each key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from auditor.model.probed import ProbedKey
from auditor.reporters._html.markup import Child, code, join, table, tag
from auditor.reporters._html.page_facts import PageFacts
from auditor.reporters._html.page_words import heads, say
from auditor.reporters._shared.probe_wording import declared_words, measured_words, name_of, state_words, way_facts


def probe_section(facts: PageFacts) -> Iterator[Markup]:
    """Yields what `probe` sent and learned; nothing for other commands."""
    probe = facts.report.probe
    if probe is None:
        return
    way = [join(tag("dt", label), tag("dd", value)) for label, value in way_facts(probe)]
    yield tag(
        "section",
        tag("h2", say("probe"), id="probe"),
        tag("p", say("probe.limits")),
        tag("dl", way, class_="facts"),
        table(say("probe.keys.name"), heads("probe.head"), map(_row, probe.keys)),
        aria_labelledby="probe",
    )


def _row(key: ProbedKey) -> Sequence[Child]:
    return (
        name_of(key),
        code(key.api_key),
        state_words(key),
        key.reason,
        declared_words(key),
        measured_words(key) or "-",
    )
