"""Tells what people read of a baseline: what was taken in and dropped, and what is accepted until when."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from auditor.model.report import Report
from auditor.redaction import redacted
from auditor.reporters._shared.sanitize import neutral
from auditor.suppression.baseline import NAME, Baseline, Change, Entry

_MERGING = f"""\
Commit it. Where branches add to it at the same place, this line in .gitattributes keeps them from conflicting:
  {NAME} merge=union
"""


def show_change(change: Change, report: Report, path: Path, *, is_new: bool) -> None:
    """Writes what an update or a new baseline changed, entry by entry, so that nothing is accepted unseen."""
    for mark, entries in (("+", change.added), ("-", change.dropped)):
        for entry in entries:
            sys.stdout.write(f"{mark} {_line(entry)}\n")
    total = len(change.baseline.entries)
    said = f"{len(change.added)} accepted, {len(change.dropped)} dropped, {total} in all"
    sys.stdout.write(f"{'wrote' if is_new else 'updated'} {_shown(str(path))}: {said}\n")
    if change.added:
        sys.stdout.write("Accepting a finding does not make its key safe: revoke every key that has leaked.\n")
    if is_new:
        sys.stdout.write(_MERGING)
    for skip in report.skipped:
        if skip.incomplete:
            sys.stderr.write(f"not read: {_shown(skip.path)}: {_shown(skip.reason)}\n")
    if report.incomplete and not is_new:
        sys.stderr.write("the scan is incomplete, so nothing was dropped\n")


def show_entries(baseline: Baseline, path: Path, *, today: date) -> None:
    """Writes one entry a line, in the order of the file."""
    for entry in baseline.entries:
        expired = "  (expired: it counts again)" if entry.has_expired(today) else ""
        sys.stdout.write(f"{_line(entry)}{expired}\n")
    sys.stdout.write(f"{_shown(str(path))}: {len(baseline.entries)} accepted\n")


def _shown(text: str) -> str:
    """Returns a text of a baseline or a path as people may see it; somebody may have pasted a secret there."""
    return neutral(redacted(text))


def _line(entry: Entry) -> str:
    return "  ".join(part for part in _parts(entry) if part)


def _parts(entry: Entry) -> Iterator[str]:
    yield entry.rule
    yield f"API key {entry.api_key}…" if entry.api_key else ""
    yield _shown(entry.path)
    yield _shown(entry.field)
    yield "in history" if entry.history else ""
    yield f"until {entry.expires}" if entry.expires else ""
    yield f"-- {_shown(entry.reason)}" if entry.reason else ""
