"""Tells what a probe learned: of each key one of three states, with what came back, and nothing that could sign a request."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class State(StrEnum):
    """What an answer proves about a key. There is no state `dead`: no answer of the exchange proves that."""

    ACTIVE = "active"
    """The exchange answered 200 to a request that the key's secret signed: it works from this address."""
    NOT_ACCEPTED = "not-accepted"
    """No such answer, and the reason is not known."""
    CONSISTENT_WITH_REVOKED = "consistent-with-revoked"
    """Refused, while what must be answered was answered: as it would be if the key were deleted."""


class Enforcement(StrEnum):
    """What was measured of a key's whitelist."""

    NOT_MEASURED = "not measured"
    IN_FORCE = "in force"
    """200 from an address on the list, and refused from one that is not."""
    NOT_IN_FORCE = "not in force"
    """200 from an address that is not on the list."""


class Reply(Struct, frozen=True, kw_only=True):
    """What is kept of one answer: status, code and message, and nothing else of its body."""

    status: int | None = None
    """The HTTP status; None where there was no answer."""
    code: str = ""
    """The exchange's own code, such as `UNAUTHORIZED`; empty where the body had none."""
    message: str = ""
    """The exchange's own sentence, shortened and without anything that looks like a key or a secret."""
    trouble: str = ""
    """Why this is no answer of the exchange to the question, in a few words; empty where it is one."""
    accepted: bool = False
    """200, with a JSON object that is no error."""
    refused: bool = False
    """A JSON error that says that the signer may not do this."""

    @property
    def words(self) -> str:
        """The answer as one clause: `401 UNAUTHORIZED "..."`."""
        parts = [str(self.status) if self.status else "", self.code, f'"{self.message}"' if self.message else ""]
        return " ".join(part for part in parts if part) or "nothing"


class ProbedKey(Struct, frozen=True, kw_only=True):
    """One key, and what the exchange said to it."""

    name: str
    """Its name in the inventory; empty for a key that the inventory lacks."""
    api_key: str
    """In base64: derived from the secret, so proven to be public."""
    found: str
    """Where its secret is: `bot/.env:3`."""
    declared: str
    """`active`, `revoked` or `unknown`, as the inventory says; `undeclared` where it does not know the key."""
    state: State
    reason: str
    """Why it is this state, as a sentence."""
    reply: Reply
    sender: str = ""
    """The address that the user named with `--from`; empty where none was named."""
    on_whitelist: bool | None = None
    """Whether the declared whitelist admits the sender; None where that cannot be said."""
    enforcement: Enforcement = Enforcement.NOT_MEASURED
    as_expected: bool | None = None
    """Whether the state is what `--expect` asks for; None where nothing is asked, or where the reason is not known."""


class Probe(Struct, frozen=True, kw_only=True):
    """Everything that one run of `probe` sent and learned."""

    base_url: str
    date: str
    """The start in UTC, to the second: `2026-08-31T12:00:00Z`."""
    expected: str = ""
    """`active` or `revoked`, as `--expect` says; empty where nothing is expected."""
    clock: Reply = Reply()
    clock_offset_ms: int | None = None
    """By how many milliseconds the exchange's clock is ahead of this machine's; None where it did not say."""
    control: Reply = Reply()
    """The answer to the request that the throw-away key signed."""
    keys: tuple[ProbedKey, ...] = ()
    record: str = ""
    """The file in which the answers are kept, as the user may name it; empty where none was written."""

    @property
    def unknown(self) -> tuple[ProbedKey, ...]:
        """The keys of which nothing could be said, but those whose whitelist explains the refusal."""
        return tuple(
            key
            for key in self.keys
            if key.state is State.NOT_ACCEPTED and (key.enforcement is not Enforcement.IN_FORCE or self.expected)
        )

    @property
    def unexpected(self) -> tuple[ProbedKey, ...]:
        """The keys whose state is not what `--expect` asks for."""
        return tuple(key for key in self.keys if key.as_expected is False)
