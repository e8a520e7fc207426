"""The map: keys, their places, the integrations that use them and their whitelists, with curves between.

What it shows is from the inventory, or from findings alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from markupsafe import Markup
from msgspec import Struct

from auditor.model.finding import Finding, Severity
from auditor.model.location import Location
from auditor.model.report import KeyFacts
from auditor.reporters._html.markup import Child, code, table, tag
from auditor.reporters._html.page_facts import PageFacts
from auditor.reporters._html.page_words import heads, say
from auditor.reporters._html.svg import box, curve, label, picture
from auditor.reporters._shared.report_wording import file_of, severity_words
from auditor.reporters._shared.revocations import abbreviated
from auditor.reporters._shared.sanitize import neutral


class MapPlace(Struct, frozen=True):
    """One file where a key or its secret is; in a fleet, one repository or bucket."""

    path: str
    is_secret: bool
    """Whether the secret is there; else it is the API key alone."""


class MapKey(Struct, frozen=True):
    """One key of the map."""

    label: str
    severity: Severity | None
    """The worst of its active findings; None where it has none."""
    places: tuple[MapPlace, ...]
    integrations: tuple[str, ...]
    whitelist: tuple[tuple[str, tuple[str, ...]], ...]
    """Every entry with the integrations that account for it."""


def map_keys(facts: PageFacts) -> tuple[MapKey, ...]:
    """Returns the keys of the report, the worst first."""
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in facts.active:
        if finding.api_key:
            found[finding.api_key].append(finding)
    declared = {key.api_key for key in facts.report.keys}
    keys = [_declared(key, _of(key, found, facts.active)) for key in facts.report.keys]
    keys += [_found(api_key, findings) for api_key, findings in found.items() if api_key not in declared]
    return tuple(sorted((key for key in keys if _says_something(key)), key=_rank))


def _says_something(key: MapKey) -> bool:
    return bool(key.places or key.integrations or key.whitelist)


def _rank(key: MapKey) -> tuple[int, int, str]:
    return (-(key.severity.rank if key.severity else -1), -len(key.places), key.label)


def _of(key: KeyFacts, found: Mapping[str, list[Finding]], active: Iterable[Finding]) -> list[Finding]:
    if key.api_key:
        return found.get(key.api_key, [])
    return [finding for finding in active if key.name and finding.field.startswith(f"keys.{key.name}")]


def _declared(key: KeyFacts, findings: list[Finding]) -> MapKey:
    places: dict[str, bool] = {}
    for place in key.places:
        path = _node_of(place.location)
        places[path] = places.get(path, False) or place.holds == "api_secret"
    entries = tuple((entry.entry, entry.accounted_for_by) for entry in key.whitelist)
    if not entries and key.whitelist_declared:
        entries = ((say("map.any"), ()),)
    return MapKey(
        label=key.name or (abbreviated(key.api_key) if key.api_key else say("key.unnamed")),
        severity=_worst(findings),
        places=tuple(MapPlace(path, is_secret) for path, is_secret in places.items()),
        integrations=tuple(use.name for use in key.uses),
        whitelist=entries,
    )


def _found(api_key: str, findings: list[Finding]) -> MapKey:
    """Returns a key that is known from findings alone: its secret is where they are, the key where they are related to."""
    places: dict[str, bool] = {}
    for finding in findings:
        places[_node_of(finding.location)] = True
        for location in _key_places(finding):
            places.setdefault(_node_of(location), False)
    return MapKey(
        label=abbreviated(api_key),
        severity=_worst(findings),
        places=tuple(MapPlace(path, is_secret) for path, is_secret in places.items()),
        integrations=(),
        whitelist=(),
    )


def _node_of(location: Location) -> str:
    """Returns what the map draws for a place: its file, or in a fleet its repository or bucket."""
    return neutral(location.target) or file_of(location)


def _key_places(finding: Finding) -> Iterable[Location]:
    return (related.location for related in finding.related if related.role == "api_key")


def _worst(findings: Iterable[Finding]) -> Severity | None:
    return max((finding.severity for finding in findings), key=lambda severity: severity.rank, default=None)


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
