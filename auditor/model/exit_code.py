"""Decides the exit code of a report; the command line ends with it, and errors end with one of these too."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from auditor.model.finding import Severity
    from auditor.model.report import Report


class Exit(IntEnum):
    """The exit codes; relied on from outside."""

    CLEAN = 0
    FINDINGS = 1
    """Findings at or above `--fail-on`, or a key that is not in the state that `probe --expect` asks for."""
    USAGE = 2
    """Wrong usage or configuration."""
    INCOMPLETE = 3
    """Something could not be read, or the run was interrupted, and nothing else was found."""
    DEFECT = 70
    """An internal error (EX_SOFTWARE of sysexits.h)."""


def exit_code(report: Report, fail_on: Severity | None) -> Exit:
    """Returns the exit code of a report; findings from the severity `fail_on` on count (None: from medium)."""
    from auditor.model.finding import Severity  # loaded by now; `--help` needs none of it

    threshold = fail_on or Severity.MEDIUM
    if any(finding.severity.rank >= threshold.rank for finding in report.active):
        return Exit.FINDINGS
    if report.probe and report.probe.unexpected:
        return Exit.FINDINGS
    return Exit.INCOMPLETE if report.incomplete else Exit.CLEAN
