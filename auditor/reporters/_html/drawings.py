"""The drawings of the page, each with a table that says the same."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from auditor.reporters._html.key_map import map_section
from auditor.reporters._html.page_facts import PageFacts
from auditor.reporters._html.timeline import timeline_section
from auditor.reporters._html.whitelist_blocks import whitelist_section


def drawing_sections(facts: PageFacts) -> Iterator[Markup]:
    """Yields the map, the time line and the whitelists, where there is something to draw."""
    yield map_section(facts)
    yield timeline_section(facts)
    yield whitelist_section(facts)
