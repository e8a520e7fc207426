"""Declares the options that commands share for Typer, and gives those of the auditing commands to them as one value."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

import typer
from msgspec.structs import fields

from auditor.cli.command_help import JUDGE, REPORT, RUN, SCOPE
from auditor.cli.common import Color, Common
from auditor.model.finding import Severity
from auditor.model.request import Generic
from auditor.reporters._shared.reporter_registry import formats
from auditor.wording.lists import listed

Paths = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[PATH]...", help="Files and folders; the current folder if none is given.", rich_help_panel=SCOPE
    ),
]
Exclude = Annotated[
    list[str] | None,
    typer.Option(
        "--exclude",
        metavar="PATTERN",
        help="Leave out files that match a .gitignore pattern; repeatable.",
        rich_help_panel=SCOPE,
    ),
]
History = Annotated[bool, typer.Option("--history", help="Files and the whole git history.", rich_help_panel=SCOPE)]
Stdin = Annotated[bool, typer.Option("--stdin", help="Standard input; the same as -.", rich_help_panel=SCOPE)]
StdinName = Annotated[
    str, typer.Option("--stdin-name", metavar="NAME", help="The file name of standard input.", rich_help_panel=SCOPE)
]
Environment = Annotated[
    bool,
    typer.Option("--env", help="Environment variables that begin with BACKPACK_, BPX_ or BP_.", rich_help_panel=SCOPE),
]
Inventory = Annotated[
    Path | None,
    typer.Option(
        "--inventory",
        metavar="FILE",
        help="The key inventory; by default backpack-keys.yaml in the scanned folder.",
        rich_help_panel=SCOPE,
    ),
]
FailOn = Annotated[
    Severity | None,
    typer.Option(
        "--fail-on",
        metavar="SEVERITY",
        help="Exit with 1 from this severity: info, low, medium (default), high or critical.",
        rich_help_panel=REPORT,
    ),
]
Select = Annotated[
    list[str] | None,
    typer.Option(
        "--select",
        metavar="RULE",
        help="Only these rules: code, prefix or slug (BPK101, BPK2, leaked-secret); repeatable.",
        rich_help_panel=JUDGE,
    ),
]
Ignore = Annotated[
    list[str] | None,
    typer.Option("--ignore", metavar="RULE", help="All rules but these; repeatable.", rich_help_panel=JUDGE),
]
BaselineFile = Annotated[
    Path | None,
    typer.Option(
        "--baseline",
        metavar="FILE",
        help="The accepted findings; by default .backpack-audit.baseline.json if it exists.",
        rich_help_panel=JUDGE,
    ),
]
Config = Annotated[
    Path | None,
    typer.Option(
        "--config", metavar="FILE", help="Use this configuration, not the one in the tree.", rich_help_panel=JUDGE
    ),
]
NoConfig = Annotated[
    bool, typer.Option("--no-config", help="Ignore the configuration in the tree.", rich_help_panel=JUDGE)
]
Packs = Annotated[
    list[Path] | None,
    typer.Option(
        "--rules", metavar="PATH", help="A folder or file with your own rules; repeatable.", rich_help_panel=JUDGE
    ),
]
Trust = Annotated[
    str,
    typer.Option(
        "--trust",
        metavar="BASE",
        help="Take configuration, baseline, rules and inline comments from this revision, not the tree.",
        rich_help_panel=JUDGE,
    ),
]
Generics = Annotated[
    Generic | None,
    typer.Option(
        "--generic",
        metavar="MODE",
        help="Other products' secrets, by detect-secrets: off, precise (default) or all.",
        rich_help_panel=JUDGE,
    ),
]
Quiet = Annotated[
    bool, typer.Option("--quiet", "-q", help="One line for each finding, and nothing else.", rich_help_panel=REPORT)
]
Silent = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing if all went well.", rich_help_panel=REPORT)]
Lang = Annotated[
    str,
    typer.Option(
        "--lang",
        metavar="LANGUAGE",
        help="Language of reports for people: en, es, ru or zh; that of the locale if not given.",
        rich_help_panel=REPORT,
    ),
]
Colors = Annotated[
    Color,
    typer.Option("--color", metavar="WHEN", help="Colour: auto (default), always or never.", rich_help_panel=RUN),
]


Formats = Annotated[
    list[str] | None,
    typer.Option(
        "--format",
        "-f",
        metavar="FORMAT[=FILE]",
        help=f"{listed(formats(), ' or ')}; repeatable.",
        rich_help_panel=REPORT,
    ),
]
OutputFile = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Write the report to a file, not the terminal.",
        rich_help_panel=REPORT,
    ),
]
ExitZero = Annotated[
    bool, typer.Option("--exit-zero", help="Exit with 0 even if there are findings.", rich_help_panel=REPORT)
]
AllowEmpty = Annotated[
    bool,
    typer.Option("--allow-empty", help="Exit with 0 even if there is nothing to scan.", rich_help_panel=REPORT),
]
ShowSuppressed = Annotated[
    bool,
    typer.Option("--show-suppressed", help="Show ignored and baselined findings too.", rich_help_panel=REPORT),
]
Verbose = Annotated[
    bool,
    typer.Option("--verbose", "-v", help="Show every finding, step and skipped file.", rich_help_panel=REPORT),
]
NoInlineIgnores = Annotated[
    bool,
    typer.Option("--no-inline-ignores", help="Report what comments in the files ask to ignore.", rich_help_panel=JUDGE),
]
Jobs = Annotated[
    int,
    typer.Option(
        "--jobs", "-j", min=0, metavar="N", help="Worker processes; 0 (default) chooses.", rich_help_panel=RUN
    ),
]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Neither read nor write the cache.", rich_help_panel=RUN)]
Timings = Annotated[
    bool, typer.Option("--timings", help="Print to standard error how long each step took.", rich_help_panel=RUN)
]
COMMON: dict[str, Any] = {
    "exclude": Exclude,
    "formats": Formats,
    "output": OutputFile,
    "fail_on": FailOn,
    "exit_zero": ExitZero,
    "allow_empty": AllowEmpty,
    "show_suppressed": ShowSuppressed,
    "quiet": Quiet,
    "verbose": Verbose,
    "select": Select,
    "ignore": Ignore,
    "baseline": BaselineFile,
    "config": Config,
    "no_config": NoConfig,
    "rules": Packs,
    "trust": Trust,
    "generic": Generics,
    "no_inline_ignores": NoInlineIgnores,
    "jobs": Jobs,
    "no_cache": NoCache,
    "lang": Lang,
    "color": Colors,
    "timings": Timings,
}
"""The option that sets each field of `Common`, in the order of its fields."""


def with_common(command: Callable[..., None]) -> Callable[..., None]:
    """Adds the common options to a command whose last parameter is `common: Common`."""
    own = inspect.signature(command, eval_str=True)
    added = {field.name: field.default for field in fields(Common)}

    @wraps(command)
    def wrapper(**given: Any) -> None:
        common = Common(**{name: given.pop(name) for name in added})
        command(**given, common=common)

    parameters = [parameter for parameter in own.parameters.values() if parameter.name != "common"]
    parameters += (
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=COMMON[name])
        for name, default in added.items()
    )
    wrapper.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in parameters]
    )
    wrapper.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return wrapper
