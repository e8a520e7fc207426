"""A case: what a rule judges, whatever it is about. Facts for the condition, words for the message."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from msgspec import Struct

from auditor.model.finding import Related, Status, Subject, Trace
from auditor.model.location import Exposure, Location
from auditor.model.material import Pragma

FactType = Literal["string", "int", "bool", "double", "list(string)", "map(string, string)"]
FactValue = str | int | bool | float | list[str] | dict[str, str]


class Fact(Struct, frozen=True):
    """One documented, typed name that a rule's condition may use."""

    type: FactType
    doc: str
    """One sentence with the unit and the range of values."""


class Function(Struct, frozen=True):
    """A function that conditions may call next to CEL's own."""

    parameters: tuple[FactType, ...]
    result: FactType
    call: Callable[..., FactValue]
    doc: str


class FactTable(Struct, frozen=True):
    """All that a condition about one subject may use; anything else is an error when the pack is loaded."""

    subject: Subject
    facts: Mapping[str, Fact]
    functions: Mapping[str, Function] = {}
    words: Mapping[str, str] = {}
    """The words of the subject's cases, each with what it says: all that `{name}` in a rule's texts may be."""


class Case(Struct, frozen=True, kw_only=True):
    """One thing to be judged by every rule of its subject."""

    subject: Subject
    facts: Mapping[str, FactValue]
    """A value for every fact of the subject's table."""
    words: Mapping[str, str]
    """What `{name}` in a rule's message and remediation may say. Never a value that could be a secret."""
    location: Location
    exposure: Exposure
    related: tuple[Related, ...] = ()
    field: str = ""
    api_key: str | None = None
    identity: str
    """What makes the finding's fingerprint together with the rule: a derived public key in hex, or words
    that stay the same when the file moves (path and field for what is no Ed25519 material)."""
    digest: bytes = b""
    pragmas: tuple[Pragma, ...] = ()
    secret_type: str = ""
    trace: Trace | None = None
    """How far its secret got and since when; None for what is not about a value."""
    status: Status = Status.ACTIVE
    """Not active where it is known before any rule that it does not count: a look-alike, an accepted value."""
    status_reason: str = ""
    """Why it does not count, in a few words."""
