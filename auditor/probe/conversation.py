"""Tells what is sent, in which order, and when it ends: the time, the throw-away key, then each key; one request a second.

It ends early where going on would prove nothing or be rude: no answer, a limit on requests, maintenance, a redirect.
Then nothing that a key of the user's has signed is sent any more.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from msgspec import Struct

from auditor.classification.signed_request import SignedRequest, sign_with_throw_away_key
from auditor.model.probed import Reply
from auditor.probe.exchange import ACCOUNT_PATH, TIME_PATH, account_reply, clock_reply
from auditor.probe.https_client import Client

SECONDS_BETWEEN = 1.0
"""From the start of one request to the start of the next: far below every limit of the exchange."""
_CLIENT_ERROR = range(400, 500)
_TOO_MANY = 429

Sign = Callable[[int], SignedRequest | None]
"""Signs the request for one key with a timestamp in milliseconds; None where the secret is not there any more."""


class Conversation(Struct, frozen=True, kw_only=True):
    """Everything that came back."""

    clock: Reply
    clock_offset_ms: int | None
    control: Reply
    replies: tuple[Reply, ...]
    """One for each key, in their order."""


class Pace(Struct):
    """Keeps requests apart."""

    seconds: float = SECONDS_BETWEEN
    started: float | None = None

    def wait(self) -> None:
        """Returns when the next request may start."""
        now = time.monotonic()
        if self.started is not None:
            time.sleep(max(0.0, self.started + self.seconds - now))
        self.started = time.monotonic()


def converse(client: Client, signers: Sequence[Sign], pace: Pace | None = None) -> Conversation:
    """Asks the exchange about each key.

    Args:
        client: Sends a request.
        signers: One for each key; called right before its request is sent.
        pace: Keeps the requests apart; None for one a second.
    """
    pace = pace or Pace()
    clock, offset = _clock(client, pace)
    if stop := _stop(clock, "the time"):
        return Conversation(
            clock=clock, clock_offset_ms=offset, control=_unasked(stop), replies=(_unasked(stop),) * len(signers)
        )
    control = _asked(client, sign_with_throw_away_key, pace)
    stop = _stop(control, "the throw-away key")
    if control.accepted:
        stop = "a key that nobody has was answered 200, so this host proves nothing"
    elif not stop and control.status not in _CLIENT_ERROR:
        stop = f"the throw-away key was not refused ({control.trouble or control.words})"
    replies: list[Reply] = []
    for sign in signers:
        reply = _unasked(stop) if stop else _asked(client, sign, pace)
        replies.append(reply)
        stop = stop or _stop(reply, "the key before it")
    return Conversation(clock=clock, clock_offset_ms=offset, control=control, replies=tuple(replies))


def _clock(client: Client, pace: Pace) -> tuple[Reply, int | None]:
    """Returns the answer about the time, and by how much the exchange's clock is ahead of the middle of the request."""
    pace.wait()
    before = _now_ms()
    answer = client.get(TIME_PATH, {})
    after = _now_ms()
    reply, its_time = clock_reply(answer)
    return reply, None if its_time is None else its_time - (before + after) // 2


def _asked(client: Client, sign: Sign, pace: Pace) -> Reply:
    pace.wait()
    request = sign(_now_ms())
    if request is None:
        return Reply(trouble="not asked: the secret is not where it was any more")
    return account_reply(client.get(ACCOUNT_PATH, request.headers))


def _stop(reply: Reply, about: str) -> str:
    """Returns why nothing more is sent after a reply; empty where the next request is worth it."""
    if reply.trouble.startswith("not asked"):
        return ""
    goes_on = reply.accepted or reply.refused or (reply.status in _CLIENT_ERROR and reply.status != _TOO_MANY)
    has_answer = reply.status is not None and reply.status < 300  # noqa: PLR2004 - 2xx without a time
    return "" if goes_on or (has_answer and about == "the time") else f"the answer about {about} was: {reply.trouble}"


def _unasked(why: str) -> Reply:
    return Reply(trouble=f"not asked, because {why}")


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
