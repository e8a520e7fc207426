"""Tells where each format goes: several in one run, files whole or not at all, at most one on standard output."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from msgspec.structs import replace

from auditor.errors import OutputError, UsageError
from auditor.model.report import Report
from auditor.reporters._output.terminal import speakable
from auditor.reporters._shared.render_options import RenderOptions
from auditor.reporters._shared.reporter_registry import formats, is_format, pieces

Target = tuple[str, Path | None]
"""A format and its file; None is standard output."""
_FILE_WIDTH = 100


def parse_targets(texts: Sequence[str]) -> tuple[Target, ...]:
    """Returns what `--format FORMAT[=FILE]` asks for, in its order; `-` as FILE is standard output, as is none.

    Raises:
        UsageError: no such format, an empty FILE, one FILE for two formats, two formats on standard output.
    """
    targets = tuple(map(_parse_target, texts))
    _check(targets)
    return targets


def _parse_target(text: str) -> Target:
    name, separator, file = text.partition("=")
    if not is_format(name):
        from auditor.config_files.problems import nearest  # only where something is wrong

        hint = nearest(name, formats()) or f"; the formats are {', '.join(formats())}"
        raise UsageError(f"there is no format {name!r}{hint}")
    if separator and not file:
        raise UsageError(f"--format {text}: a file name is missing after the =")
    return name, None if file in {"", "-"} else Path(file)


def _check(targets: Sequence[Target]) -> None:
    on_stdout = [name for name, path in targets if path is None]
    if len(on_stdout) > 1:
        raise UsageError(
            f"only one format can go to standard output, not {' and '.join(on_stdout)}: "
            f"give the others a file, as in --format {on_stdout[-1]}=FILE"
        )
    paths = [path for _, path in targets if path is not None]
    for path in paths:
        if paths.count(path) > 1:
            raise UsageError(f"two formats cannot go to one file: {path}")


def write(targets: Sequence[Target], report: Report, options: RenderOptions, *, stdout: TextIO | None = None) -> None:
    """Writes every format as it is rendered: files first, so that a closed pipe costs none of them.

    `options` are those of standard output (`sys.stdout` unless given); files are UTF-8 without colour. A reader
    that closes the pipe early is no error.

    Raises:
        UsageError: two formats on standard output or in one file.
        OutputError: something could not be written; everything else was.
    """
    _check(targets)
    in_files = replace(options, color=False, unicode=True, width=_FILE_WIDTH)
    on_stdout = replace(options, language=speakable(options.language, stdout or sys.stdout))
    failures = []
    for name, path in sorted(targets, key=lambda each: each[1] is None):
        texts = pieces(name, report, on_stdout if path is None else in_files)
        try:
            if path is None:
                _to_stream(texts, stdout or sys.stdout)
            else:
                _to_file(texts, path)
        except OutputError as error:
            failures.append(str(error))
    if failures:
        raise OutputError("; ".join(failures))


def _to_file(texts: Iterable[str], path: Path) -> None:
    from auditor.storage import atomic_write  # only for a report in a file
    from auditor.storage.atomic_write import refuse_planted

    data = (text.encode("utf-8", "backslashreplace") for text in texts)
    refuse_planted(path)
    try:
        if path.exists() and not path.is_file():
            # A device, a named pipe or `/dev/fd/3`: there is nothing to replace, it is written to.
            with path.open("wb") as file:
                file.writelines(data)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror}") from None
    atomic_write.write(path, data)


def _to_stream(texts: Iterable[str], stream: TextIO) -> None:
    encoding = stream.encoding or "utf-8"
    try:
        stream.writelines(text.encode(encoding, "backslashreplace").decode(encoding) for text in texts)
        stream.flush()
    except OSError as error:
        # EINVAL is what Windows says of a closed pipe.
        if not isinstance(error, BrokenPipeError) and error.errno != errno.EINVAL:
            raise OutputError(f"cannot write to standard output: {error.strerror}") from None
        _silence(stream)


def _silence(stream: TextIO) -> None:
    """Lets what is still buffered go nowhere, or the interpreter complains of the closed pipe when it ends."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
