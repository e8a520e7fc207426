"""The light parser says what Typer says, for every option of the commands that it knows, or leaves the line to Typer."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.cli import hook, scan
from auditor.cli.common import Common
from auditor.cli.light_parser import HOOK, SCAN, Option, parse
from auditor.cli.options import COMMON

KNOWN: dict[str, tuple[typer.Typer, dict[str, Option], str]] = {
    "scan": (scan.app, SCAN, "paths"),
    "hook": (hook.app, HOOK, "files"),
}
VALUES = {"--fail-on": "high", "--generic": "all", "--color": "never", "--jobs": "3", "-j": "3", "--agent": "cursor"}
ODD = [
    "-",
    "--",
    "a.txt",
    "",
    "-x",
    "--help",
    "-h",
    "-qv",
    "-fjson",
    "--quiet=1",
    "--format=",
    "--jobs=-1",
    "--nope",
    "x=y",
]


def by_typer(name: str, arguments: list[str]) -> dict[str, Any] | None:
    """What Typer passes to the command beyond the defaults; None where it has something to say."""
    command: Any = typer.main.get_command(KNOWN[name][0])
    received: dict[str, Any] = {}
    original = KNOWN[name][0].registered_commands[0].callback
    assert original is not None

    def receive(**values: Any) -> None:
        received.update(values)

    receive.__signature__ = inspect.signature(original)  # type: ignore[attr-defined]
    receive.__annotations__ = original.__annotations__
    recorder = typer.Typer()
    recorder.command(cls=type(command))(receive)
    try:
        typer.main.get_command(recorder)(arguments, standalone_mode=False)
    except (Exception, SystemExit):  # noqa: BLE001 - whatever it is: the light parser must leave it alone
        return None
    defaults = {each.name: each.default for each in inspect.signature(original).parameters.values()}
    return {each: value for each, value in received.items() if value != defaults[each]} if received else None


def without_defaults(name: str, values: dict[str, Any]) -> dict[str, Any]:
    original: Any = KNOWN[name][0].registered_commands[0].callback
    defaults = {each.name: each.default for each in inspect.signature(original).parameters.values()}
    return {each: value for each, value in values.items() if value != defaults[each]}


def agree(name: str, arguments: list[str]) -> None:
    _, options, rest = KNOWN[name]
    light, full = parse(options, rest, arguments), by_typer(name, arguments)
    if light is not None:
        assert full == without_defaults(name, light), arguments


@pytest.mark.parametrize("name", KNOWN)
def test_every_option_of_the_command_is_known(name: str) -> None:
    app, options, _ = KNOWN[name]
    command: Any = typer.main.get_command(app)
    parameters = [each for each in command.params if each.param_type_name == "option" and each.name != "help"]
    assert set(options) == {spelling for each in parameters for spelling in each.opts}


@pytest.mark.parametrize(("name", "option"), [(name, option) for name in KNOWN for option in KNOWN[name][1]])
def test_an_option_means_what_it_means_to_typer(name: str, option: str) -> None:
    _, options, rest = KNOWN[name]
    line = [option] if options[option][1] is None else [option, VALUES.get(option, "some/text")]
    for arguments in (line, [*line, "a", *line, "b"]):
        assert parse(options, rest, arguments) is not None
        agree(name, arguments)
    if len(line) > 1:
        agree(name, ["=".join(line)])
        agree(name, [option])


@pytest.mark.parametrize("name", KNOWN)
def test_nothing_given_is_nothing_set(name: str) -> None:
    _, options, rest = KNOWN[name]
    assert parse(options, rest, []) == {}
    assert by_typer(name, []) in ({}, None)


WORDS = st.sampled_from([*SCAN, *HOOK, *VALUES.values(), *ODD])


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([*KNOWN]), st.lists(WORDS, max_size=6))
def test_any_line_is_parsed_alike_or_left_to_typer(name: str, arguments: list[str]) -> None:
    agree(name, arguments)


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--formt", "json"], ["--jobs", "x"], ["--fail-on", "worst"], ["-qv"]]
)
@pytest.mark.parametrize("name", KNOWN)
def test_help_and_mistakes_are_left_to_typer(name: str, arguments: list[str]) -> None:
    assert parse(KNOWN[name][1], KNOWN[name][2], arguments) is None


def test_the_values_are_those_that_are_declared() -> None:
    assert tuple(COMMON) == Common.__struct_fields__


def test_a_program_glob_is_left_to_typer_on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "win32")
    assert parse(HOOK, "files", ["*.py"]) is None
    assert parse(HOOK, "files", ["a.py"]) == {"files": ["a.py"]}
