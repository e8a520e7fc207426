"""How a report leaves the process: in which formats, where to, and with which exit code."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from typing import NoReturn

import typer

from auditor.cli.options import Common
from auditor.model.report import Report
from auditor.reporters import RenderOptions, Verbosity
from auditor.reporters.writing import parse_targets, write
from auditor.reporters.writing.terminal import for_stream


def finish(report: Report, common: Common) -> NoReturn:
    """Writes the report in every format that was asked for, and ends with its exit code.

    Raises:
        AuditError: a format does not exist, or a file cannot be written.
    """
    verbosity = Verbosity.QUIET if common.quiet else Verbosity.VERBOSE if common.verbose else Verbosity.NORMAL
    options = RenderOptions(verbosity=verbosity, show_suppressed=common.show_suppressed, started=datetime.now(tz=UTC))
    write(parse_targets(common.formats or ["text"]), report, for_stream(options, sys.stdout, os.environ))
    if common.timings:
        _print_timings(report)
    raise typer.Exit(report.exit_code)


def _print_timings(report: Report) -> None:
    for step, seconds in report.timings:
        sys.stderr.write(f"{1000 * seconds:9.1f} ms  {step}\n")
