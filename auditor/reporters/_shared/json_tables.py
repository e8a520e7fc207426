"""The tables of a report as plain values: what is known of each key, and what `check` and `policy` answer."""

from __future__ import annotations

import datetime as dt
from typing import Any

from msgspec import Struct
from msgspec.structs import fields

from auditor.model.location import Location
from auditor.model.probed import Probe
from auditor.model.report import PolicyView, Report
from auditor.reporters._shared.json_v1 import Record, location_record
from auditor.reporters._shared.sanitize import portable, sentence


def table_records(report: Report) -> Record:
    """Returns what JSON formats say besides findings, in its fixed order.

    Args:
        report: The report. `checks`, `policy` and `probe` are null where the command asks no such question.
    """
    return {
        "incomplete": report.incomplete,
        "notes": [sentence(note) for note in report.notes],
        "keys": _plain(report.keys),
        "checks": _plain(report.checks),
        "policy": None if report.policy is None else _policy(report.policy),
        "probe": None if report.probe is None else _probe(report.probe),
        **({"fleet": _plain(report.fleet)} if report.fleet else {}),
    }


def _policy(policy: PolicyView) -> Record:
    return {
        "account": [{"setting": portable(setting), "value": portable(value)} for setting, value in policy.account],
        "keys": _plain(policy.keys),
        "corrected": [
            {"key": portable(name), "entries": [portable(entry) for entry in entries]}
            for name, entries in policy.corrected
        ],
    }


def _probe(probe: Probe) -> Record:
    """What was sent and learned; the trouble of each reply is said once, in the key's reason."""
    return {
        **_plain(probe),
        "unknown": len(probe.unknown),
        "unexpected": len(probe.unexpected),
    }


def _plain(value: object) -> Any:  # noqa: ANN401 - JSON holds anything
    """A value as JSON has it: every field of a record under its own name, so that a new one cannot be forgotten."""
    if isinstance(value, Location):
        return location_record(value)
    if isinstance(value, Struct):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(member) for member in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    return portable(str(value)) if isinstance(value, str) else value
