"""The JSON report, version 1, as plain values in their fixed order; every machine format takes its facts from here."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

from msgspec import Struct

from auditor.model.finding import Finding, Introduced, Severity
from auditor.model.location import Location
from auditor.model.probed import Probe
from auditor.model.report import PolicyView, Report
from auditor.reporters._shared.counts import suppressed_count
from auditor.reporters._shared.sanitize import portable, sentence

Record = dict[str, Any]
SCHEMA = "backpack-audit/report/v1"
TOOL = "backpack-audit"
_LOG_COMMAND = re.compile(r"##(?=\w*\[)")


def tool(report: Report) -> Record:
    """Returns who made the report, by which rules."""
    return {"name": TOOL, "version": report.version, "rules_digest": report.rules_digest}


def scan(report: Report) -> Record:
    """Returns how much was scanned."""
    facts = report.scan
    return {
        "targets": [portable(target) for target in facts.targets],
        "files": facts.files,
        "blobs": facts.blobs,
        "commits": facts.commits,
        "bytes": facts.bytes,
        "seconds": round(facts.seconds, 3),
    }


def in_target(target: str) -> Record:
    """Returns the repository or bucket of a fleet in which something is; nothing outside a fleet."""
    return {"target": portable(target)} if target else {}


def location_record(location: Location) -> Record:
    """Returns where something is; lines and columns count from 1, the end is exclusive."""
    return in_target(location.target) | {
        "path": portable(location.path),
        "line": location.span.line,
        "column": location.span.column,
        "end_line": location.span.end_line,
        "end_column": location.span.end_column,
        "commit": location.commit,
        "member": None if location.member is None else portable(location.member),
    }


def introduced_record(introduced: Introduced) -> Record:
    """Returns who brought a secret; what may hold one itself is left empty."""
    return {
        "commit": introduced.commit,
        "author": portable(introduced.author),
        "date": introduced.date or None,
        "subject": sentence(introduced.subject),
        "refs": [portable(ref) for ref in introduced.refs],
    }


def in_place(report: Report) -> Record:
    """Returns how many secrets are where they belong."""
    return {"pairs": report.in_place.pairs, "secrets": report.in_place.secrets}


def in_force(report: Report) -> Record:
    """Returns what can keep findings from being seen, and how much each of it took."""
    said = report.in_force
    return {
        "configuration": portable(said.configuration) or None,
        "trusted": said.trusted or None,
        "measures": [
            {
                "means": str(measure.means),
                "origin": measure.origin,
                "values": [portable(value) for value in measure.values],
                "took": measure.took,
                "unit": measure.unit or None,
            }
            for measure in said.measures
        ],
    }


def finding(found: Finding) -> Record:
    """Returns one finding, suppressed or not."""
    return in_target(found.location.target) | {
        "rule_id": found.rule_id,
        "rule": found.rule,
        "severity": str(found.severity),
        "confidence": str(found.confidence),
        "status": str(found.status),
        "exposure": str(found.exposure),
        "message": sentence(found.message),
        "location": location_record(found.location),
        "related": [{"role": related.role, "location": location_record(related.location)} for related in found.related],
        "field": portable(found.field),
        "api_key": found.api_key,
        "fingerprint": found.fingerprint,
        "remediation": portable(found.remediation),
        "action": str(found.action),
        "reach": None if found.reach is None else str(found.reach),
        "introduced": None if found.introduced is None else introduced_record(found.introduced),
        "removed": None
        if found.removed is None
        else {"commit": found.removed.commit, "date": found.removed.date or None},
        "exposed_days": found.exposed_days,
    }


def skipped(report: Report) -> list[Record]:
    """Returns what was not scanned as it should have been."""
    return [
        in_target(skip.target) | {"path": portable(skip.path), "reason": sentence(skip.reason)}
        for skip in report.skipped
    ]


def summary(report: Report) -> Record:
    """Counts of what is active, and of what is suppressed."""
    counts: Record = {str(severity): report.count(severity) for severity in reversed(Severity)}
    return counts | {"suppressed": suppressed_count(report), "exit_code": report.exit_code}


def dump(value: object, *, indent: int | None = None) -> str:
    r"""Returns JSON in ASCII alone, so that any stream can take it and no control character reaches a terminal.

    `##[` and the like are commands in the logs of some CI runners wherever they are; `#` occurs within strings
    only, where `\u0023` is the same.
    """
    return _LOG_COMMAND.sub(r"\\u0023#", json.dumps(value, indent=indent))


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
    """Returns what was sent and learned; the trouble of each reply is said once, in the key's reason."""
    return {
        **_plain(probe),
        "unknown": len(probe.unknown),
        "unexpected": len(probe.unexpected),
    }


def _plain(value: object) -> Any:  # noqa: ANN401 - JSON holds anything
    """Returns a value as JSON has it: every field of a record under its own name, so that a new one cannot be forgotten."""
    if isinstance(value, Location):
        return location_record(value)
    if isinstance(value, Struct):
        return {name: _plain(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, tuple):
        return [_plain(member) for member in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    return portable(str(value)) if isinstance(value, str) else value
