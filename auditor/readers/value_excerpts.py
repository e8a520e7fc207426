"""Tells what a report may show of the lines in which values are."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Sequence

from auditor.model.excerpt import Excerpt
from auditor.model.field import Field
from auditor.model.location import Span
from auditor.readers.document import Document
from auditor.readers.line_masking import Stretch, masked_line, stretches_of

_WIDEST = 4_000
"""Characters of a line on each side of a value that are masked; of a longer line the rest is left out."""
_CUT = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_.%~:\\- \t,;|"
"""What is left out too where a line is cut: it may be the end of a value, of a row of words or of a list of bytes, which
cannot be told without its other end."""


def excerpts_at(document: Document, fields: Iterable[Field], spans: Collection[Span]) -> dict[Span, Excerpt]:
    """Returns the line in which each value begins, cut where the value is; nothing for what no reader finds there.

    Args:
        document: The document.
        fields: All that the readers find in it.
        spans: Where the values are. One may be longer or shorter than the reader's: it counts where it begins.
    """
    near: dict[int, list[Field]] = {span.line: [] for span in spans}
    lines = sorted(near)
    starts = set()
    for field in fields:
        starts.add(_start(field.span))
        for line in lines[bisect_left(lines, field.span.line) : bisect_right(lines, field.span.end_line)]:
            near[line].append(field)
    stretches = {line: stretches_of(document, found) for line, found in near.items()}
    return {span: _around(document, stretches[span.line], span) for span in spans if _start(span) in starts}


def _start(span: Span) -> tuple[int, int]:
    return span.line, span.column


def _around(document: Document, stretches: Sequence[Stretch], span: Span) -> Excerpt:
    text = document.text
    at, _ = document.offsets(span)
    begun = bisect_right(stretches, at, key=lambda stretch: stretch.start) - 1
    is_inside = begun >= 0 and at < stretches[begun].end
    own = stretches[begun] if is_inside else Stretch(at, at)
    start, end = _line_start(text, at), _line_end(text, at, max(own.end, at))
    first, last = max(start, own.start), min(end, max(own.end, at))
    reached = bisect_right(stretches, start, key=lambda stretch: stretch.end)
    following = bisect_left(stretches, last, key=lambda stretch: stretch.start)
    return Excerpt(
        masked_line(text, start, first, stretches[reached:]).text,
        masked_line(text, last, end, stretches[following:]).text,
    )


def _line_start(text: str, at: int) -> int:
    """Returns where the line of an offset begins, or what is shown of it."""
    reach = max(0, at - _WIDEST)
    before = text.rfind("\n", reach, at)
    if before >= 0 or reach == 0:
        return before + 1
    return at - len(text[reach:at].lstrip(_CUT))


def _line_end(text: str, at: int, past: int) -> int:
    """Returns where the line of an offset ends, or what is shown of it; `past` is the end of the value that begins there."""
    reach = past + _WIDEST
    after = text.find("\n", at, reach)
    if after >= 0 or reach >= len(text):
        return after if after >= 0 else len(text)
    return past + len(text[past:reach].rstrip(_CUT))
