"""Tells what decides what a unit holds, apart from its content: options of the scan and the settings of the target itself."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from msgspec import Struct

from auditor._version import __version__
from auditor.collection.resolve_run import Run, run_of
from auditor.fleet.fleet_key import FleetKey
from auditor.fleet.fleet_unit import Kind
from auditor.generic.availability import plugins_digest
from auditor.model.request import AuditRequest, Generic, Scope
from auditor.vocabulary.vocabulary import Vocabulary, builtin


class ScanOptions(Struct, frozen=True, kw_only=True):
    """How every unit of a run is read. It is sent to workers, and holds no credential."""

    generic: Generic | None = None
    """Which secrets of other products are looked for; None for what the target says, else the precise ones."""
    use_config: bool = True
    """Whether a repository's own configuration and baseline count."""
    exclude: tuple[str, ...] = ()
    """Patterns of paths, as in `.gitignore`, relative to each target."""
    seconds: float = 0
    """How long one unit may take; 0 for as long as it does."""
    memory: int = 0
    """Bytes that a worker may use; 0 for all there are."""
    split: int = 2 << 30
    """Bytes of packed objects from which a repository is read in ranges."""


def request_for(kind: Kind, location: str, options: ScanOptions) -> AuditRequest:
    """Returns what `backpack-audit scan` would be asked for one target."""
    is_remote = kind == "objects"
    return AuditRequest(
        paths=(Path() if is_remote else Path(location),),
        scope=Scope.HISTORY if kind == "git" else Scope.WORKTREE,
        use_config=options.use_config and not is_remote,
        generic=options.generic,
        jobs=1,
        cache=False,
        describe_rules=False,
    )


class Settings(Struct, frozen=True, kw_only=True):
    """The settings of one target."""

    run: Run
    vocabulary: Vocabulary
    exclude: tuple[str, ...]


def settings_of(kind: Kind, location: str, options: ScanOptions) -> Settings:
    """Returns the settings of a target.

    Raises:
        AuditError: its configuration or baseline is wrong.
    """
    run = run_of(request_for(kind, location, options))
    return Settings(
        run=run,
        vocabulary=builtin().extended(run.configuration.names),
        exclude=(*run.configuration.exclude, *options.exclude),
    )


def engine_digest(settings: Settings, key: FleetKey) -> str:
    """Returns the digest of all that decides what is found in given bytes, and how a record says it."""
    mode = settings.run.request.generic or settings.run.configuration.generic or Generic.PRECISE
    salt = settings.run.suppression.digest_key
    parts = (
        __version__,
        settings.vocabulary.digest,
        mode.value,
        "" if mode is Generic.OFF else plugins_digest(),
        key.name(salt).hex() if salt else "",
        sorted(settings.run.suppression.allowed.accepted.items()),
        settings.exclude,
        key.id,
    )
    return sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()
