"""A unit of work: one repository, a range of its objects, or a batch of objects of a bucket or folder.

A unit has an identity by content. The rules are no part of it: they judge records later.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from typing import Literal, NamedTuple

from msgspec import DecodeError, Struct
from msgspec.structs import replace

from auditor.errors import UsageError
from auditor.fleet.fleet_key import FleetKey
from auditor.fleet.undecodable_text import from_json, to_json
from auditor.redaction import holds_secret, redacted

SCHEMA = "backpack-audit/fleet-unit/v1"
_ID_DIGITS = 40
Kind = Literal["git", "files", "objects", "none"]
"""`git` is a repository, `files` are files of a local folder, `objects` those of an object store. `none` is a target that
cannot be read, with its reason."""


class ObjectRef(NamedTuple):
    """One object of a bucket, or a file of a folder, as it was when it was listed."""

    name: str
    """Relative to the target, with `/`."""
    etag: str
    """Changes whenever the content does: an entity tag, or the time of a file's last change."""
    size: int
    """In bytes; -1 where it is not known."""


class Unit(
    Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    forbid_unknown_fields=True,
    tag_field="schema",
    tag=SCHEMA,
):
    """One unit. It holds no credential: a worker has its own."""

    id: str = ""
    target: str
    """What reports call the repository or bucket."""
    kind: Kind
    location: str
    """The folder or URL where a worker finds it."""
    content: str = ""
    """Digest of the content: refs and files of a repository, name, tag and size of objects."""
    engine: str = ""
    """Digest of all that decides what is found: version, vocabulary, detectors, fleet key."""
    size: int = 0
    """Bytes to read, as far as they are known: packed objects of a repository."""
    requests: int = 0
    """Requests to an object store."""
    start: int = 0
    """The first object of a range of a repository, from 0."""
    stop: int | None = None
    """The end of the range, exclusive; None for the last object."""
    tips: tuple[str, ...] = ()
    """Of a repository: the commits and tags from which everything is reached."""
    known: tuple[str, ...] = ()
    """Those of an earlier unit: what they reach was read by it."""
    base: tuple[str, ...] = ()
    """The earlier units whose records are carried over."""
    replaces: tuple[str, ...] = ()
    """Earlier units of the same target that this one makes obsolete once it is read."""
    objects: tuple[ObjectRef, ...] = ()
    reason: str = ""
    """Why a target cannot be read."""

    @property
    def is_part(self) -> bool:
        """Whether other units read the rest of the repository."""
        return bool(self.start) or self.stop is not None


def identified(unit: Unit) -> Unit:
    """Returns a unit with the id that follows from its target, content and engine."""
    parts = (unit.kind, unit.target, unit.content, unit.engine, unit.start, unit.stop, unit.reason)
    return replace(unit, id=sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()[:_ID_DIGITS])


def kept(unit: Unit, key: FleetKey) -> Unit:
    """Returns a unit as plans and records keep it: names of objects that may hold a secret are names under the fleet key."""
    return replace(unit, objects=tuple(kept_object(one, key) for one in unit.objects))


def kept_object(one: ObjectRef, key: FleetKey) -> ObjectRef:
    """Returns an object as plans and records know it."""
    if not _holds_secret(one.name):
        return one
    return one._replace(name=f"{redacted(one.name)}#{key.name(one.name.encode('utf-8', 'surrogatepass')).hex()}")


@lru_cache(maxsize=1024)
def _holds_secret(name: str) -> bool:
    """Returns whether a name does; the names of one unit, of which there are few, are asked for several times."""
    return holds_secret(name)


def content_digest(parts: Iterable[object]) -> str:
    """Returns the digest of what makes up a content, in order."""
    state = sha256()
    for part in parts:
        state.update(repr(part).encode("utf-8", "surrogatepass") + b"\n")
    return state.hexdigest()


def encode_units(units: Iterable[Unit]) -> bytes:
    """Returns units as JSON lines."""
    return b"".join(to_json(unit) + b"\n" for unit in units)


def decode_units(data: bytes, name: str) -> tuple[Unit, ...]:
    """Returns the units of JSON lines.

    Raises:
        UsageError: a line is no unit; the message names its number.
    """
    found = []
    for number, line in enumerate(data.splitlines(), 1):
        if not line.strip():
            continue
        try:
            unit = from_json(line, Unit)
        except (DecodeError, ValueError, RecursionError):
            raise UsageError(
                f"{name}:{number}: this is not a unit of `backpack-audit fleet plan`; a list of targets is given with --from"
            ) from None
        if identified(unit).id != unit.id:
            raise UsageError(f"{name}:{number}: the unit was changed after it was planned: plan it again")
        found.append(unit)
    return tuple(found)
