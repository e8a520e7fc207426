"""The whitelists: every entry as a bar of its size on a logarithmic scale, with what it admits and who needs it."""

from __future__ import annotations

from collections.abc import Iterator
from math import log2

from markupsafe import Markup

from auditor.model.report import KeyFacts, KeyWhitelistEntry
from auditor.reporters._html.markup import Child, code, join, table, tag
from auditor.reporters._html.page_facts import PageFacts
from auditor.reporters._html.page_words import heads, say
from auditor.reporters._html.svg import box, label, picture, rule
from auditor.wording.lists import listed

_WIDTH = 1000
_ROW = 30
_TEXT, _SCALE = 215.0, (225.0, 700.0)
"""Where the entries end, and where the scale begins and ends."""
_MOST = 40
_TICKS = {4: (0, 8, 16, 24, 32), 6: (0, 32, 64, 96, 128)}
"""Bits of an address that are free."""
_HUGE = 1 << 33


def whitelist_section(facts: PageFacts) -> Iterator[Markup]:
    """Yields the section with a drawing and a table for every key with a whitelist; nothing where there is none."""
    keys = [key for key in facts.report.keys if key.whitelist or key.whitelist_declared]
    if not keys:
        return
    yield tag(
        "section",
        tag("h2", say("whitelists"), id="whitelists"),
        tag("p", say("whitelists.legend")),
        [_key(number, key) for number, key in enumerate(keys, 1)],
        aria_labelledby="whitelists",
    )


def _key(number: int, key: KeyFacts) -> Markup:
    heading = tag("h3", key.name or say("key.unnamed"))
    if not key.whitelist:
        return join(heading, tag("p", say("whitelist.none")))
    open_ = say("verdict.and").join(f"IPv{version}" for version in key.open_to_world)
    rows = [(code(entry.entry), _amount(entry), _kind(entry), _reason(entry)) for entry in key.whitelist]
    return join(
        heading,
        tag("p", say("whitelist.open", versions=open_), class_="warning") if open_ else None,
        list(_pictures(number, key)),
        tag(
            "details",
            tag("summary", say("whitelist.table")),
            table(say("whitelist.table.name", key=key.name), heads("whitelist.head"), rows),
        ),
    )


def _pictures(number: int, key: KeyFacts) -> Iterator[Markup]:
    for version, bits in ((4, 32), (6, 128)):
        entries = [entry for entry in key.whitelist if entry.ip_version == version][:_MOST]
        if entries:
            title = say("whitelist.title", version=version, key=key.name)
            height = 26 + _ROW * len(entries)
            shapes = [*_axis(version, bits, height), *(_bar(row, entry, bits) for row, entry in enumerate(entries))]
            yield picture(f"whitelist-{number}-{version}", title, _WIDTH, height, shapes)
    unread = [entry.entry for entry in key.whitelist if not entry.ip_version]
    if unread:
        yield tag("p", say("whitelist.unread"), " ", [[code(entry), " "] for entry in unread[:_MOST]])
    if len(key.whitelist) > _MOST:
        yield tag("p", say("whitelist.more", len(key.whitelist), most=_MOST), class_="muted")


def _axis(version: int, bits: int, height: float) -> Iterator[Child]:
    for tick in _TICKS[version]:
        x = _x(tick, bits)
        yield rule(x, 20, x, height, class_="grid")
        anchor = "start" if tick == 0 else "end" if tick == bits else "middle"
        yield label(_count(1 << tick), x, 13, class_="soft", anchor=anchor)


def _bar(row: int, entry: KeyWhitelistEntry, bits: int) -> list[Child]:
    y = 26 + row * _ROW
    start, end = _x(0, bits), _x(log2(entry.addresses), bits)
    return [
        label(entry.entry, _TEXT, y + 17, class_="strong", anchor="end", room=_TEXT),
        box(start, y + 6, max(end - start, 5), 14, class_=f"bar edge-{_edge(entry)}", rx=2),
        label(_words(entry), _SCALE[1] + 15, y + 17, room=_WIDTH - _SCALE[1] - 15),
    ]


def _x(free_bits: float, bits: int) -> float:
    return _SCALE[0] + (_SCALE[1] - _SCALE[0]) * free_bits / bits


def _edge(entry: KeyWhitelistEntry) -> str:
    """Returns the colour, by whether somebody needs what the entry admits; the words next to it say the same."""
    if entry.special or entry.explained == "no":
        return "high"
    return {"yes": "good", "partly": "medium"}.get(entry.explained, "info")


def _words(entry: KeyWhitelistEntry) -> str:
    return f"{_count(entry.addresses)} · {entry.special or _reason(entry)}"


def _amount(entry: KeyWhitelistEntry) -> str:
    if not entry.ip_version:
        return say("whitelist.unreadable")
    return say("whitelist.addresses", entry.addresses, number=_count(entry.addresses))


def _kind(entry: KeyWhitelistEntry) -> str:
    if not entry.ip_version:
        return ""
    return entry.special or say("whitelist.public")


def _reason(entry: KeyWhitelistEntry) -> str:
    if entry.accounted_for_by:
        names = listed(entry.accounted_for_by)
        return say("whitelist.partly", names=names) if entry.explained == "partly" else names
    return say("whitelist.unexplained" if entry.explained == "no" else "whitelist.unknown")


def _count(number: int) -> str:
    """Returns `256`, `65,536`, `16.8 million`, `2^96`."""
    if number >= _HUGE:
        return f"2^{number.bit_length() - 1}"
    for size, word in ((10**9, "number.billion"), (10**6, "number.million")):
        if number >= size:
            return say(word, number=f"{number / size:.1f}")
    return f"{number:,}"
