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
_CUT = 600
"""Characters at the end of such a part that are masked and not shown: what is cut may be the end of a value, of a row of words
or of a list of bytes, which cannot be told without its other end. A longer rest of one can."""


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
    past = max(own.end, at)
    start, is_start_cut = _line_start(text, at)
    end, is_end_cut = _line_end(text, at, past)
    first, last = max(start, own.start), min(end, past)
    reached = bisect_right(stretches, start, key=lambda stretch: stretch.end)
    following = bisect_left(stretches, last, key=lambda stretch: stretch.start)
    before = masked_line(text, start, first, stretches[reached:])
    after = masked_line(text, last, end, stretches[following:])
    return Excerpt(before.without_first(_CUT * is_start_cut), after.without_last(_CUT * is_end_cut))


def _line_start(text: str, at: int) -> tuple[int, bool]:
    """Returns where the line of an offset begins, or the part of it that is masked, and whether that is a part."""
    reach = max(0, at - _WIDEST)
    before = text.rfind("\n", reach, at)
    return (before + 1, False) if before >= 0 else (reach, reach > 0)


def _line_end(text: str, at: int, past: int) -> tuple[int, bool]:
    """Returns where the line of an offset ends, or that part; `past` is the end of the value that begins there."""
    reach = min(len(text), past + _WIDEST)
    after = text.find("\n", at, reach)
    return (after, False) if after >= 0 else (reach, reach < len(text))
