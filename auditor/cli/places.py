"""Tells what the text report says of places next to their names: the masked line, and a link that a terminal opens."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from msgspec.structs import replace

from auditor.errors import UsageError
from auditor.model.excerpt import Excerpt
from auditor.model.finding import Finding
from auditor.model.location import Location
from auditor.model.report import Report
from auditor.reporters._output.terminal import takes_links
from auditor.reporters._shared.render_options import RenderOptions, Verbosity
from auditor.sources.git.repository_root import repository_root

_MOST = 100
"""Places whose files are read again."""


def with_places(options: RenderOptions, report: Report) -> RenderOptions:
    """Returns the options with the masked lines of the worst places, and with the folder of links on a terminal.

    Args:
        options: As the user chose.
        report: Its findings are in files below the folder that was scanned; of others nothing is known.
    """
    from auditor.sources.targets import targets  # only where something was found

    shown = report.findings if options.show_suppressed else report.active
    if not shown or options.verbosity is Verbosity.QUIET:
        return options
    try:
        folder = targets(map(Path, report.scan.targets)).root
    except UsageError:  # Standard input is nowhere.
        return replace(options, excerpts=report.excerpts)
    worst = sorted(shown, key=_badness)[:_MOST]
    root = _root(folder, [finding.location for finding in worst])
    links = options.color and takes_links(sys.stdout, os.environ)
    # What is not about a value, such as a key's entry in the inventory, has nothing to be masked.
    values = [finding.location for finding in worst if finding.reach is not None]
    return replace(options, root=root if links else "", excerpts=_excerpts(report, root, values))


def _excerpts(report: Report, root: str, places: Iterable[Location]) -> Mapping[Location, Excerpt]:
    """Returns the masked lines of places: those that the scan gave, and of others what their files say now."""
    others = [place for place in dict.fromkeys(places) if place not in report.excerpts]
    if not others:
        return report.excerpts
    from auditor.fix.excerpts import excerpts  # readers, which most reports can do without

    return {**report.excerpts, **excerpts(Path(root), others)}


def _root(folder: str, locations: Iterable[Location]) -> str:
    """Returns where paths begin: in the folder that was asked for, or, of an index or a history, at the top of its repository."""
    stored = {location.path for location in locations if location.commit is None}
    top = repository_root(folder) or folder
    is_below_top = not any(os.path.lexists(Path(folder, path)) for path in stored)
    return top if is_below_top and any(os.path.lexists(Path(top, path)) for path in stored) else folder


def _badness(finding: Finding) -> int:
    return -finding.severity.rank
