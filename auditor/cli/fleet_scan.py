"""Tells what `fleet scan` does: runs a plan, shows how far it is, and says what could not be read."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import IO

from msgspec import Struct

from auditor.cli.end_process import Interrupted
from auditor.cli.progress import shown_bar
from auditor.errors import OutputError, UsageError
from auditor.fleet.embedded_engine import EmbeddedEngine
from auditor.fleet.fleet_engine import Engine, EngineLostError
from auditor.fleet.fleet_unit import Unit
from auditor.fleet.scan_fleet import FleetEvent, FleetRun, scan_units
from auditor.fleet.scan_options import ScanOptions
from auditor.fleet.undecodable_text import to_json
from auditor.model.exit_code import Exit
from auditor.storage.atomic_write import refuse_planted
from auditor.wording.amounts import plural
from auditor.wording.lists import listed

_MOST_SHOWN = 20


EMBEDDED, DASK = "embedded", "dask"


class ScanArguments(Struct, frozen=True, kw_only=True):
    """How a plan is run."""

    records: str
    jobs: int = 0
    engine: str = EMBEDDED
    scheduler: str = ""
    tls: Sequence[Path | None] = (None, None, None)
    """The files of the authority, the certificate and its key for a scheduler."""
    events: Path | None = None
    key: Path | None = None
    quiet: bool = False


def run_plan(units: Sequence[Unit], arguments: ScanArguments, options: ScanOptions) -> Exit:
    """Runs a plan, and returns the exit code: 0 if all of it was read, else 3, also where the scheduler went away.

    Raises:
        AuditError: the records cannot be read or written, or the engine cannot be had.
    """
    with ExitStack() as stack:
        engine = _engine(arguments, options)
        stack.callback(engine.close)
        tellers = [stack.enter_context(_bar(quiet=arguments.quiet))]
        if arguments.events is not None:
            tellers.append(stack.enter_context(_event_file(arguments.events)))
        try:
            run = scan_units(
                units,
                arguments.records if "://" in arguments.records else str(Path(arguments.records).absolute()),
                engine,
                options=options,
                key_file=str(arguments.key.resolve()) if arguments.key else "",
                tell=partial(_tell_all, tellers),
            )
        except EngineLostError as error:
            sys.stderr.write(f"backpack-audit: {error}\n")
            return Exit.INCOMPLETE
        except (Interrupted, KeyboardInterrupt):  # the sentence about it follows
            sys.stderr.write("What was recorded stays: run it again, and only the rest is read.\n")
            raise
    to_stdout = arguments.events == Path("-")
    if not arguments.quiet:
        _say(run, len(units), sys.stderr if to_stdout else sys.stdout)
    return Exit.CLEAN if run.complete else Exit.INCOMPLETE


def _engine(arguments: ScanArguments, options: ScanOptions) -> Engine:
    if arguments.engine not in (EMBEDDED, DASK):
        raise UsageError(f"--engine takes {EMBEDDED} or {DASK}, not {arguments.engine}")
    if arguments.engine == EMBEDDED:
        if arguments.scheduler or any(arguments.tls):
            raise UsageError(f"--scheduler and --tls-… need --engine {DASK}")
        return EmbeddedEngine(arguments.jobs, memory=options.memory)
    if any(arguments.tls) and not arguments.scheduler:
        raise UsageError(
            "--tls-ca, --tls-cert and --tls-key are for a --scheduler; a cluster that is started here makes its own"
        )
    from auditor.fleet.dask_engine import Certificates, DaskEngine  # the extra `fleet`

    authority, certificate, key = arguments.tls
    return DaskEngine(
        arguments.scheduler,
        workers=arguments.jobs,
        memory=options.memory,
        certificates=Certificates(authority=authority, certificate=certificate, key=key),
    )


def _tell_all(tellers: Sequence[Callable[[FleetEvent], None]], event: FleetEvent) -> None:
    for tell in tellers:
        tell(event)


def _say(run: FleetRun, count: int, stream: IO[str]) -> None:
    from rich.filesize import decimal  # only for people

    states = listed([f"{number:,} {state}" for state, number in sorted(run.states.items()) if number])
    stream.write(f"{plural(count, 'unit')}: {states or 'nothing to do'}; {decimal(run.bytes)} read\n")
    for outcome in run.failed[:_MOST_SHOWN]:
        stream.write(f"  {outcome.target}: {outcome.state}: {outcome.reason}\n")
    if len(run.failed) > _MOST_SHOWN:
        stream.write(f"  and {len(run.failed) - _MOST_SHOWN:,} more; the report lists all\n")


@contextmanager
def _event_file(path: Path) -> Iterator[Callable[[FleetEvent], None]]:
    if path != Path("-"):
        refuse_planted(path)
    try:
        stream = sys.stdout if path == Path("-") else path.open("a", encoding="utf-8")
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror}") from None

    def tell(event: FleetEvent) -> None:
        stream.write(to_json(event).decode("utf-8") + "\n")
        stream.flush()

    try:
        yield tell
    finally:
        if stream is not sys.stdout:
            stream.close()


@contextmanager
def _bar(*, quiet: bool) -> Iterator[Callable[[FleetEvent], None]]:
    """Yields what shows units, bytes, rate and the time that is left on a terminal; elsewhere nothing is shown."""
    with shown_bar("reading", quiet=quiet) as bar:

        def tell(event: FleetEvent) -> None:
            if bar:
                bar.show(event.ended, event.units, event.bytes, unit="units", rest=_left(event, bar.seconds))

        yield tell


def _left(event: FleetEvent, seconds: float) -> str:
    """Returns the time that is left, by the planned bytes that have ended."""
    ended = event.size - event.left_size
    if ended <= 0 or not event.size:
        return ""
    left = int(seconds * event.left_size / ended)
    return f"{left // 3600}:{left // 60 % 60:02}:{left % 60:02} left"
