"""Tells what the output can show: colour, width, and characters beyond ASCII."""

from __future__ import annotations

import codecs
import os
from collections.abc import Mapping
from contextlib import suppress
from typing import TextIO

from msgspec.structs import replace

from auditor.reporters._shared.render_options import RenderOptions

_LEAST_WIDTH, _DEFAULT_WIDTH = 20, 100


def for_stream(options: RenderOptions, stream: TextIO, environment: Mapping[str, str]) -> RenderOptions:
    """Returns `options` with what `stream` can show.

    `NO_COLOR` switches colour off and `FORCE_COLOR` on even in a pipe, where they are set and not empty; the first
    wins. `COLUMNS` sets the width; else it is the terminal's, and 100 where there is none.
    """
    return replace(
        options,
        color=_has_color(stream, environment),
        width=_width(stream, environment),
        unicode=_is_unicode(stream),
    )


def speakable(language: str, stream: TextIO) -> str:
    """Returns a language, or empty for English where a stream cannot write its letters.

    Args:
        language: A code; empty for English.
        stream: Where the text will go.
    """
    if not language:
        return ""
    from auditor.languages.read_language import read_language  # for other languages only

    try:
        read_language(language).name.encode(stream.encoding or "utf-8")
    except (LookupError, UnicodeEncodeError):
        return ""
    return language


def takes_links(stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Returns whether the output is a terminal that opens links (OSC 8); others ignore them, but for the Linux console.

    Args:
        stream: The output.
        environment: Of these `TERM` counts.
    """
    return stream.isatty() and environment.get("TERM") not in {"dumb", "linux"} and not _is_legacy_console()


def _has_color(stream: TextIO, environment: Mapping[str, str]) -> bool:
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return True
    return stream.isatty() and environment.get("TERM") != "dumb" and not _is_legacy_console()


def _is_legacy_console() -> bool:
    """Returns whether this is a Windows console that shows escape codes as text."""
    if os.name != "nt":
        return False
    from rich.console import detect_legacy_windows  # on Windows only

    return detect_legacy_windows()


def _width(stream: TextIO, environment: Mapping[str, str]) -> int:
    columns = environment.get("COLUMNS", "")
    if columns.isdecimal() and int(columns):
        return max(int(columns), _LEAST_WIDTH)
    with suppress(OSError, ValueError):
        return max(os.get_terminal_size(stream.fileno()).columns or _DEFAULT_WIDTH, _LEAST_WIDTH)
    return _DEFAULT_WIDTH


def _is_unicode(stream: TextIO) -> bool:
    with suppress(LookupError):
        return codecs.lookup(stream.encoding or "utf-8").name.startswith("utf")
    return False
