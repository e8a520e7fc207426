"""The commands and parameters of the application, as it has them itself: what joins it is walked without being named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from click import Context
from typer.main import get_command

from auditor.cli.application import app


@dataclass(frozen=True)
class Parameter:
    """An argument or an option of a command."""

    command: tuple[str, ...]
    name: str
    """What the option is called, such as `--config`; empty for an argument."""
    is_flag: bool
    choices: tuple[str, ...]
    """The values that it takes, where it takes no others."""
    before: tuple[str, ...]
    """What the command needs besides, so that it can be run at all."""

    def line(self, value: str = "") -> list[str]:
        """Returns the command line that gives it a value."""
        if self.is_flag:
            return [*self.command, *self.before, self.name]
        return [*self.command, *self.before, *([self.name] if self.name else []), value]

    def __str__(self) -> str:
        return " ".join((*self.command, self.name or "ARGUMENT"))


@cache
def commands() -> tuple[tuple[str, ...], ...]:
    """Returns the words of every command, groups included."""
    return tuple(path for path, _ in _walk(get_command(app), ()))


@cache
def parameters() -> tuple[Parameter, ...]:
    """Returns every parameter of every command."""
    return tuple(parameter for path, command in _walk(get_command(app), ()) for parameter in _parameters(path, command))


def _walk(command: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    yield path, command
    if hasattr(command, "list_commands"):
        context = Context(command)
        for name in command.list_commands(context):
            # A command in parentheses is what its group does without one.
            word = (name,) if name[0].isalpha() else ()
            yield from _walk(command.get_command(context, name), (*path, *word))


def _parameters(path: tuple[str, ...], command: Any) -> Iterator[Parameter]:
    required = [one for one in command.params if one.param_type_name == "argument" and one.required]
    for one in command.params:
        is_argument = one.param_type_name == "argument"
        yield Parameter(
            command=path,
            name="" if is_argument else max(one.opts, key=len),
            is_flag=bool(getattr(one, "is_flag", False)),
            choices=tuple(map(_text, getattr(one.type, "choices", ()))),
            before=() if is_argument else tuple(_any_value(other) for other in required),
        )


def _any_value(argument: Any) -> str:
    choices = getattr(argument.type, "choices", ())
    return _text(next(iter(choices))) if choices else "BPK101"


def _text(choice: Any) -> str:
    return str(getattr(choice, "value", choice))
