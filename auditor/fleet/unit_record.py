"""A record: all that one unit holds, as it is kept and joined later. It has no field for plaintext.

Tokens, digests and identities are names under the fleet key, public keys of secrets are sealed (`fleet.fleet_key`). Names of
files that look like secrets are redacted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec
from msgspec import DecodeError, Struct, msgpack

from auditor.errors import UsageError
from auditor.fleet.fleet_unit import Unit
from auditor.fleet.undecodable_text import packed, unpacked
from auditor.model.batch_result import BlobResult
from auditor.model.finding import Introduced, Severity
from auditor.model.location import Exposure, Provenance, Reach
from auditor.model.material import Caller
from auditor.model.report import ScanFacts, Skipped
from auditor.model.request import Generic

SCHEMA = "backpack-audit/fleet-record/v1"


class ValueReach(Struct, frozen=True, array_like=True):
    """How far one value in a file that git tracks got."""

    path: str
    exposure: Exposure
    identity: bytes
    """The name of the value's identity."""
    reach: Reach


class TargetSettings(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a target says of itself that counts when its record is judged."""

    configuration: str = ""
    """What reports call its configuration file."""
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severities: tuple[tuple[str, Severity], ...] = ()
    fail_on: Severity | None = None
    generic: Generic | None = None
    names: Mapping[str, tuple[str, ...]] = {}
    excluded: tuple[str, ...] = ()
    """Patterns of its configuration."""
    packs: tuple[str, ...] = ()
    """Packs of rules that it names; they are no part of a record."""
    notes: tuple[str, ...] = ()
    baseline: bytes = b""
    """Its baseline, sealed: the fingerprint of a guessable seed could be guessed."""
    baseline_name: str = ""


class UnitRecord(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="schema", tag=SCHEMA):
    """The record of one unit."""

    version: str
    """The version of the program that wrote it."""
    key_id: str
    """Which fleet key the names are under."""
    unit: Unit
    planned: str
    """The id under which the unit was planned; another where its content had changed by then."""
    state: Literal["read", "partial"]
    reason: str = ""
    examined: tuple[BlobResult, ...] = ()
    places: Mapping[str, tuple[Provenance, ...]] = {}
    callers: tuple[Caller, ...] = ()
    projects: tuple[str, ...] = ()
    reaches: tuple[ValueReach, ...] = ()
    unknown: tuple[str, ...] = ()
    """What is not known of the reach of values in files that git tracks."""
    commits: Mapping[str, Introduced] = {}
    """Who brought what: every commit of `places`, by its id."""
    skipped: tuple[Skipped, ...] = ()
    scan: ScanFacts
    notes: tuple[str, ...] = ()
    settings: TargetSettings = TargetSettings()


class TokenView(Struct, frozen=True, array_like=False):
    """What the first pass over all records takes from a value."""

    role: str = "none"
    token: bytes | None = None
    public_key_token: bytes | None = None


class BlobView(Struct, frozen=True):
    """What the first pass takes from a blob."""

    materials: tuple[TokenView, ...] = ()


class RecordView(Struct, frozen=True, kw_only=True, tag_field="schema", tag=SCHEMA):
    """What the first pass takes from a record; the rest is passed over undecoded."""

    version: str
    key_id: str
    unit: Unit
    planned: str
    state: Literal["read", "partial"]
    reason: str = ""
    examined: tuple[BlobView, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    scan: ScanFacts = ScanFacts()
    notes: tuple[str, ...] = ()
    settings: TargetSettings = TargetSettings()


def encode_record(record: UnitRecord) -> bytes:
    """Returns a record in MessagePack."""
    return packed(record)


def decode_record(data: bytes, name: str) -> UnitRecord:
    """Returns a record.

    Raises:
        UsageError: it is damaged, or of a version that this program does not know.
    """
    try:
        return unpacked(data, UnitRecord)
    except (DecodeError, ValueError, RecursionError):
        raise UsageError(_wrong(data, name)) from None


def decode_view(data: bytes, name: str) -> RecordView:
    """Returns what the first pass needs.

    Raises:
        UsageError: as for `decode_record`.
    """
    try:
        return unpacked(data, RecordView)
    except (DecodeError, ValueError, RecursionError):
        raise UsageError(_wrong(data, name)) from None


def record_schema() -> dict[str, Any]:
    """Returns the JSON Schema of a record; bytes are base64 there."""
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "backpack-audit/fleet-record/v1",
        "title": "Record of one unit of a fleet, version 1",
    }
    form: dict[str, Any] = _without_descriptions(msgspec.json.schema(UnitRecord))
    return head | form


def _without_descriptions(schema: Any) -> Any:
    """Returns a schema without what types say of themselves in the code, so that it changes only where the form does."""
    if isinstance(schema, dict):
        return {
            name: _without_descriptions(each)
            for name, each in schema.items()
            if not (name == "description" and isinstance(each, str))
        }
    return [_without_descriptions(each) for each in schema] if isinstance(schema, list) else schema


class _Version(Struct):
    schema: str = ""


def _wrong(data: bytes, name: str) -> str:
    try:
        schema = msgpack.decode(data, type=_Version).schema
    except (DecodeError, ValueError, RecursionError):
        return f"the record {name} is damaged: delete it, and scan again"
    if schema != SCHEMA:
        return f"the record {name} is of another version ({schema[:60] or 'none'}), and this program reads {SCHEMA}"
    return f"the record {name} is damaged: delete it, and scan again"
