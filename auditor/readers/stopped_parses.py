"""Counts the parses of this process that were stopped because they took too long.

What a document gives then is what the plain reader finds; another machine, or the same one with less to do, may find more.
Of a document inside another one no note says so.
"""

from __future__ import annotations


class _Parses:
    stopped = 0


def count_stopped_parse() -> None:
    """Counts one more."""
    _Parses.stopped += 1


def stopped_parses() -> int:
    """Returns how many there were."""
    return _Parses.stopped
