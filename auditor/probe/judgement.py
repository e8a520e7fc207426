"""Tells what an answer proves about a key: three states, never two.

A 200 is proof. Everything else is a refusal whose reason the exchange does not document, so `consistent with revoked` is
said only where the rest of the way was seen to work: the throw-away key was refused as it must be, or another key of
the same account was accepted. The whitelist is the other reason for a refusal; where it may be the reason, it is named.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from auditor.model.probed import Reply, State

MOST_OFFSET_MS = 1000
"""From here on the difference between the clocks may be the reason for a refusal."""


class Surroundings(Struct, frozen=True, kw_only=True):
    """What else is known when the answer to a key is judged."""

    clock_offset_ms: int | None
    control: Reply
    others_active: int
    """How many other keys of the same account answered 200 in this run."""
    declared: str
    """Active, revoked, unknown or undeclared."""
    has_whitelist: bool
    on_whitelist: bool | None
    sender: str

    @property
    def clock_is_off(self) -> bool:
        """Whether a request may be refused for its timestamp."""
        return self.clock_offset_ms is not None and abs(self.clock_offset_ms) > MOST_OFFSET_MS


class Judgement(Struct, frozen=True):
    """A state, and why."""

    state: State
    reason: str


def judge(reply: Reply, about: Surroundings) -> Judgement:
    """Returns what the answer to one key proves.

    Args:
        reply: The answer.
        about: What else is known.
    """
    if about.control.accepted:
        return Judgement(
            State.NOT_ACCEPTED,
            "a key that nobody has was answered 200 as well, so an answer of this host proves nothing",
        )
    if reply.accepted:
        return Judgement(State.ACTIVE, f"the exchange answered 200{_from(about)}: the key works")
    if doubt := _doubt(reply, about):
        came = f"; what came back: {reply.words}" if reply.status else ""
        return Judgement(State.NOT_ACCEPTED, f"{doubt}{came}{_clock(about)}")
    return Judgement(State.CONSISTENT_WITH_REVOKED, _consistent(reply, about))


def _doubt(reply: Reply, about: Surroundings) -> str:
    """Returns what else may be the reason for a refusal, or why it is none; empty where nothing else is known to be."""
    may_be_whitelist = about.declared != "revoked" and about.has_whitelist
    doubts = (
        (not reply.refused, reply.trouble or "the exchange gave no reason"),
        (about.clock_is_off, "the clocks differ, and a request with a wrong time is refused, too"),
        (
            not about.control.refused and not about.others_active,
            "the throw-away key was not refused as it should be, so nothing shows that the way there works",
        ),
        (
            may_be_whitelist and about.on_whitelist is False,
            f"{about.sender} is not on its whitelist, which may be the reason",
        ),
        (
            may_be_whitelist and about.on_whitelist is None,
            "it has a whitelist, which may be the reason: say with --from which address the exchange sees",
        ),
    )
    return next((words for applies, words in doubts if applies), "")


def _from(about: Surroundings) -> str:
    return f" to a request from {about.sender}" if about.sender else ""


def _clock(about: Surroundings) -> str:
    if not about.clock_is_off or about.clock_offset_ms is None:
        return ""
    seconds = abs(about.clock_offset_ms) / 1000
    direction = "behind" if about.clock_offset_ms > 0 else "ahead of"
    return f"; this machine's clock is {seconds:,.1f} seconds {direction} the exchange's: set it, and probe again"


def _consistent(reply: Reply, about: Surroundings) -> str:
    """Returns the sentence, with how much it relies on."""
    alike = (reply.status, reply.code) == (about.control.status, about.control.code)
    ground = []
    if about.others_active:
        ground.append("another key of the account was answered 200")
    if about.control.refused:
        ground.append(
            "a key that nobody has is refused in the same words" if alike else "a key that nobody has is refused, too"
        )
    caveat = ""
    if about.has_whitelist and about.on_whitelist is not True:
        caveat = "; its whitelist would refuse it as well"
    elif not alike and about.control.refused:
        caveat = f"; a key that nobody has gets other words ({about.control.words})"
    return f"refused ({reply.words}), while {' and '.join(ground)}: consistent with revoked{caveat}"


def as_expected(state: State, expected: str) -> bool | None:
    """Returns whether a state is the one that a gate asks for; None where nothing is asked, or the reason is not known."""
    if not expected or state is State.NOT_ACCEPTED:
        return None
    return (state is State.ACTIVE) is (expected == "active")


def count_active(replies: Sequence[Reply], besides: int) -> int:
    """Returns how many replies but that of one index are 200."""
    return sum(reply.accepted for index, reply in enumerate(replies) if index != besides)
