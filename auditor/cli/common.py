"""The values of the options that auditing commands share, however they were parsed, and the request that they make."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

from msgspec import Struct

from auditor.errors import UsageError
from auditor.model.finding import Severity
from auditor.model.request import AuditRequest, Generic


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


class Common(Struct, frozen=True, kw_only=True):
    """The common options, as typed on the command line; `options.COMMON` declares them for Typer."""

    exclude: list[str] | None = None
    formats: list[str] | None = None
    output: Path | None = None
    fail_on: Severity | None = None
    exit_zero: bool = False
    allow_empty: bool = False
    show_suppressed: bool = False
    quiet: bool = False
    verbose: bool = False
    select: list[str] | None = None
    ignore: list[str] | None = None
    baseline: Path | None = None
    config: Path | None = None
    no_config: bool = False
    rules: list[Path] | None = None
    trust: str = ""
    generic: Generic | None = None
    no_inline_ignores: bool = False
    jobs: int = 0
    no_cache: bool = False
    lang: str = ""
    color: Color = Color.AUTO
    timings: bool = False

    def request(self, **scope: Any) -> AuditRequest:
        """Returns the request that these options and a command's own scope make."""
        if self.quiet and self.verbose:
            raise UsageError("--quiet and --verbose contradict each other: use one of them")
        describe_keys, describe_rules = _needs(self.formats) if self.formats else (False, False)
        return AuditRequest(
            config=self.config,
            use_config=not self.no_config,
            trust=self.trust,
            baseline=self.baseline,
            rules=tuple(self.rules or ()),
            select=codes(self.select),
            ignore=codes(self.ignore),
            fail_on=self.fail_on,
            inline_ignores=not self.no_inline_ignores,
            jobs=self.jobs,
            generic=self.generic,
            cache=not self.no_cache,
            describe_keys=describe_keys,
            describe_rules=describe_rules,
            excerpts=not self.quiet and (not self.formats or any(name.startswith("text") for name in self.formats)),
            exclude=patterns(self.exclude),
            **scope,
        )


def of_values(given: dict[str, Any]) -> Common:
    """Returns the common options among the parameters of a command, and takes them out there.

    Args:
        given: The parameters that a command line sets, by their names.
    """
    return Common(**{name: given.pop(name) for name in Common.__struct_fields__ if name in given})


def _needs(formats: list[str]) -> tuple[bool, bool]:
    """Returns whether one of the formats shows the keys of an inventory, and whether one lists every rule."""
    from auditor.reporters._shared.reporter_registry import needs_keys, needs_rules  # 6 ms, and text needs neither

    names = [text.partition("=")[0] for text in formats]
    return any(map(needs_keys, names)), any(map(needs_rules, names))


def codes(given: list[str] | None) -> tuple[str, ...]:
    """Returns codes, prefixes and slugs of rules as given, also several separated by commas; what has digits is a code, in capitals."""
    names = (name.strip() for text in given or () for name in text.split(","))
    return tuple(
        name.lower() if "-" in name else name.upper() if any(map(str.isdigit, name)) else name for name in names if name
    )


def patterns(given: list[str] | None) -> tuple[str, ...]:
    """Returns the patterns of files to leave out.

    Raises:
        UsageError: one of them is no pattern, or has too many wildcards.
    """
    if given:
        from pathspec import GitIgnoreSpec  # 30 ms, only where something is excluded

        from auditor.configuration.path_patterns import MOST_WILDCARDS, has_too_many_wildcards

        for text in given:
            if has_too_many_wildcards(text):
                limit = f"more than {MOST_WILDCARDS} `**`, or `*` in one name"
                raise UsageError(f"--exclude {text}: this has {limit}, so it may take very long")
            try:
                found = [pattern.include for pattern in GitIgnoreSpec.from_lines([text]).patterns]
            except ValueError:
                found = []
            if not any(include is not None for include in found):
                raise UsageError(f"--exclude {text}: this is not a pattern as in .gitignore, so it excludes nothing")
    return tuple(given or ())
