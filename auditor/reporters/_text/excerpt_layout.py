"""A masked line below a finding, with carets under the value."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model.excerpt import Excerpt
from auditor.model.finding import Finding, Status
from auditor.reporters._shared.render_options import RenderOptions
from auditor.reporters._shared.sanitize import neutral
from auditor.reporters._text.wrapping import Line, Span, columns

_INDENT = 4
_MOST_BEFORE = 40
_LEAST_AFTER = 8
_MORE = "…"
_DOT, _DOTS = "•", 8
"""What a value is shown as, whatever its length."""


def excerpt_lines(excerpt: Excerpt, finding: Finding, options: RenderOptions) -> Iterator[Line]:
    """Yields the line and the carets.

    Args:
        excerpt: The masked line.
        finding: Its severity colours the value.
        options: Of these the width, and whether characters beyond ASCII can be shown.
    """
    number = str(finding.location.span.line)
    more = _MORE if options.unicode else "..."
    before = _shown(excerpt.before).lstrip()
    if columns(before) > _MOST_BEFORE:
        before = f"{more}{before[-_MOST_BEFORE:]}"
    mask = (_DOT if options.unicode else "*") * _DOTS
    room = options.width - _INDENT - len(number) - columns(f" | {before}{mask}")
    after = _shown(excerpt.after).rstrip()
    if columns(after) > room:
        after = f"{after[: room - len(more)]}{more}" if room > _LEAST_AFTER else ""
    style = str(finding.severity) if finding.status is Status.ACTIVE else "faint"
    yield Line((_solid(f"{number} | ", "faint"), _solid(before), _solid(mask, style), _solid(after)), indent=_INDENT)
    margin = f"{' ' * len(number)} | "
    carets = f"{' ' * columns(before)}{'^' * columns(mask)}"
    yield Line((_solid(margin, "faint"), _solid(carets, style)), indent=_INDENT)


def _shown(text: str) -> str:
    return neutral(text.replace("\t", "  ").removesuffix("\r"))


def _solid(text: str, style: str = "") -> Span:
    return Span(text, style, solid=True)
