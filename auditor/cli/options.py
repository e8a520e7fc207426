"""The options that every auditing command has, defined once and given to commands as one value."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer
from msgspec import Struct
from msgspec.structs import fields

from auditor.errors import UsageError
from auditor.model.finding import Severity
from auditor.model.request import AuditRequest, Generic

_DESCRIBING = ("sarif", "gitlab")
"""Formats that list every rule with its help."""


class Common(Struct, frozen=True, kw_only=True):
    """The common options, as typed on the command line."""

    formats: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT[=FILE]",
            help="text, json, jsonl, sarif, gitlab, github, junit, csv or markdown; repeatable, with =FILE into a file.",
        ),
    ] = None
    fail_on: Annotated[
        Severity | None, typer.Option("--fail-on", help="Exit with 1 from this severity on (default: medium).")
    ] = None
    baseline: Annotated[Path | None, typer.Option("--baseline", help="The file of accepted findings.")] = None
    config: Annotated[
        Path | None, typer.Option("--config", help="The configuration to use instead of the found one.")
    ] = None
    no_config: Annotated[bool, typer.Option("--no-config", help="Ignore configuration files in the audited tree.")] = (
        False
    )
    rules: Annotated[
        list[Path] | None, typer.Option("--rules", help="A pack of own rules: a folder or a file; repeatable.")
    ] = None
    select: Annotated[
        list[str] | None, typer.Option("--select", metavar="CODE", help="Only these rules (BPK101, BPK2).")
    ] = None
    ignore: Annotated[list[str] | None, typer.Option("--ignore", metavar="CODE", help="Not these rules.")] = None
    generic: Annotated[
        Generic | None, typer.Option("--generic", help="detect-secrets' detectors: off, precise (default) or all.")
    ] = None
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=0, help="Worker processes; 0 chooses.")] = 0
    no_inline_ignores: Annotated[
        bool, typer.Option("--no-inline-ignores", help="Report what comments in the files ask to ignore, too.")
    ] = False
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Neither use nor write the cache of what was seen.")] = (
        False
    )
    show_suppressed: Annotated[
        bool, typer.Option("--show-suppressed", help="Show ignored and baselined findings too.")
    ] = False
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="One line a finding, and nothing else.")] = False
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Everything: remedies, all that was skipped.")] = (
        False
    )
    timings: Annotated[bool, typer.Option("--timings", help="Say on standard error where the time went.")] = False

    def request(self, **scope: Any) -> AuditRequest:  # noqa: ANN401 - the fields of AuditRequest
        """The request that these options and a command's own scope make."""
        if self.quiet and self.verbose:
            raise UsageError("--quiet and --verbose contradict each other: give one of them")
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
            describe_rules=any(name.split("=")[0] in _DESCRIBING for name in self.formats or ()),
            **scope,
        )


def codes(given: list[str] | None) -> tuple[str, ...]:
    """The codes of rules as given, also several separated by commas."""
    return tuple(code.strip().upper() for text in given or () for code in text.split(",") if code.strip())


def with_common(command: Callable[..., None]) -> Callable[..., None]:
    """Adds the common options to a command whose last parameter is `common: Common`."""
    hints = get_type_hints(Common, include_extras=True)
    own = inspect.signature(command, eval_str=True)
    added = {field.name: field.default for field in fields(Common)}

    @wraps(command)
    def wrapper(**given: Any) -> None:  # noqa: ANN401 - whatever the signature says
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
