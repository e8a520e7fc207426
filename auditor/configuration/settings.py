"""Tells what a configuration says, typed; and what of it a reader of the report must know."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from auditor.model.finding import Severity
from auditor.model.request import Generic
from auditor.redaction import is_showable
from auditor.wording.lists import listed

_MOST_SHOWN = 10
"""Patterns, codes or names that one note lists; the rest is counted."""


class Configuration(Struct, frozen=True, kw_only=True):
    """The settings of one run; paths are absolute, patterns relative to the scanned root. Empty without a file."""

    shown: str = ""
    """What reports call the file: its path relative to the scanned root; empty without a file."""
    folder: Path | None = None
    """The folder to which the file's paths are relative."""
    paths: tuple[Path, ...] = ()
    exclude: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    """`exclude` as written in the file."""
    excluded_by_option: tuple[str, ...] = ()
    """The patterns of `--exclude`, as given."""
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severities: tuple[tuple[str, Severity], ...] = ()
    names: Mapping[str, tuple[str, ...]] = {}
    """Names and words to add; the keys are those of `Vocabulary.extended`."""
    rules: tuple[Path, ...] = ()
    fail_on: Severity | None = None
    baseline: Path | None = None
    inventory: Path | None = None
    generic: Generic | None = None
    jobs: int | None = None

    def scanned(self, paths: tuple[Path, ...]) -> tuple[Path, ...]:
        """Returns what to scan: what the request names, else `paths`."""
        return self.paths if self.paths and paths == (Path(),) else paths

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences that name the file in use and everything by which it could keep a finding from being seen."""
        by_option = (f"--exclude leaves out {_enumerated(self.excluded_by_option)}",) if self.excluded_by_option else ()
        if not self.shown:
            return by_option
        said = [
            f"{verb} {_enumerated(what)}"
            for verb, what in (
                ("scans only", [path.relative_to(self.folder).as_posix() for path in self.paths if self.folder]),
                ("excludes", self.excluded),
                ("selects only", self.select),
                ("ignores", self.ignore),
                ("rates", [f"{code} {severity}" for code, severity in self.severities]),
                ("allows the hosts", self.names.get("hosts", ())),
                ("takes for another product's", self.names.get("other", ())),
            )
            if what
        ]
        said += [f"fails only from {self.fail_on} on"] if self.fail_on else []
        said += [f"sets generic detectors to {self.generic}"] if self.generic else []
        return (*by_option, f"configuration {self.shown} is in use" + (f": it {listed(said)}" if said else ""))


def _enumerated(what: tuple[str, ...] | list[str]) -> str:
    return listed([text if is_showable(text) else "…" for text in what], most=_MOST_SHOWN)
