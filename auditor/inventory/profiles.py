"""Tells what well-known programs and services need of a Backpack API key: one YAML file each, under `integrations/`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import cast

from msgspec import Struct

from auditor.config_files import tree
from auditor.config_files.problems import Problems
from auditor.config_files.read_text import read_text
from auditor.config_files.record import Record
from auditor.config_files.yaml_tree import parse_yaml
from auditor.inventory.inventory import TOP, Needs
from auditor.inventory.inventory_schema import PROFILE
from auditor.inventory.networks import Network, collapse
from auditor.inventory.whitelist_entry import parse_address
from auditor.resources import builtin_rules

FOLDER = "integrations"
_MAX_BYTES = 64 << 10


class Profile(Struct, frozen=True, kw_only=True):
    """One program or service, and the sources of its facts."""

    name: str
    title: str
    aliases: tuple[str, ...] = ()
    needs: Needs
    addresses: tuple[Network, ...] = ()
    """Its published addresses; most publish none."""
    addresses_from: str = ""
    whitelist_required: bool
    note: str = ""
    sources: tuple[str, ...] = ()


def load_profiles(packs: Iterable[Path] = ()) -> Mapping[str, Profile]:
    """Returns the profiles by name and alias: those that ship with the tool, then those of `packs`, which go before them.

    Raises:
        ConfigurationError: a profile is wrong; every complaint about its file is listed.
    """
    found: dict[str, Profile] = {}
    for pack in (builtin_rules(), *packs):
        for path in sorted((pack / FOLDER).glob("*.yaml")):
            profile = _read(path)
            found.update(dict.fromkeys((*profile.aliases, profile.name), profile))
    return found


def _read(path: Path) -> Profile:
    problems = Problems(str(path))
    node = parse_yaml(read_text(path, what="profile", limit=_MAX_BYTES), problems, what="profile")
    if node is None:
        problems.raise_any()
    record = Record(node or tree.Mapping((), TOP), PROFILE, "a profile", problems)
    profile = Profile(
        name=record.text("name") or "",
        title=record.text("title") or "",
        aliases=tuple(alias.text for alias in record.texts("aliases")),
        needs=cast("Needs", record.text("needs")),
        addresses=addresses_of(record, problems),
        addresses_from=" ".join((record.text("addresses_from") or "").split()),
        whitelist_required=record.text("whitelist") == "required",
        note=" ".join((record.text("note") or "").split()),
        sources=tuple(source.text for source in record.texts("sources")),
    )
    problems.raise_any()
    return profile


def addresses_of(record: Record, problems: Problems) -> tuple[Network, ...]:
    """Returns the field `addresses` as networks: it is what whitelists are compared with, so it must be beyond doubt."""
    networks: list[Network] = []
    for item in record.texts("addresses"):
        address = parse_address(item.text)
        if address.flaws:
            hint = f"; write {' and '.join(address.corrected[:4])}" if address.corrected else ""
            problems.add(item.span, f"addresses holds {address.shown}: {address.flaws[0]}{hint}")
        networks += address.networks
    return collapse(networks)
