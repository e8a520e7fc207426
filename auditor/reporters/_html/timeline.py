"""The time line: when each key's secret came into the repository, when it went, and what the inventory says happened."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence

from markupsafe import Markup
from msgspec import Struct

from auditor.model.finding import Finding, Severity
from auditor.model.report import KeyFacts
from auditor.reporters._html.history import came, days_between, gone, held_by
from auditor.reporters._html.markup import Child, date, table, tag
from auditor.reporters._html.page_facts import PageFacts
from auditor.reporters._html.page_words import heads, say
from auditor.reporters._html.svg import box, label, picture, rule
from auditor.reporters._shared.revocations import abbreviated

_WIDTH = 1000
_ROW = 34
_TOP = 30
_TEXT = 180.0
_SCALE = (195.0, 985.0)
_MOST, _MOST_ROWS = 30, 200
_TICKS = 6


class Life(Struct, frozen=True, kw_only=True):
    """One key over time."""

    label: str
    severity: Severity | None
    came: dt.date | None
    """The first day on which its secret stood somewhere."""
    gone: dt.date | None
    """The day on which the last place was cleaned; None if it is still there somewhere."""
    refs: tuple[str, ...]
    """The branches, tags and stashes that hold it now."""
    created: dt.date | None = None
    rotate_on: dt.date | None = None
    revoked_on: dt.date | None = None

    @property
    def dates(self) -> tuple[dt.date, ...]:
        """Every day that is known of it."""
        days = (self.came, self.gone, self.created, self.rotate_on, self.revoked_on)
        return tuple(day for day in days if day is not None)


def timeline_section(facts: PageFacts) -> Iterator[Markup]:
    """Yields the section with the drawing and its table; nothing where no day is known."""
    lives = _lives(facts)
    dated = [life for life in lives if life.dates]
    if not dated:
        return
    today = facts.options.started.date()
    drawn = dated[:_MOST]
    undated = len(lives) - len(dated)
    left_out = len(dated) - len(drawn)
    remarks = [
        say("timeline.undated", undated) if undated else "",
        say("timeline.more", left_out) if left_out else "",
    ]
    yield tag(
        "section",
        tag("h2", say("timeline"), id="timeline"),
        tag("p", say("timeline.legend")),
        _picture(drawn, today),
        tag("p", " ".join(filter(None, remarks)), class_="muted") if any(remarks) else None,
        tag("details", tag("summary", say("timeline.table")), _table(lives, today)),
        aria_labelledby="timeline",
    )


def _lives(facts: PageFacts) -> list[Life]:
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in facts.active:
        if finding.api_key and not finding.field.startswith("keys."):
            found[finding.api_key].append(finding)
    known = [key for key in facts.report.keys if key.api_key is None or key.api_key not in found]
    lives = [_life(facts.by_key.get(api_key), api_key, findings) for api_key, findings in found.items()]
    lives += [_life(key, key.api_key or "", []) for key in known if key.name]
    return sorted(
        lives, key=lambda life: (-(life.severity.rank if life.severity else -1), life.came or dt.date.max, life.label)
    )


def _life(key: KeyFacts | None, api_key: str, findings: Sequence[Finding]) -> Life:
    starts = [day for finding in findings if (day := came(finding)) is not None]
    ends = [gone(finding) for finding in findings]
    last = [day for day in ends if day is not None]
    return Life(
        label=(key.name if key else "") or (abbreviated(api_key) if api_key else say("key.unnamed")),
        severity=max((finding.severity for finding in findings), key=lambda each: each.rank, default=None),
        came=min(starts, default=None),
        gone=max(last) if last and len(last) == len(ends) else None,
        refs=tuple(dict.fromkeys(ref for finding in findings for ref in held_by(finding))),
        created=key.created if key else None,
        rotate_on=key.rotate_on if key else None,
        revoked_on=key.revoked_on if key else None,
    )


class _Scale:
    """Maps days to units."""

    def __init__(self, days: Sequence[dt.date]) -> None:
        self.first, self.last = min(days), max(days)
        self._days = max((self.last - self.first).days, 1)

    def x(self, day: dt.date) -> float:
        return _SCALE[0] + (_SCALE[1] - _SCALE[0]) * (day - self.first).days / self._days

    def ticks(self) -> Iterator[dt.date]:
        for number in range(_TICKS):
            yield self.first + dt.timedelta(days=round(self._days * number / (_TICKS - 1)))


def _picture(lives: Sequence[Life], today: dt.date) -> Markup:
    end = today if today.year > 1970 else max(day for life in lives for day in life.dates)  # noqa: PLR2004 - no start given
    scale = _Scale([*(day for life in lives for day in life.dates), end])
    height = _TOP + _ROW * len(lives) + 4
    shapes: list[Child] = []
    for number, day in enumerate(dict.fromkeys(scale.ticks())):
        x = scale.x(day)
        anchor = "start" if number == 0 else "end" if day == scale.last else "middle"
        shapes += [rule(x, 20, x, height, class_="grid"), label(f"{day}", x, 13, class_="soft", anchor=anchor)]
    shapes.append(rule(scale.x(end), 20, scale.x(end), height, class_="today"))
    if end == today:
        shapes.append(label(say("timeline.today"), scale.x(end), height + 10, class_="soft small", anchor="middle"))
    shapes += [_row(life, _TOP + _ROW * row, scale, end) for row, life in enumerate(lives)]
    return picture("timeline", say("timeline.title"), _WIDTH, height + 14, shapes)


def _row(life: Life, y: float, scale: _Scale, end: dt.date) -> list[Child]:
    edge = f"edge-{life.severity}" if life.severity else "edge-good"
    shapes: list[Child] = [label(life.label, _TEXT, y + 19, class_="strong", anchor="end", room=_TEXT)]
    if life.came:
        start, stop = scale.x(life.came), scale.x(life.gone or end)
        harmless = min(scale.x(life.revoked_on), stop) if life.revoked_on else stop
        shapes.append(box(start, y + 8, max(harmless - start, 3), 14, class_=f"bar {edge}", rx=2))
        if harmless < stop:
            shapes.append(box(harmless, y + 8, stop - harmless, 14, class_=f"bar pale {edge}", rx=2))
        if life.refs:
            room = max(_SCALE[1] - start, 200)
            words = say("timeline.refs", refs=", ".join(life.refs))
            x, anchor = (start, "start") if start < (_SCALE[0] + _SCALE[1]) / 2 else (max(stop, start + 3), "end")
            shapes.append(label(words, x, y + 33, class_="soft small", anchor=anchor, room=room))
    for day, draw in ((life.created, _circle), (life.rotate_on, _diamond), (life.revoked_on, _cross)):
        if day:
            shapes.append(draw(scale.x(day), y + 15))
    return shapes


def _circle(x: float, y: float) -> Markup:
    return tag("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r=5, class_="mark")


def _diamond(x: float, y: float) -> Markup:
    return tag("path", d=f"M{x:.1f} {y - 7:.1f}l7 7l-7 7l-7 -7z", class_="mark")


def _cross(x: float, y: float) -> Markup:
    return tag("path", d=f"M{x - 5:.1f} {y - 5:.1f}l10 10m0 -10l-10 10", class_="mark cross")


def _table(lives: Sequence[Life], today: dt.date) -> Markup:
    rows = [
        (
            life.label,
            date(life.came),
            date(life.gone) or (say("timeline.still") if life.came else ""),
            days_between(life.came, life.gone or today),
            ", ".join(life.refs),
            date(life.created),
            date(life.rotate_on),
            date(life.revoked_on),
        )
        for life in lives[:_MOST_ROWS]
    ]
    return table(say("timeline.table.name"), heads("timeline.head"), rows)
