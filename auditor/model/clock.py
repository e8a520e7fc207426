"""The one clock: what expires and what ages are counted by the day in UTC, so that every machine agrees."""

from __future__ import annotations

from datetime import UTC, date, datetime


def utc_now() -> datetime:
    """Returns the time in UTC."""
    return datetime.now(tz=UTC)


def utc_day() -> date:
    """Returns the day in UTC."""
    return utc_now().date()
