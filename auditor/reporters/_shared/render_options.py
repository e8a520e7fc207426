"""Tells how a report is to be shown: everything a format may depend on next to the report itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum

from msgspec import Struct

from auditor.model.excerpt import Excerpt
from auditor.model.location import Location


class Verbosity(StrEnum):
    """How much the text report says."""

    QUIET = "quiet"
    """One line per finding and nothing else."""
    NORMAL = "normal"
    VERBOSE = "verbose"
    """Remediation in full, everything that was skipped, timings."""


class RenderOptions(Struct, frozen=True, kw_only=True):
    """Choices of presentation. The same report with the same options gives the same text."""

    verbosity: Verbosity = Verbosity.NORMAL
    """Text and Markdown only; formats for machines always say everything."""
    show_suppressed: bool = False
    """Text and Markdown only: list ignored and baselined findings too, with the reason."""
    color: bool = False
    """Text only: ANSI colours."""
    width: int = 100
    """Text only: columns of the terminal. Keys and places are never broken, whatever the width."""
    unicode: bool = True
    """Text only: whether arrows, dots and rules may be other than ASCII."""
    language: str = ""
    """Text, Markdown and HTML only: the language to write in, as `zh`; empty for English."""
    started: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    """When the scan began, for formats that must say so (GitLab); aware. The end is `started` plus the scan's seconds."""
    root: str = ""
    """Text on a terminal only: the folder at which paths begin, so that places link to their files; empty for no links."""
    excerpts: Mapping[Location, Excerpt] = {}
    """Text only: the masked lines of places, where they are known."""
    command: str = ""
    """HTML only: the command line that asked for the report, with secrets redacted; empty where there was none."""
