"""The grammar of the command line, held for every command and option: a new one joins without being named here."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
import typer
from typer.testing import CliRunner

from auditor.cli.application import app
from auditor.cli.command_help import CONTEXT, GROUPS
from auditor.redaction import redacted

WIDTHS = (60, 80, 140)


class Found(NamedTuple):
    """A command with the words that call it."""

    words: tuple[str, ...]
    command: Any
    context: Any


def walk() -> Iterator[Found]:
    root: Any = typer.main.get_command(app)
    context = typer.Context(root, info_name="backpack-audit", **CONTEXT)  # type: ignore[arg-type]
    yield Found((), root, context)
    yield from below(root, context, ())


def below(group: Any, context: Any, words: tuple[str, ...]) -> Iterator[Found]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        inner = typer.Context(command, info_name=name, parent=context)
        path = (*words, name) if name[0].isalpha() else words
        names = command.list_commands(inner) if hasattr(command, "list_commands") else []
        if not any(name.startswith("(") for name in names):  # else the group is one of its commands
            yield Found(path, command, inner)
        if names:
            yield from below(command, inner, path)


COMMANDS = list(walk())
LEAVES = [found for found in COMMANDS if not hasattr(found.command, "list_commands")]
OPTIONS = [
    (found, option)
    for found in COMMANDS
    for option in found.command.get_params(found.context)
    if option.param_type_name == "option"
]
each_command = pytest.mark.parametrize("found", COMMANDS, ids=lambda found: " ".join(found.words) or "(root)")


def help_of(found: Found, width: int) -> str:
    """The help at a width; the runner of tests knows one width alone."""
    found.context.terminal_width = width
    text: str = found.command.get_help(found.context)
    return text


def test_there_are_commands() -> None:
    names = {" ".join(found.words) for found in COMMANDS}
    assert {"scan", "rules explain", "baseline create", "policy init", "completion", "help", "version"} <= names


@each_command
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_cut_at_any_width(found: Found, width: int) -> None:
    text = help_of(found, width)
    assert "…" not in text
    shown = " ".join(text.split())
    for line in text.splitlines():
        assert len(line) <= width, line
    if found in LEAVES:
        for option in found.command.get_params(found.context):
            for name in option.opts if option.param_type_name == "option" else ():
                assert re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", shown), name
            assert " ".join((option.help or "").split()) in shown


@each_command
def test_all_of_help_is_there(found: Found) -> None:
    text = help_of(found, 80)
    examples = re.findall(r"^  (?!    )(\S.*)\n      \S", text.partition("\nExamples:\n")[2], re.MULTILINE)
    assert len(examples) == 3
    titles = re.findall(r"^(\S.*):$", text, re.MULTILINE)
    groups = [title for title in titles if title in GROUPS]
    assert groups == [title for title in GROUPS if title in groups]
    assert set(titles) <= {*GROUPS, "Commands", "Examples"}


@each_command
def test_the_usage_says_how_the_command_is_called(found: Found) -> None:
    first = help_of(found, 140).partition("\n\n")[0]
    takes = r"(?: \[?[A-Z|]+(?: \[[A-Z]+\])?\]?(?:\.\.\.)?)*"
    assert re.fullmatch(rf"Usage: {' '.join(('backpack-audit', *found.words))}(?: \[OPTIONS\])?{takes}", first)


def test_the_main_help_lists_all_commands() -> None:
    text = help_of(COMMANDS[0], 80)
    for found in COMMANDS:
        if found.words:
            assert re.search(rf"^ +{' '.join(found.words)}(?:  |$)", text, re.MULTILINE), found.words


@pytest.mark.parametrize(
    ("found", "option"), OPTIONS, ids=[f"{' '.join(found.words)} {option.name}" for found, option in OPTIONS]
)
def test_an_option_says_what_it_is(found: Found, option: Any) -> None:
    longs = [name for name in option.opts if name.startswith("--")]
    shorts = [name for name in option.opts if not name.startswith("--")]
    assert longs
    assert all(re.fullmatch(r"--[a-z]+(?:-[a-z]+)*", name) for name in longs)
    assert all(re.fullmatch(r"-[A-Za-z]", name) for name in shorts)
    assert not option.secondary_opts
    assert re.match(r"[A-Z0-9=]|[a-z]+(?:,| or |;)|With ", option.help), option.help
    assert option.help.endswith(".")
    assert len(option.help) <= 100
    if option.name != "help":
        assert getattr(option, "rich_help_panel", None) in {*GROUPS, None}
    if not option.is_flag:
        assert re.fullmatch(r"[A-Z.]+(?:\[=[A-Z]+\])?", option.metavar or ""), option.opts


def test_an_option_means_the_same_everywhere() -> None:
    meanings: dict[str, set[tuple[object, ...]]] = {}
    for _, option in OPTIONS:
        shorts = tuple(name for name in option.opts if not name.startswith("--"))
        for name in option.opts:
            meanings.setdefault(name, set()).add((option.metavar, shorts, option.multiple))
    differing = {name: found for name, found in meanings.items() if len(found) > 1}
    # Both are fixed: a fleet's list of targets comes from a file, a probe from an address (also --my-address).
    assert differing.pop("--from") == {("ADDRESS", (), False), ("FILE", (), False)}
    # A check requires names of fields, a report of a fleet that what it was about is still so.
    assert differing.pop("--require") == {("NAME", (), True), ("WHAT", (), False)}
    assert not differing


def test_everyday_options_come_first() -> None:
    first = {"What to report": "--format", "How to judge": "--select", "How to run": "--jobs"}
    text = help_of(next(found for found in COMMANDS if found.words == ("scan",)), 100)
    for title, name in first.items():
        section = text.partition(f"\n{title}:\n")[2].partition("\n\n")[0]
        assert name in section.splitlines()[0]


@each_command
def test_examples_are_commands_that_exist(found: Found) -> None:
    known = {other.words: other for other in COMMANDS}
    for line in (found.command.epilog or "").splitlines():
        command, _, purpose = line.partition("\t")
        assert re.match(r"[A-Z]", purpose)
        assert purpose.endswith(".")
        calls = re.findall(r"(?:backpack-audit|python -m auditor)((?: [^|;)>]+)?)", command.replace("$(", ""))
        assert calls, command
        for call in calls:
            words = shlex.split(call)
            path = tuple(words[:2]) if tuple(words[:2]) in known else tuple(words[:1])
            if words and words[0].startswith("-"):
                path = ()
            assert path in known, command
            options = {name for other in COMMANDS if other.words == path for name in names_of(other)}
            used = {word.partition("=")[0] for word in words if word.startswith("-") and word != "-"}
            assert used <= options, command


def names_of(found: Found) -> set[str]:
    return {name for option in found.command.get_params(found.context) for name in option.opts}


@pytest.mark.parametrize("found", [found for found in COMMANDS if found.words], ids=lambda found: " ".join(found.words))
def test_a_misspelt_command_names_the_nearest(found: Found) -> None:
    *before, name = found.words
    if before == ["policy"]:
        pytest.skip("what is no command of policy is a path")
    wrong = name[:-1] + name[-1] * 2 + "x"
    result = CliRunner().invoke(app, [*before, wrong])
    assert result.exit_code == 2
    assert f"Did you mean '{name}'?" in result.output


@pytest.mark.parametrize("found", LEAVES, ids=lambda found: " ".join(found.words))
def test_a_misspelt_option_names_the_nearest(found: Found) -> None:
    for name in names_of(found):
        if name.startswith("--"):
            result = CliRunner().invoke(app, [*found.words, f"{name}zz"])
            assert result.exit_code == 2, result.output
            assert "Did you mean '--" in result.output


@each_command
def test_help_is_shown_by_help_and_h(found: Found) -> None:
    if found.words[:1] != ("help",):
        runner = CliRunner(env={"COLUMNS": "80"})
        shown = {
            runner.invoke(app, [*found.words, name], prog_name="backpack-audit").output for name in ("--help", "-h")
        }
        assert len(shown) == 1
        helped = runner.invoke(app, ["help", *found.words], prog_name="backpack-audit")
        assert helped.exit_code == 0
        assert helped.output.partition("\n")[2].strip()


def test_nothing_in_help_looks_like_a_secret() -> None:
    for found in COMMANDS:
        text = help_of(found, 140)
        assert redacted(text) == text
