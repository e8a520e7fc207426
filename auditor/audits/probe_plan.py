"""Tells what a probe would send: which keys, whose secrets are where. Reads and chooses, and sends nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from auditor.audits.check import environment_source
from auditor.audits.policy import PolicyRequest, inventory_path, load_inventory_of
from auditor.audits.stored_keys import in_context
from auditor.collection.collect import Collected, collect
from auditor.collection.resolve_run import run_of
from auditor.configuration.load_configuration import resolved
from auditor.errors import UsageError
from auditor.inventory.inventory import Inventory
from auditor.inventory.observations import join
from auditor.model.blob_source import Source
from auditor.model.clock import utc_now
from auditor.model.evidence import Evidence
from auditor.model.request import AuditRequest, Generic
from auditor.probe.bare_secret import read_alone, with_key_files, with_name, without_points
from auditor.probe.whose_keys import Chosen, chosen_by_name, chosen_by_place
from auditor.sources.memory import MemorySource
from auditor.wording.lists import listed

_STDIN = "stdin"


class ProbeRequest(Struct, frozen=True, kw_only=True):
    """What a probe asks next to what a scan asks."""

    names: tuple[str, ...] = ()
    """Keys of the inventory."""
    files: tuple[Path, ...] = ()
    """Where secrets are read; without any of these three: the inventory's folder and the environment."""
    environment: Mapping[str, str] | None = None
    """Variables in which secrets are looked for."""
    stdin: bytes | None = None
    inventory: Path | None = None
    """None: as for `policy`; a key that the user names needs none."""
    sender: str = ""
    """The address that the exchange sees, as the user says."""
    expected: str = ""
    """`active` or `revoked`."""
    record: Path | None = None
    """None: next to the inventory; without an inventory none is written."""


class Plan(Struct, frozen=True, kw_only=True):
    """What will be sent if somebody says yes."""

    request: AuditRequest
    probe: ProbeRequest
    inventory: Inventory
    inventory_file: Path | None
    collected: Collected
    source: Source | None
    chosen: tuple[Chosen, ...]
    left_out: tuple[str, ...]
    """Declared keys without an owner: their secrets are there, and they are not asked about."""


def declared_names(request: AuditRequest, inventory: Path | None) -> frozenset[str]:
    """Returns what the inventory calls its keys; nothing where there is no inventory.

    Args:
        request: Options of the audit.
        inventory: The file that the user named, if any.

    Raises:
        AuditError: the inventory is wrong.
    """
    try:
        _, found = _inventory(request, ProbeRequest(inventory=inventory))
    except UsageError:
        return frozenset()
    return frozenset(key.name for key in found.keys)


def planned(request: AuditRequest, probe: ProbeRequest, *, variables: Mapping[str, str]) -> Plan:
    """Returns which keys would be asked about. Nothing is sent.

    Args:
        request: Options of the audit; its paths are set here.
        probe: What the user named.
        variables: The environment, where the user named neither files nor anything else to look in.

    Raises:
        AuditError: there is no such key, no secret, or a key that is nobody's to ask about.
    """
    path, inventory = _inventory(request, probe)
    request = replace(request, paths=probe.files or request.paths, generic=Generic.OFF)
    named = _named(probe)
    if not named:
        if path is None:
            raise UsageError("there is no backpack-keys.yaml here: name the file that holds your key, --env or --stdin")
        request = replace(request, paths=(near(path).parent,))
    run = run_of(request)
    for source, is_bare in _sources(probe, variables):
        collected = collect(run, source=source)
        evidence = _usable(in_context(collected.evidence, None))
        found = join(inventory, without_points(evidence) if is_bare else evidence)
        if named and not is_bare:
            found = with_key_files(found, evidence)
        if any(seen.secrets and (named or token in inventory.tokens) for token, seen in found.items()):
            break
    left_out: list[str] = []
    if probe.names:
        chosen = chosen_by_name(probe.names, inventory, found)
    else:
        chosen, left_out = chosen_by_place(inventory, found, named=named)
    if not chosen:
        raise UsageError(_nothing(named, left_out, inventory))
    return Plan(
        request=request,
        probe=probe,
        inventory=inventory,
        inventory_file=path,
        collected=replace(collected, evidence=evidence),
        source=source,
        chosen=tuple(chosen),
        left_out=tuple(left_out),
    )


def _inventory(request: AuditRequest, probe: ProbeRequest) -> tuple[Path | None, Inventory]:
    """Returns the inventory and its file; an empty one where there is none and nobody named one."""
    try:
        run = resolved(request)
        path = inventory_path(run, PolicyRequest(inventory=probe.inventory))
    except UsageError:
        if probe.names or probe.inventory:
            raise
        return None, Inventory(path="")
    return path, load_inventory_of(run, path, utc_now().date())


def near(path: Path) -> Path:
    """Returns the path as one writes it from here, where it is below the current folder."""
    here, there = Path.cwd(), path.absolute()
    return there.relative_to(here) if there.is_relative_to(here) else path


def _sources(probe: ProbeRequest, variables: Mapping[str, str]) -> Iterator[tuple[Source | None, bool]]:
    """Yields where secrets are looked for, the next only where the one before has none.

    None is what the request names: files, or the inventory's folder. The second member says that a value without a
    name was given one.
    """
    if probe.stdin is not None:
        alone = with_name(probe.stdin)
        yield MemorySource({_STDIN: alone or probe.stdin}), alone is not None
    elif probe.environment is not None:
        yield environment_source(probe.environment), False
    elif probe.files:
        yield None, False
        if len(probe.files) == 1 and (alone := read_alone(probe.files[0])) is not None:
            yield MemorySource({str(probe.files[0]): alone}), True
    else:
        yield None, False
        yield environment_source(variables), False


def _named(probe: ProbeRequest) -> str:
    if probe.files:
        return listed(map(str, probe.files))
    if probe.stdin is not None:
        return "standard input"
    return "" if probe.environment is None else "the environment"


def _usable(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Returns what is in a file of today: nothing from history, archives or workbooks."""
    return tuple(one for one in evidence if one.location.commit is None and one.location.member is None)


def _nothing(named: str, left_out: Sequence[str], inventory: Inventory) -> str:
    if left_out:
        return f"{listed(left_out)}: {inventory.path} names no `owner`; `probe` asks only about keys that have one"
    if named:
        return f"no API secret was found in {named} that could sign; `backpack-audit check` says what is wrong with a value"
    return (
        "no secret of a key that the inventory declares was found in its folder or in the environment; name the file that "
        "holds it, --env or --stdin"
    )
