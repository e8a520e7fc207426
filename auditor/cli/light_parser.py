"""Parses plain command lines of a few commands without Typer, which takes 35 ms; Typer parses all others.

What it returns is what Typer would pass to the command, which `tests/unit/cli/test_light_parser.py` proves for every
option. Whatever is wrong, abbreviated, or asks for help is left to Typer, which says it better.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from auditor.agents.agent import Agent
from auditor.cli.common import Color
from auditor.model.finding import Severity
from auditor.model.request import Generic

Take = Callable[[str], Any]
"""Makes the value of an option of its text; raises ValueError where Typer has to say what is wrong."""
Option = tuple[str, Take | None, bool]
"""The parameter that an option sets, what takes its value (None for a flag), and whether it can be repeated."""


def _text(text: str) -> str:
    if not text or text[0] == "-":
        raise ValueError
    return text


def _path(text: str) -> Path:
    return Path(_text(text))


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ValueError
    return int(text)


COMMON: dict[str, Option] = {
    "--exclude": ("exclude", _text, True),
    "--format": ("formats", _text, True),
    "-f": ("formats", _text, True),
    "--output": ("output", _path, False),
    "-o": ("output", _path, False),
    "--fail-on": ("fail_on", Severity, False),
    "--exit-zero": ("exit_zero", None, False),
    "--allow-empty": ("allow_empty", None, False),
    "--show-suppressed": ("show_suppressed", None, False),
    "--quiet": ("quiet", None, False),
    "-q": ("quiet", None, False),
    "--verbose": ("verbose", None, False),
    "-v": ("verbose", None, False),
    "--select": ("select", _text, True),
    "--ignore": ("ignore", _text, True),
    "--baseline": ("baseline", _path, False),
    "--config": ("config", _path, False),
    "--no-config": ("no_config", None, False),
    "--rules": ("rules", _path, True),
    "--trust": ("trust", _text, False),
    "--generic": ("generic", Generic, False),
    "--no-inline-ignores": ("no_inline_ignores", None, False),
    "--jobs": ("jobs", _count, False),
    "-j": ("jobs", _count, False),
    "--no-cache": ("no_cache", None, False),
    "--lang": ("lang", _text, False),
    "--color": ("color", Color, False),
    "--timings": ("timings", None, False),
}
"""The fields of `common.Common`."""
SCAN: dict[str, Option] = COMMON | {
    "--history": ("history", None, False),
    "--staged": ("staged", None, False),
    "--range": ("revisions", _text, False),
    "--stdin": ("stdin", None, False),
    "--stdin-name": ("stdin_name", _text, False),
    "--agents": ("agents", None, False),
    "--unreachable": ("unreachable", None, False),
}
HOOK: dict[str, Option] = COMMON | {
    "--install": ("install", None, False),
    "--uninstall": ("uninstall", None, False),
    "--agent": ("agent", Agent, False),
    "--fail-closed": ("fail_closed", None, False),
}
_EXPANDED_ON_WINDOWS = frozenset("*?[~$%")
"""What Typer expands in an argument there, because no shell does."""


def parse(options: Mapping[str, Option], rest: str, arguments: Sequence[str]) -> dict[str, Any] | None:
    """Returns the parameters that a command line sets, or None where Typer has to parse it.

    Args:
        options: The options of the command.
        rest: The parameter that takes the other arguments.
        arguments: The command line behind the name of the command.
    """
    if sys.platform == "win32" and any(not _EXPANDED_ON_WINDOWS.isdisjoint(text) for text in arguments):
        return None
    given: dict[str, Any] = {}
    waiting = list(reversed(arguments))
    while waiting:
        text = waiting.pop()
        if text == "--":
            given.setdefault(rest, []).extend(reversed(waiting))
            break
        if text[:1] != "-" or text == "-":
            given.setdefault(rest, []).append(text)
        elif not _set_option(options, text, waiting, given):
            return None
    return {name: value for name, value in given.items() if value != []}


def _set_option(options: Mapping[str, Option], text: str, waiting: list[str], given: dict[str, Any]) -> bool:
    """Sets the parameter of an option; returns whether that could be done."""
    name, equals, value = text.partition("=")
    option = options.get(name)
    if option is None or (equals and (option[1] is None or name[:2] != "--")):
        return False
    parameter, take, is_repeatable = option
    if take is None:
        given[parameter] = True
        return True
    if not equals:
        if not waiting:
            return False
        value = waiting.pop()
    try:
        taken = take(value)
    except ValueError:
        return False
    if is_repeatable:
        given.setdefault(parameter, []).append(taken)
    else:
        given[parameter] = taken
    return True
