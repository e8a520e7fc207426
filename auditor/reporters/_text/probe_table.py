"""How a probe is told: the way there, then each key with its state and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditor.model.probed import Probe
from auditor.reporters._shared.probe_wording import name_of, probed_facts, way_facts
from auditor.reporters._shared.sanitize import sentence
from auditor.reporters._text.wrapping import Line, Span
from auditor.wording.language import say

_INDENT = 2
_API_KEY = "API key"


def probe_lines(probe: Probe) -> Iterator[Line]:
    """Yields sections, each with a blank line before it."""
    yield from _section(say("Probe"), way_facts(probe))
    for key in probe.keys:
        yield from _section(say("Key {key}", key=name_of(key)), ((_API_KEY, key.api_key), *probed_facts(key)))


def _section(title: str, rows: Sequence[tuple[str, str]]) -> Iterator[Line]:
    yield Line()
    yield Line((Span(sentence(title), "title"),))
    taken = max(len(label) for label, _ in rows) + 2
    for label, value in rows:
        span = Span(sentence(value) or "-", solid=label == _API_KEY)
        yield Line((span,), label=Span(label, "label"), indent=_INDENT, label_columns=taken)
