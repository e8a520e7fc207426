"""Defines the options that commands share, and gives those of the auditing commands to them as one value."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer
from msgspec import Struct
from msgspec.structs import fields

from auditor.cli.command_help import JUDGE, REPORT, RUN, SCOPE
from auditor.errors import UsageError
from auditor.model.finding import Severity
from auditor.model.request import AuditRequest, Generic
from auditor.reporters._shared.reporter_registry import formats, needs_keys, needs_rules
from auditor.wording.lists import listed


class Color(StrEnum):
    """When to write in colour."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"

    def environment(self, variables: Mapping[str, str]) -> Mapping[str, str]:
        """Returns the environment that decides about colour: `NO_COLOR` and `FORCE_COLOR` unless an option says more."""
        if self is Color.AUTO:
            return variables
        others = {name: value for name, value in variables.items() if name not in {"NO_COLOR", "FORCE_COLOR"}}
        return others | ({"FORCE_COLOR": "1"} if self is Color.ALWAYS else {"NO_COLOR": "1"})


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
    typer.Option("--baseline", metavar="FILE", help="The file of accepted findings.", rich_help_panel=JUDGE),
]
Config = Annotated[
    Path | None,
    typer.Option(
        "--config", metavar="FILE", help="The configuration, instead of the one in the tree.", rich_help_panel=JUDGE
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
Colors = Annotated[
    Color,
    typer.Option("--color", metavar="WHEN", help="Colour: auto (default), always or never.", rich_help_panel=RUN),
]


class Common(Struct, frozen=True, kw_only=True):
    """The common options, as typed on the command line."""

    exclude: Exclude = None
    formats: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT[=FILE]",
            help=f"{listed(formats(), ' or ')}; repeatable.",
            rich_help_panel=REPORT,
        ),
    ] = None
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write the report to a file, not the terminal.",
            rich_help_panel=REPORT,
        ),
    ] = None
    fail_on: FailOn = None
    exit_zero: Annotated[
        bool, typer.Option("--exit-zero", help="Exit with 0 even if there are findings.", rich_help_panel=REPORT)
    ] = False
    allow_empty: Annotated[
        bool,
        typer.Option("--allow-empty", help="Exit with 0 even if there is nothing to scan.", rich_help_panel=REPORT),
    ] = False
    show_suppressed: Annotated[
        bool,
        typer.Option("--show-suppressed", help="Show ignored and baselined findings too.", rich_help_panel=REPORT),
    ] = False
    quiet: Quiet = False
    verbose: Annotated[
        bool,
        typer.Option("--verbose", "-v", help="Show every finding, step and skipped file.", rich_help_panel=REPORT),
    ] = False
    select: Select = None
    ignore: Ignore = None
    baseline: BaselineFile = None
    config: Config = None
    no_config: NoConfig = False
    rules: Packs = None
    generic: Generics = None
    no_inline_ignores: Annotated[
        bool,
        typer.Option(
            "--no-inline-ignores", help="Report what comments in the files ask to ignore.", rich_help_panel=JUDGE
        ),
    ] = False
    jobs: Annotated[
        int,
        typer.Option(
            "--jobs", "-j", min=0, metavar="N", help="Worker processes; 0 (default) chooses.", rich_help_panel=RUN
        ),
    ] = 0
    no_cache: Annotated[
        bool, typer.Option("--no-cache", help="Neither read nor write the cache.", rich_help_panel=RUN)
    ] = False
    color: Colors = Color.AUTO
    timings: Annotated[
        bool, typer.Option("--timings", help="Print to standard error how long each step took.", rich_help_panel=RUN)
    ] = False

    def request(self, **scope: Any) -> AuditRequest:
        """The request that these options and a command's own scope make."""
        if self.quiet and self.verbose:
            raise UsageError("--quiet and --verbose contradict each other: use one of them")
        return AuditRequest(
            config=self.config,
            use_config=not self.no_config,
            baseline=self.baseline,
            rules=tuple(self.rules or ()),
            select=codes(self.select),
            ignore=codes(self.ignore),
            fail_on=self.fail_on,
            inline_ignores=not self.no_inline_ignores,
            jobs=self.jobs,
            generic=self.generic,
            cache=not self.no_cache,
            describe_keys=any(needs_keys(text.partition("=")[0]) for text in self.formats or ()),
            describe_rules=any(needs_rules(text.partition("=")[0]) for text in self.formats or ()),
            exclude=patterns(self.exclude),
            **scope,
        )


def codes(given: list[str] | None) -> tuple[str, ...]:
    """Returns codes, prefixes and slugs of rules as given, also several separated by commas; codes in capitals."""
    names = (name.strip() for text in given or () for name in text.split(","))
    return tuple(name.lower() if "-" in name else name.upper() for name in names if name)


def patterns(given: list[str] | None) -> tuple[str, ...]:
    """Returns the patterns of files to leave out.

    Raises:
        UsageError: one of them is no pattern.
    """
    if given:
        from pathspec import GitIgnoreSpec  # 30 ms, only where something is excluded

        for text in given:
            try:
                found = [pattern.include for pattern in GitIgnoreSpec.from_lines([text]).patterns]
            except ValueError:
                found = []
            if not any(include is not None for include in found):
                raise UsageError(f"--exclude {text}: this is no pattern as in .gitignore, so it excludes nothing")
    return tuple(given or ())


def with_common(command: Callable[..., None]) -> Callable[..., None]:
    """Adds the common options to a command whose last parameter is `common: Common`."""
    hints = get_type_hints(Common, include_extras=True)
    own = inspect.signature(command, eval_str=True)
    added = {field.name: field.default for field in fields(Common)}

    @wraps(command)
    def wrapper(**given: Any) -> None:
        common = Common(**{name: given.pop(name) for name in added})
        command(**given, common=common)

    parameters = [parameter for parameter in own.parameters.values() if parameter.name != "common"]
    parameters += (
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=hints[name])
        for name, default in added.items()
    )
    wrapper.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in parameters]
    )
    wrapper.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return wrapper
