"""Tells what earlier probes of declared keys learned: the record that `probe` writes and `policy` reads.

It is known by the one-way name of each API key, so it holds neither a secret nor an API key, and can be shown to
others. Of every key and every address from which it was probed it holds the last answer that says something
about the key, and the last one that does not, for what the exchange's documentation leaves open.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import msgspec
from msgspec import Struct

from auditor.config_files.read_text import read_text
from auditor.errors import ConfigurationError
from auditor.model.probed import State

FILE_NAME = "backpack-keys.probe.json"
SCHEMA = "backpack-audit/probe-record/v1"
_SUFFIX = ".probe.json"
_MAX_BYTES = 4 << 20


class RecordedAnswer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The last answer to one key from one address."""

    key: str
    """The key's join token in hex: a one-way digest of the API key."""
    name: str = ""
    probed: str
    """When, in UTC: `2026-08-31T12:00:00Z`."""
    host: str = ""
    declared: str
    """What the inventory said of the key then: active, revoked, unknown or undeclared."""
    sender: str = msgspec.field(name="from", default="")
    """The address that the user said the request came from; empty where nothing was said."""
    on_whitelist: bool | None = None
    """Whether the whitelist, as it was declared then, admits that address."""
    state: State
    refused: bool = False
    """Whether the exchange refused the signer, in words of its own."""
    status: int | None = None
    code: str = ""
    message: str = ""

    @property
    def day(self) -> date:
        """The day in UTC."""
        return date.fromisoformat(self.probed[:10])

    @property
    def is_accepted(self) -> bool:
        """Whether the key worked."""
        return self.state is State.ACTIVE

    @property
    def says_something(self) -> bool:
        """Whether it is about the key: a limit on requests, or a page of HTML, is not."""
        return self.is_accepted or self.refused


class ProbeRecord(Struct, frozen=True, kw_only=True):
    """The whole file."""

    schema: str = ""
    """`SCHEMA` in every file."""
    answers: tuple[RecordedAnswer, ...] = ()

    def of(self, token: bytes | None) -> tuple[RecordedAnswer, ...]:
        """Returns the answers to one key, the latest last."""
        if token is None:
            return ()
        return tuple(sorted((one for one in self.answers if one.key == token.hex()), key=lambda one: one.probed))

    def with_answers(self, answers: Iterable[RecordedAnswer]) -> ProbeRecord:
        """Returns the record with new answers, each in the place of the one to the same key from the same address.

        An answer that says nothing about the key takes the place of another such one only: a bad day of the exchange
        does not wipe out a proof.
        """
        latest = {(one.key, one.sender, one.says_something): one for one in (*self.answers, *answers)}
        ordered = sorted(latest.values(), key=lambda one: (one.name, one.key, one.sender, one.probed))
        return ProbeRecord(schema=SCHEMA, answers=tuple(ordered))


def record_path(inventory: Path) -> Path:
    """Returns the record that goes with an inventory: next to it, and named after it."""
    return inventory.with_name(f"{inventory.stem}{_SUFFIX}")


def load_record(path: Path) -> ProbeRecord:
    """Returns a record; an empty one where there is none.

    Raises:
        ConfigurationError: the file is no record, or cannot be read.
    """
    if not path.exists():
        return ProbeRecord()
    return read_record(read_text(path, what="probe record", limit=_MAX_BYTES), shown_as=str(path))


def read_record(text: str, *, shown_as: str) -> ProbeRecord:
    """Returns the record that a text holds.

    Raises:
        ConfigurationError: it is none; the message quotes nothing of it.
    """
    try:
        record = msgspec.json.decode(text, type=ProbeRecord)
        for answer in record.answers:
            answer.day  # noqa: B018 - a date that is none is an error here and nowhere later
    except (msgspec.DecodeError, ValueError, RecursionError):
        record = ProbeRecord()
    if record.schema != SCHEMA:
        raise ConfigurationError(
            "this is not a record of `backpack-audit probe`; delete it, and the next probe writes a new one",
            path=shown_as,
        )
    return record


def written(record: ProbeRecord) -> bytes:
    """Returns the bytes of a record: one answer a line, so that two of them merge."""
    answers = ",\n".join(f"  {msgspec.json.encode(one).decode()}" for one in record.answers)
    inner = f"\n{answers}\n " if answers else ""
    return f'{{\n "schema": "{SCHEMA}",\n "answers": [{inner}]\n}}\n'.encode()
