"""Tells how findings are reported: one block for each place, the same problem elsewhere in one line more."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby

from msgspec import Struct

from auditor.model.finding import Finding, Severity, Status
from auditor.model.location import Exposure, Location, Reach
from auditor.reporters._shared.render_options import RenderOptions, Verbosity
from auditor.reporters._shared.report_wording import (
    commit_of,
    confidence_words,
    exposure_words,
    introduced_words,
    reach_words,
    removed_words,
    revoke_at,
    role_words,
    severity_words,
    suppression_words,
)
from auditor.reporters._shared.revocations import KeyStep, abbreviated, key_advice, key_step, pair_proof
from auditor.reporters._shared.sanitize import neutral, paragraphs, sentence, without_mark
from auditor.reporters._text.excerpt_layout import excerpt_lines
from auditor.reporters._text.file_links import linked, place
from auditor.reporters._text.wrapping import NARROW, NO_BREAK, Line, Span, columns
from auditor.wording.language import say, spoken

_INDENT = 2
_LEAST_COLUMNS = 10
_DOT = f"·{NO_BREAK}"
_MOST_RELATED = 5
_COMMAND = re.compile(r"(`[^`\n]+`)")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[^\W\d_a-zа-яё]|[`«¿¡“])|(?<=[。！？])(?=.)")  # noqa: RUF001 - these letters and marks are meant


class Block(Struct, frozen=True):
    """All findings of one place, and the other places with exactly the same ones."""

    findings: tuple[Finding, ...]
    elsewhere: tuple[Finding, ...] = ()
    """The first finding of each other place."""


def blocks(findings: Sequence[Finding]) -> tuple[Block, ...]:
    """Returns the findings by place, in the order of the places; of one place the worst first, for its remedy comes first.

    A place with the same problem and message joins the first such block.
    """
    found: dict[object, list[tuple[Finding, ...]]] = {}
    for _, group in groupby(findings, key=lambda finding: finding.location):
        members = tuple(sorted(group, key=lambda finding: -finding.severity.rank))
        found.setdefault(tuple(map(_signature, members)), []).append(members)
    return tuple(Block(first, tuple(other[0] for other in others)) for first, *others in found.values())


def worst_first(found: Sequence[Block]) -> tuple[Block, ...]:
    """Returns the blocks by their worst finding that counts; of the same severity, in the order of the places."""
    return tuple(sorted(found, key=_badness))


def _badness(block: Block) -> int:
    return -max((finding.severity.rank for finding in block.findings if _counts(finding)), default=-1)


def _signature(finding: Finding) -> object:
    """Returns what two places must have in common to be told together."""
    return (
        finding.rule_id,
        finding.fingerprint,
        finding.severity,
        finding.confidence,
        finding.field,
        finding.message,
        finding.status,
        finding.status_reason,
    )


def block_lines(block: Block, options: RenderOptions) -> Iterator[Line]:
    """Yields the block as lines, without a blank line around it."""
    first = block.findings[0]
    yield _heading(first, options)
    for finding in block.findings:
        yield from _problem(finding, options)
    if excerpt := options.excerpts.get(first.location):
        yield from excerpt_lines(excerpt, first, options)
    yield from _since(block.findings)
    yield from _proof(block.findings, options)
    yield from _keys(block.findings, options)
    yield from _remedies(block.findings, options)
    yield from _related(block.findings, options)
    for other in block.elsewhere:
        yield _labelled(say("also at"), place(other.location, options), Span(f" {_DOT}{_circumstances(other)}"))


def label_columns() -> int:
    """Returns how many columns labels take, with the space after them: as many as the longest in the spoken language."""
    language = spoken()
    return _LEAST_COLUMNS if language is None else _columns_of(language.code)


@cache
def _columns_of(code: str) -> int:
    labels = (say("also at"), say("since"), say("proof"), say("revoke"), say("API key"), say("fix"), say("related"))
    return max(_LEAST_COLUMNS, *(1 + columns(label) for label in (*labels, *map(severity_words, Severity))))


def _labelled(label: str, *spans: Span) -> Line:
    return Line(spans, label=Span(label, "label"), indent=_INDENT, label_columns=label_columns())


def _heading(finding: Finding, options: RenderOptions) -> Line:
    return Line(
        (
            place(finding.location, options),
            Span(f" {neutral(finding.field)}" if finding.field else ""),
            Span(f" {_DOT}{_circumstances(finding)}", "faint"),
        )
    )


def _circumstances(finding: Finding) -> str:
    """Returns how exposed the place is, and since when."""
    commit = commit_of(finding.location)
    words = exposure_words(finding.exposure)
    words = say("{what}: {commit}", what=words, commit=commit) if commit else words
    is_said = finding.exposure not in (Exposure.TRACKED, Exposure.HISTORY) and finding.reach is not Reach.PUBLISHED
    return words if is_said or not finding.reach else say("; ").join((words, reach_words(finding)))


def _problem(finding: Finding, options: RenderOptions) -> Iterator[Line]:
    active = finding.status is Status.ACTIVE
    kind = f" ({sentence(finding.secret_type)})" if finding.secret_type else ""
    rule = [
        Span(finding.rule_id, "rule" if active else "faint"),
        Span(f" {neutral(finding.rule)}{kind}", "" if active else "faint"),
        Span(f" {_DOT}{confidence_words(finding.confidence)}", "faint"),
    ]
    if not active:
        rule.append(Span(f" {_DOT}{suppression_words(finding)}", "faint"))
    style = str(finding.severity) if active else "faint"
    taken = label_columns()
    yield Line(tuple(rule), label=Span(severity_words(finding.severity), style), indent=_INDENT, label_columns=taken)
    places = (related.location for related in finding.related)
    message = linked(sentence(finding.message), places, options, "" if active else "faint")
    yield Line(message, label=Span(""), indent=_INDENT, label_columns=taken)


def _since(findings: Sequence[Finding]) -> Iterator[Line]:
    """Yields who brought the secret, and whether it is still there; each once."""
    for words in dict.fromkeys(filter(None, map(introduced_words, findings))):
        yield _labelled(say("since"), Span(words))
    for words in dict.fromkeys(filter(None, map(removed_words, findings))):
        yield _labelled("", Span(words))


def _proof(findings: Sequence[Finding], options: RenderOptions) -> Iterator[Line]:
    for api_key, location in dict.fromkeys((finding.api_key, pair_proof(finding)) for finding in findings):
        if api_key is not None and location is not None:
            yield _labelled(
                say("proof"),
                Span(say("public(secret) = API key {key}, which is at ", key=abbreviated(api_key))),
                place(location, options, with_commit=True),
            )


_LABELS = {KeyStep.REVOKE: "revoke", KeyStep.REVOKE_IF_SHARED: "revoke", KeyStep.REVOKE_IF_YOURS: "check"}
"""What to do with a key in the exchange's settings, the most urgent first."""
_URGENCY = (*KeyStep, None)
_CONDITIONS = {
    KeyStep.REVOKE_IF_SHARED: ", if others may have seen the secret",
    KeyStep.REVOKE_IF_YOURS: ": revoke it if it is listed there",
}


def _keys(findings: Sequence[Finding], options: RenderOptions) -> Iterator[Line]:
    """Yields the API keys concerned, each once, with what to do with them, the most urgent first."""
    steps: dict[str, KeyStep | None] = dict.fromkeys(finding.api_key for finding in findings if finding.api_key)
    for finding in sorted(filter(_counts, findings), key=_urgency, reverse=True):
        if finding.api_key:
            steps[finding.api_key] = key_step(finding)
    wide = options.width > NARROW
    for api_key in sorted(steps, key=lambda key: _URGENCY.index(steps[key])):
        step = steps[api_key]
        if step not in _LABELS:
            yield _labelled(say("API key"), _key(api_key))
            continue
        condition = Span(say(_CONDITIONS[step]) if step in _CONDITIONS else "")
        where_to_go = Span(say("at {where}", where=revoke_at()), solid=wide)
        yield _labelled(say(_LABELS[step]), _key(api_key), Span(" "), where_to_go, condition)


def _urgency(finding: Finding) -> int:
    return _URGENCY.index(key_step(finding))


def _counts(finding: Finding) -> bool:
    return finding.status is Status.ACTIVE


def _key(api_key: str) -> Span:
    return Span(neutral(api_key), "key", solid=True)


def _remedies(findings: Sequence[Finding], options: RenderOptions) -> Iterator[Line]:
    """Yields what to do: the first step of each finding that asks for more than to revoke a key, all steps if verbose."""
    remedies: dict[str, None] = {}
    for finding in findings:
        steps = paragraphs(finding.remediation)
        if options.verbosity is Verbosity.VERBOSE:
            remedies |= dict.fromkeys(steps)
        elif steps and _counts(finding) and not key_advice(finding):
            remedies[_first_sentence(steps[0])] = None
    for number, text in enumerate(remedies):
        yield _labelled("" if number else say("fix"), *_with_commands(text, options))


def _with_commands(text: str, options: RenderOptions) -> Iterator[Span]:
    """Yields a step whose commands stay on one row: one that fits into a row, and one in quotes, which no break may enter."""
    room = options.width - _INDENT - label_columns() - 1
    for piece in _COMMAND.split(text):
        is_command = piece.startswith("`") and (columns(piece) <= room or "'" in piece)
        yield Span(piece, solid=is_command)


def _first_sentence(text: str) -> str:
    return _SENTENCE_END.split(without_mark(text), maxsplit=1)[0]


def _related(findings: Sequence[Finding], options: RenderOptions) -> Iterator[Line]:
    """Yields the other places that explain a finding, but for those that the proof names."""
    proofs = {pair_proof(finding) for finding in findings}
    locations: dict[tuple[str, Location], None] = {}
    for finding in findings:
        locations |= dict.fromkeys((related.role, related.location) for related in finding.related)
    shown = [(role, location) for role, location in locations if location not in proofs]
    bound = len(shown) if options.verbosity is Verbosity.VERBOSE else _MOST_RELATED
    for role, location in shown[:bound]:
        told = Span(say("{role} at ", role=role_words(role)))
        yield _labelled(say("related"), told, place(location, options, with_commit=True))
    if len(shown) > bound:
        yield _labelled("", Span(say("and {n:,} more (--verbose lists them)", len(shown) - bound)))
