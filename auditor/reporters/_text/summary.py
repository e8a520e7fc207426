"""Lays out the end of a report: what was left out and why, notes, keys to revoke, and how much was scanned."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model.finding import Finding, Severity
from auditor.model.report import Report, Skipped
from auditor.reporters._shared.counts import (
    by_reason,
    found,
    scanned_amount,
    scanned_nothing,
    skipped,
    skips,
    suppressed,
    verdict,
)
from auditor.reporters._shared.in_force_words import in_force_sentence
from auditor.reporters._shared.render_options import RenderOptions, Verbosity
from auditor.reporters._shared.report_wording import severity_words
from auditor.reporters._shared.revocations import KEYS_AT, abbreviated, endings
from auditor.reporters._shared.sanitize import sentence
from auditor.reporters._text.file_links import place
from auditor.reporters._text.wrapping import Line, Span
from auditor.wording.amounts import plural
from auditor.wording.language import say

BLANK = Line()
_MOST_PATHS = 3
_EVERYWHERE = "."
"""The path of what was counted in the whole scope, such as links that were not followed."""


def ending_lines(report: Report, options: RenderOptions) -> Iterator[Line]:
    """Yields sections, each with a blank line before it; the summary comes last, next to the prompt."""
    verbose = options.verbosity is Verbosity.VERBOSE
    yield from _skips(say("Not read, or not in full"), skips(report, incomplete=True), verbose=verbose)
    yield from _skips(say("Left out, or read as plain text"), skips(report, incomplete=False), verbose=verbose)
    if report.notes:
        yield from _title(say("Notes"))
        yield from (Line((Span(sentence(note)),), indent=2) for note in report.notes)
    yield from _endings(report, options)
    if verbose and report.timings:
        yield from _title(say("Timings"))
        yield from (
            Line((Span(f"{seconds:8.3f} s  {step}", solid=True),), indent=2) for step, seconds in report.timings
        )
    yield from _title(say("Summary"))
    yield from _summary(report)
    if worst := _worst(report):
        hint = say("Why it matters: backpack-audit explain {code}", code=worst.rule_id)
        if not verbose:
            hint = say("All steps: --verbose. {why}", why=hint)
        yield Line((Span(hint, "faint"),), indent=2)


def _worst(report: Report) -> Finding | None:
    return max(report.active, key=lambda finding: finding.severity.rank, default=None)


def _title(text: str) -> Iterator[Line]:
    yield BLANK
    yield Line((Span(text, "title"),))


def _skips(title: str, skipped_: tuple[Skipped, ...], *, verbose: bool) -> Iterator[Line]:
    if not skipped_:
        return
    yield from _title(say("{title}: {amount}", title=title, amount=plural(len(skipped_), "input")))
    for reason, paths in by_reason(skipped_):
        if paths == (_EVERYWHERE,):  # the reason counts what it is about
            yield Line((Span(reason),), indent=2)
            continue
        shown = paths if verbose else paths[:_MOST_PATHS]
        yield Line((Span(say("{reason}:", reason=reason)),), indent=2)
        yield from (Line((Span(path, solid=True),), indent=4) for path in shown)
        if len(paths) > len(shown):
            more = say("and {n:,} more (--verbose lists them)", len(paths) - len(shown))
            yield Line((Span(more, "faint"),), indent=4)


def _endings(report: Report, options: RenderOptions) -> Iterator[Line]:
    """Yields what to do about which key: its first characters, and the places of its secret."""
    verbose = options.verbosity is Verbosity.VERBOSE
    for ending in endings(report):
        yield from _title(say("{title}: {amount}", title=ending.title, amount=plural(len(ending.steps), "API key")))
        for step in ending.steps:
            places = plural(len(step.locations), "place")
            said = say("{severity}, secret in {places}", severity=severity_words(step.severity), places=places)
            yield Line((Span(abbreviated(step.api_key), "key", solid=True), Span(f"  {said}")), indent=2)
            shown = step.locations if verbose else step.locations[:_MOST_PATHS]
            yield from (Line((place(each, options, with_commit=True, style=""),), indent=4) for each in shown)
            if len(step.locations) > len(shown):
                more = say("and {n:,} more (--verbose lists them)", len(step.locations) - len(shown))
                yield Line((Span(more, "faint"),), indent=4)
        if ending.is_about_exchange:
            yield Line((Span(KEYS_AT, "link", solid=True),), indent=2)
    if stored := report.in_place.secrets:
        yield from _title(say("Stored safely"))
        secrets = plural(stored, "secret")
        if report.in_place.pairs:
            secrets = say("{secrets}, {n:,} with the API key", report.in_place.pairs, secrets=secrets)
        said = say("{secrets}: only its owner can read the file, and git does not take it", secrets=secrets)
        yield Line((Span(said),), indent=2)


def _summary(report: Report) -> Iterator[Line]:
    alarm = verdict(report)
    style = "" if alarm else "good"
    if worst := _worst(report):
        style = "alarm" if worst.severity is Severity.CRITICAL else str(worst.severity)
    if report.findings or not scanned_nothing(report):
        yield Line((Span(found(report), style), Span(say("; {suppressed}.", suppressed=suppressed(report)))), indent=2)
    yield Line((Span(say("{scanned}; {skipped}.", scanned=scanned_amount(report), skipped=skipped(report))),), indent=2)
    if said := in_force_sentence(report):
        yield Line((Span(say("{sentence}.", sentence=said)),), indent=2)
    if alarm:
        yield Line((Span(alarm, "alarm"),), indent=2)
