"""Tells how `--help` looks: options in groups, the everyday ones first, three examples at the end, nothing cut at any width."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from typing import Any

import typer
from typer._click.exceptions import ClickException, NoSuchOption
from typer.core import TyperCommand, TyperGroup

ARGUMENTS = "Arguments"
"""The group of what a command takes that scans nothing."""
SCOPE = "What to scan"
REPORT = "What to report"
JUDGE = "How to judge"
RUN = "How to run"
GROUPS = (ARGUMENTS, SCOPE, REPORT, JUDGE, RUN)
"""The groups of options, in the order in which every command lists them."""
CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
_WIDEST_LABEL = 24
_GAP = 2
Row = tuple[str, str]
_PLAINER = {
    "is not a valid int range": "is not a whole number",
    "is not in the range x>=0": "is less than 0",
    "does not match the formats '%Y-%m-%d'": "is not a date such as 2026-08-31",
}
"""What Typer says of a value, and what we say."""


@contextmanager
def errors_without_values() -> Iterator[None]:
    """Takes secrets, and what a terminal would obey, out of Typer's own errors: they repeat what was typed.

    A command line with a secret is refused before Typer sees it, but for the name of a file that exists.

    Raises:
        ClickException: the error, with texts that can be shown.
    """
    try:
        yield
    except ClickException as error:
        from auditor.redaction import redacted  # only where something is wrong
        from auditor.reporters._shared.sanitize import neutral

        for name, value in vars(error).items():
            if isinstance(value, str):
                shown = "\n".join(map(neutral, redacted(value).split("\n")))
                for theirs, ours in _PLAINER.items():
                    shown = shown.replace(theirs, ours)
                setattr(error, name, shown)
        raise


class PlainCommand(TyperCommand):
    """A command whose help is plain text."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parses the arguments.

        Raises:
            UsageError: an option does not exist; the message names the nearest.
        """
        try:
            rest: list[str] = super().parse_args(ctx, args)
        except NoSuchOption as error:
            name = error.option_name
            close = get_close_matches(name, [each for option in self.get_params(ctx) for each in option.opts], n=1)
            hint = f"Did you mean '{close[0]}'?" if close else f"`{ctx.command_path} --help` lists all options."
            ctx.fail(f"No such option '{name}'. {hint}")
        return rest

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """Writes how the command is called: a required argument as plain as an optional one in brackets."""
        pieces = (piece.strip("{}") for piece in self.collect_usage_pieces(ctx))
        # The audit of an inventory is a command without a name: `policy` alone.
        words = [word for word in ctx.command_path.split() if not word.startswith("(")]
        formatter.write_usage(" ".join(words), " ".join(pieces))

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Writes arguments and options by their groups."""
        _write_parameters(self, ctx, formatter)

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Writes the examples."""
        _write_examples(self.epilog, formatter)


class PlainGroup(TyperGroup):
    """A command with commands of its own, whose help is plain text and lists all of them."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Writes the commands, each with its own commands, then the options."""
        write_rows(formatter, "Commands", list(self._commands(ctx)))
        _write_parameters(self, ctx, formatter)

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Writes the examples."""
        _write_examples(self.epilog, formatter)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Finds a command by its name.

        Raises:
            UsageError: there is none; the message names the nearest.
        """
        if args and args[0][:1] != "-" and self.get_command(ctx, args[0]) is None and not ctx.resilient_parsing:
            close = get_close_matches(args[0], self.list_commands(ctx), n=1)
            hint = f"Did you mean '{close[0]}'?" if close else f"`{ctx.command_path} --help` lists all commands."
            ctx.fail(f"No such command '{args[0]}'. {hint}")
        return super().resolve_command(ctx, args)

    def _commands(self, ctx: Any) -> Iterable[Row]:
        for name in self.list_commands(ctx):
            command: Any = self.get_command(ctx, name)
            if command is None or command.hidden:
                continue
            yield name, _first_sentence(command)
            if isinstance(command, TyperGroup):
                inner = typer.Context(command, info_name=name, parent=ctx)
                for sub in command.list_commands(inner):
                    subcommand: Any = command.get_command(inner, sub)
                    if sub[0].isalpha() and not subcommand.hidden:
                        yield f"  {name} {sub}", _first_sentence(subcommand)


def new_app(**options: Any) -> typer.Typer:
    """Returns an application whose help is plain text."""
    return typer.Typer(
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings=CONTEXT,
        **options,
    )


def examples(*rows: Row) -> str:
    """Returns three examples, each a command and what it does, as the text that ends the help of a command."""
    return "\n".join(f"{command}\t{purpose}" for command, purpose in rows)


def write_rows(formatter: Any, title: str, rows: Sequence[Row]) -> None:
    """Writes a section of labels and texts, in two columns; a label that is too long has a line of its own."""
    if not rows:
        return
    widest = min(max(len(label) for label, _ in rows), _WIDEST_LABEL)
    column = 2 + widest + _GAP
    formatter.write(f"\n{title}:\n")
    for label, text in rows:
        lines = textwrap.wrap(
            text, max(formatter.width - column, 20), break_long_words=False, break_on_hyphens=False
        ) or [""]
        if len(label) > widest:
            formatter.write(f"  {label}\n")
        else:
            formatter.write(f"  {label:<{widest + _GAP}}{lines.pop(0)}".rstrip() + "\n")
        for line in lines:
            formatter.write(f"{'':{column}}{line}".rstrip() + "\n")


def _write_parameters(command: Any, ctx: Any, formatter: Any) -> None:
    groups: dict[str, list[Row]] = {name: [] for name in GROUPS}
    for parameter in command.get_params(ctx):
        if (record := _record(parameter, ctx)) is not None:
            panel = getattr(parameter, "rich_help_panel", None)
            usual = ARGUMENTS if parameter.param_type_name == "argument" else RUN
            groups.setdefault(panel or usual, []).append(record)
    for title, rows in groups.items():
        write_rows(formatter, title, rows)


def _record(parameter: Any, ctx: Any) -> Row | None:
    """Returns the names of a parameter with what it takes, and its help."""
    if parameter.hidden:
        return None
    if parameter.param_type_name == "argument":
        return parameter.make_metavar(ctx=ctx), parameter.help or ""
    names = sorted(parameter.opts, key=len)
    takes = "" if parameter.is_flag or parameter.count else f" {parameter.make_metavar(ctx=ctx)}"
    label = ", ".join(names) if len(names[0]) == len("-x") else f"    {', '.join(names)}"
    return f"{label}{takes}", parameter.help or ""


def _write_examples(text: str | None, formatter: Any) -> None:
    if not text:
        return
    formatter.write("\nExamples:\n")
    for line in text.splitlines():
        command, _, purpose = line.partition("\t")
        formatter.write(f"  {command}\n")
        for row in textwrap.wrap(purpose, max(formatter.width - 6, 20), break_on_hyphens=False):
            formatter.write(f"      {row}\n")


def _first_sentence(command: Any) -> str:
    text = command.short_help or (command.help or "").strip().partition("\n\n")[0]
    return " ".join(text.split()).partition(". ")[0].rstrip(".")
