"""Tells how a report leaves the process: in which formats, where to, and with which exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn, Self

from msgspec import Struct
from msgspec.structs import replace

from auditor.cli.common import Common
from auditor.cli.reader_language import reader_language
from auditor.errors import UsageError
from auditor.model.clock import utc_now
from auditor.model.exit_code import Exit
from auditor.model.report import Report
from auditor.reporters._output.terminal import for_stream
from auditor.reporters._output.write_report import Target, parse_targets, write
from auditor.reporters._shared.counts import NOTHING, scanned_nothing, verdict
from auditor.reporters._shared.render_options import RenderOptions, Verbosity


class Output(Struct, frozen=True):
    """Where a report will go; made before the audit, so that a wrong option is reported at once."""

    targets: tuple[Target, ...]
    options: RenderOptions
    timings: bool
    exit_zero: bool = False
    allow_empty: bool = False

    @classmethod
    def of(cls, common: Common) -> Self:
        """Returns the output that the options ask for.

        Raises:
            UsageError: a format does not exist, or two go to one place.
        """
        verbosity = Verbosity.QUIET if common.quiet else Verbosity.VERBOSE if common.verbose else Verbosity.NORMAL
        targets = _with_output(parse_targets(common.formats or ["text"]), common.output)
        options = RenderOptions(
            verbosity=verbosity,
            show_suppressed=common.show_suppressed,
            language=reader_language(common.lang, os.environ),
            started=utc_now(),
            command="" if all(name == "text" for name, _ in targets) else _command_line(),
        )
        environment = common.color.environment(os.environ)
        return cls(
            targets, for_stream(options, sys.stdout, environment), common.timings, common.exit_zero, common.allow_empty
        )

    def finish(self, report: Report, *, named: bool = False) -> NoReturn:
        """Writes the report in every format, and ends with its exit code.

        Args:
            report: What was found.
            named: Whether somebody named what to scan: then a scan of nothing is an incomplete audit.

        Raises:
            OutputError: a file cannot be written.
        """
        # What could not be scanned is listed with its reason, and ends with 3 anyhow.
        is_empty = (
            report.policy is None
            and report.checks is None
            and report.probe is None
            and not report.incomplete
            and scanned_nothing(report)
        )
        if is_empty and not self.allow_empty:
            if named and not report.scan.files and not report.scan.blobs and report.exit_code == Exit.CLEAN:
                report = replace(report, exit_code=Exit.INCOMPLETE)
            if ("text", None) not in self.targets or self.options.verbosity is Verbosity.QUIET:
                sys.stderr.write(f"backpack-audit: {NOTHING} Use --allow-empty if that is fine.\n")
        if self.options.verbosity is Verbosity.QUIET and ("text", None) in self.targets:
            sys.stderr.write("".join(f"backpack-audit: {reason}\n" for reason in _quiet_reasons(report)))
        if self.exit_zero and report.exit_code == Exit.FINDINGS:
            report = replace(report, exit_code=Exit.INCOMPLETE if report.incomplete else Exit.CLEAN)
        options = self.options
        if report.findings and any(name == "text" for name, _ in self.targets):
            from auditor.cli.places import with_places  # only where something was found

            options = with_places(options, report)
        write(self.targets, report, options)
        if self.timings:
            for step, seconds in report.timings:
                sys.stderr.write(f"{1000 * seconds:9.1f} ms  {step}\n")
        sys.exit(report.exit_code)


def _quiet_reasons(report: Report) -> Iterator[str]:
    """Yields what decides about the exit code and is no finding, which a quiet report says nothing of."""
    if report.incomplete:
        yield f"{verdict(report)} Without --quiet the report names what."
    if report.checks is not None:
        from auditor.audits.empty_credentials import REQUIRED  # only after a check

        yield from (note for note in report.notes if note.startswith(REQUIRED))


def _command_line() -> str:
    """Returns how the program was called, without secrets."""
    import shlex  # 5 ms with the expressions of `redaction`, for formats that show it

    from auditor.redaction import redacted

    return redacted(" ".join(("backpack-audit", *map(shlex.quote, sys.argv[1:]))))


def _with_output(targets: tuple[Target, ...], output: Path | None) -> tuple[Target, ...]:
    """Returns the targets with `--output` as the file of the one format that has none.

    Raises:
        UsageError: every format has a file.
    """
    if output is None or output == Path("-"):
        return targets
    if all(path is not None for _, path in targets):
        raise UsageError("--output names a file, and every --format has one already: leave one of them out")
    return tuple((name, path or output) for name, path in targets)
