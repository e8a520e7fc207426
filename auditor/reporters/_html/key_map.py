"""The map: keys, the places where they stand, the integrations that use them and their whitelists, with curves between."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from markupsafe import Markup

from auditor.reporters._html.map_model import MapKey, map_keys
from auditor.reporters._html.markup import Child, code, table, tag
from auditor.reporters._html.page_facts import PageFacts
from auditor.reporters._html.page_words import heads, say
from auditor.reporters._html.svg import box, curve, label, picture
from auditor.reporters._shared.report_wording import severity_words

_WIDTH = 1000
_ROW, _NODE = 28, 22
_TOP = 30
_MOST_PLACES = 40
"""Beyond it files are drawn folder by folder."""
_MOST_KEYS, _MOST_ROWS = 30, 100
_KEYS, _PLACES, _USES, _LISTS = (0.0, 190.0), (270.0, 560.0), (650.0, 785.0), (855.0, 1000.0)
"""Where the columns begin and end."""


def map_section(facts: PageFacts) -> Iterator[Markup]:
    """Yields the section with the drawing and its table; nothing where no key is known."""
    keys = map_keys(facts)
    if not keys:
        return
    drawn = keys[:_MOST_KEYS]
    has_inventory = any(key.integrations or key.whitelist for key in keys)
    drawing = _Drawing(drawn)
    remarks = [
        say("map.legend"),
        "" if has_inventory else say("map.no_inventory"),
        say("map.folded", _MOST_PLACES) if drawing.is_folded else "",
        say("map.more", len(keys) - len(drawn)) if len(keys) > len(drawn) else "",
    ]
    yield tag(
        "section",
        tag("h2", say("map"), id="map"),
        tag("p", " ".join(filter(None, remarks))),
        drawing.picture(),
        tag("details", tag("summary", say("map.table")), _table(keys)),
        aria_labelledby="map",
    )


class _Drawing:
    """Places the nodes of the four columns, then draws the curves below them."""

    def __init__(self, keys: Sequence[MapKey]) -> None:
        self._keys = keys
        paths = dict.fromkeys(place.path for key in keys for place in key.places)
        self.is_folded = len(paths) > _MOST_PLACES
        self._key_y: dict[int, float] = {}
        self._lane_y: dict[int, float] = {}
        self._places: dict[str, float] = {}
        bottom = self._stack()
        self._uses = self._centred({name: index for index, key in enumerate(keys) for name in key.integrations}, "use")
        self._entries = self._centred(
            {entry: index for index, key in enumerate(keys) for entry, _ in key.whitelist}, "entry"
        )
        lowest = [bottom - _ROW, *self._uses.values(), *self._entries.values()]
        self._height = max(lowest) + _ROW / 2 + 2

    def picture(self) -> Markup:
        title = say("map.title")
        columns = [(say("map.keys"), _KEYS), (say("map.places"), _PLACES)]
        columns += [(say("map.integrations"), _USES)] if self._uses else []
        columns += [(say("map.whitelist"), _LISTS)] if self._entries else []
        headings = [label(words, x, 14, class_="soft") for words, (x, _) in columns]
        return picture("map", title, _WIDTH, self._height, headings, list(self._curves()), list(self._nodes()))

    def name_of(self, path: str) -> str:
        """Returns the node of a file: itself, or its folder where there are too many."""
        return f"{path.rpartition('/')[0] or '.'}/" if self.is_folded else path

    def _stack(self) -> float:
        """Keys from the top, each next to its own places; below them a lane for the curve to its integrations."""
        y = _TOP + _ROW / 2
        for index, key in enumerate(self._keys):
            start = y
            for name in dict.fromkeys(self.name_of(place.path) for place in key.places):
                if name not in self._places and len(self._places) < _MOST_PLACES:
                    self._places[name] = y
                    y += _ROW
            if y == start:
                y += _ROW
            self._key_y[index] = (start + y - _ROW) / 2
            self._lane_y[index] = y - _ROW / 2 + 2
            y += 10
        return y

    def _centred(self, owners: Mapping[str, int], kind: str) -> dict[str, float]:
        """Returns the nodes of a column, each as near to the middle of its keys as the others leave room."""
        wanted = sorted((self._middle(name, kind), name) for name in owners)
        placed: dict[str, float] = {}
        y = _TOP + _ROW / 2
        for middle, name in wanted:
            y = max(y, middle)
            placed[name] = y
            y += _ROW
        return placed

    def _middle(self, name: str, kind: str) -> float:
        members = [
            self._key_y[index]
            for index, key in enumerate(self._keys)
            if name in (key.integrations if kind == "use" else [entry for entry, _ in key.whitelist])
        ]
        return sum(members) / len(members)

    def _curves(self) -> Iterator[Markup]:
        for index, key in enumerate(self._keys):
            edge = f"flow edge-{key.severity}" if key.severity else "flow edge-good"
            y, lane = self._key_y[index], self._lane_y[index]
            secrets = {self.name_of(place.path) for place in key.places if place.is_secret}
            for name in dict.fromkeys(self.name_of(place.path) for place in key.places):
                if name in self._places:
                    dashes = None if name in secrets else "4 3"
                    ends = [(_KEYS[1], y), (_PLACES[0], self._places[name])]
                    yield curve(ends, class_=edge, stroke_dasharray=dashes)
            start = [(_KEYS[1], y), (_PLACES[0], lane), (_PLACES[1], lane)]
            for name in key.integrations:
                yield curve([*start, (_USES[0], self._uses[name])], class_=edge)
            for entry, accounting in key.whitelist:
                to = (_LISTS[0], self._entries[entry])
                for name in accounting:
                    yield curve([(_USES[1], self._uses[name]), to], class_=edge)
                if not accounting:
                    yield curve([*start, (_USES[1], self._entries[entry]), to], class_=edge, stroke_dasharray="1 4")

    def _nodes(self) -> Iterator[Child]:
        for index, key in enumerate(self._keys):
            edge = f"edge-{key.severity}" if key.severity else "edge-good"
            yield self._node(key.label, self._key_y[index], _KEYS, edge, "strong")
        for column, nodes in ((_PLACES, self._places), (_USES, self._uses), (_LISTS, self._entries)):
            for name, y in nodes.items():
                yield self._node(name, y, column, "", "")

    @staticmethod
    def _node(text: str, y: float, column: tuple[float, float], edge: str, weight: str) -> list[Child]:
        start, end = column
        bar = box(start, y - _NODE / 2, 4, _NODE, class_=f"bar {edge}") if edge else None
        return [
            box(start, y - _NODE / 2, end - start, _NODE, class_="node", rx=3),
            bar,
            label(text, start + (12 if edge else 8), y + 4, class_=weight, room=end - start - 18),
        ]


def _table(keys: Sequence[MapKey]) -> Markup:
    rows = [
        (
            key.label,
            severity_words(key.severity) if key.severity else say("map.no_finding"),
            _listed([place.path for place in key.places if place.is_secret]),
            _listed([place.path for place in key.places if not place.is_secret]),
            ", ".join(key.integrations),
            _listed([entry for entry, _ in key.whitelist]),
        )
        for key in keys[:_MOST_ROWS]
    ]
    return table(say("map.table.name"), heads("map.head"), rows)


def _listed(items: Sequence[str]) -> Child:
    shown: list[Child] = [[code(item), " "] for item in items[:5]]
    return [shown, say("more", len(items) - 5) if len(items) > 5 else ""]  # noqa: PLR2004 - a cell of a table
