"""Tells what the map shows: every key with its places, integrations and whitelist, from the inventory or from findings alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from msgspec import Struct

from auditor.model.finding import Finding, Severity
from auditor.model.location import Location
from auditor.model.report import KeyFacts
from auditor.reporters._html.page_facts import PageFacts
from auditor.reporters._html.page_words import say
from auditor.reporters._shared.report_wording import file_of
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
