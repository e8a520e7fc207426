"""Judges what one target holds with the rules of today, its own settings and its own baseline."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from auditor.configuration.load_configuration import chosen
from auditor.configuration.settings import Configuration
from auditor.evaluation import judged, rulebook_of
from auditor.fleet.fleet_key import FleetKey
from auditor.fleet.restore_target import JoinedTarget, Restored
from auditor.fleet.undecodable_text import unpacked
from auditor.model.finding import Finding
from auditor.model.report import Measure
from auditor.model.request import AuditRequest, Generic, Scope
from auditor.reach.describe import with_introduction
from auditor.rulebook.rule_library import subjects_of
from auditor.rulebook.rulebook import Choice, RuleBook
from auditor.suppression.apply import Extent
from auditor.suppression.baseline import Baseline, Entry
from auditor.suppression.resolve import Suppression
from auditor.suppression.settings_in_force import Hidden, in_force


class JudgedTarget(Struct, frozen=True, kw_only=True):
    """The findings of one target."""

    findings: tuple[Finding, ...]
    notes: tuple[str, ...]
    measures: tuple[Measure, ...]


class Judge:
    """Judges one target after the other; the rules are compiled once for each choice of them."""

    def __init__(self, request: AuditRequest, key: FleetKey, today: date, baseline: Baseline | None = None) -> None:
        """Prepares the rules.

        Args:
            request: The rules, the choice among them and their severities; its paths do not count.
            key: The fleet key.
            today: The day by which acceptances expire.
            baseline: What is accepted in every target, in addition to the target's own baseline.
        """
        self._request = request
        self._key = key
        self._today = today
        self._baseline = baseline
        self._books: dict[object, RuleBook] = {}
        self.subjects = cache(lambda: subjects_of(request.rules))

    def book(self, configuration: Configuration) -> RuleBook:
        """Returns the rules with the choice of a configuration.

        Raises:
            AuditError: a pack is wrong, or a code is nobody's.
        """
        choice = (configuration.select, configuration.ignore, configuration.severities)
        if choice not in self._books:
            severities = (*configuration.severities, *self._request.severities)
            self._books[choice] = rulebook_of(
                (*configuration.rules, *self._request.rules),
                Choice(*chosen(self._request, configuration), severities=severities),
            )
        return self._books[choice]

    def judge(self, found: Restored, joined: JoinedTarget, *, is_history: bool, complete: bool) -> JudgedTarget:
        """Returns the findings of a target, the suppressed ones included.

        Args:
            found: What its records hold.
            joined: The same, joined.
            is_history: Whether it is a repository.
            complete: Whether all of it was read.
        """
        configuration = self._configuration(found)
        generic = () if self._request.generic is Generic.OFF else joined.generic
        evaluation = judged(self.book(configuration), joined.evidence, generic)
        suppression = self._suppression(found, configuration, is_history=is_history)
        findings, notes = suppression.apply(evaluation.findings, self._today, complete=complete)
        described = [
            with_introduction(one, found.commits.get(one.introduced.commit), self._today) if one.introduced else one
            for one in findings
        ]
        hidden = Hidden(
            left_out=evaluation.left_out,
            paths=sum(skip.excluded for skip in found.skipped),
            baseline=suppression.baseline.shown if suppression.baseline else "",
        )
        scope = Scope.HISTORY if is_history else Scope.WORKTREE
        request = replace(self._request, scope=scope, paths=(Path(),))
        return JudgedTarget(
            findings=tuple(replace(one, repository="") for one in described),
            notes=tuple(dict.fromkeys((*found.notes, *joined.notes, *notes, *_packs(found)))),
            measures=in_force(request, configuration, described, hidden).measures,
        )

    def _configuration(self, found: Restored) -> Configuration:
        own = found.settings
        if not self._request.use_config:
            return Configuration()
        return Configuration(
            shown=own.configuration,
            select=own.select,
            ignore=own.ignore,
            severities=own.severities,
            names=own.names,
            excluded=own.excluded,
            fail_on=own.fail_on,
            generic=own.generic,
        )

    def _suppression(self, found: Restored, configuration: Configuration, *, is_history: bool) -> Suppression:
        own = self._own_baseline(found)
        generic = configuration.generic is not Generic.OFF
        return Suppression(
            inline=self._request.inline_ignores,
            baseline=own,
            extent=Extent(
                tree=True,
                history=is_history,
                generic=generic,
                select=self._request.select or configuration.select,
                ignore=(*configuration.ignore, *self._request.ignore),
                subjects=self.subjects,
            ),
            packs=self._request.rules,
            notes=found.settings.notes if self._request.use_config else (),
        )

    def _own_baseline(self, found: Restored) -> Baseline | None:
        settings = found.settings
        own: Sequence[Entry] = ()
        if settings.baseline and self._request.use_config:
            own = unpacked(self._key.open(settings.baseline), list[Entry])
        if self._baseline is None:
            return (
                Baseline(b"", tuple(own), settings.baseline_name)
                if settings.baseline and self._request.use_config
                else None
            )
        names = [name for name in (settings.baseline_name, self._baseline.shown) if name]
        return Baseline(b"", (*own, *self._baseline.entries), " and ".join(names))


def _packs(found: Restored) -> tuple[str, ...]:
    count = len(found.settings.packs)
    if not count:
        return ()
    return ("rules of its own configuration are not part of its record: give them with --rules",)
