"""Judges some files of a work tree, joined with all others that hold one of their values or its counterpart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import partial

from msgspec import Struct

from auditor.evaluation import judged
from auditor.generic.locate import placed
from auditor.lsp.known_files import KnownFiles, KnownReaches
from auditor.lsp.tree_settings import TreeSettings
from auditor.model.clock import utc_day
from auditor.model.evidence import Evidence
from auditor.model.finding import Finding, Status
from auditor.pairing import pair, sightings
from auditor.reach.trace_values import traced
from auditor.sources.projects import projects_of


class Judged(Struct, frozen=True, eq=False):
    """What counts in one file."""

    findings: tuple[Finding, ...] = ()
    """The findings that count, in order."""
    evidence: tuple[Evidence, ...] = ()
    """The evidence of the file, and of all files that were joined with it."""


def judge_files(
    settings: TreeSettings, files: KnownFiles, names: Collection[str], known: KnownReaches
) -> Mapping[str, Judged]:
    """Returns what counts in each of some files.

    Args:
        settings: The settings in force.
        files: What is known of the work tree.
        names: The files to judge.
        known: The reaches that are known already.

    Raises:
        AuditError: git cannot answer for the repository.
    """
    joined = files.sharing(names)
    if not joined:
        return dict.fromkeys(names, Judged())
    worker = settings.empty.worker
    examined = [files.blobs[name] for name in sorted(joined)]
    places = {name: files.places[name] for name in joined}
    projects = projects_of(worker.vocabulary, files.callers, files.projects)
    evidence = pair(sightings(examined, places, projects))
    found = traced(evidence, placed(examined, places), (examined, places), partial(known.reaches, worker=worker))
    wanted = {place.path: name for name in joined & {*names} for place in places[name]}
    evaluation = judged(
        settings.book,
        [one for one in found.evidence if one.location.path in wanted],
        [one for one in found.generic if one.provenance.path in wanted],
    )
    findings, _ = settings.suppression.apply(evaluation.findings, utc_day(), complete=False)
    by_name: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.status is Status.ACTIVE:
            by_name[wanted[finding.location.path]].append(finding)
    return {name: Judged(tuple(by_name[name]), found.evidence if by_name[name] else ()) for name in names}
