"""Shows many findings at once: totals by rule, folder and action, and one line for each beyond the worst."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath

from auditor.model.finding import Action, Finding
from auditor.reporters._shared.render_options import RenderOptions
from auditor.reporters._shared.report_wording import action_words, severity_words
from auditor.reporters._shared.sanitize import neutral
from auditor.reporters._text.file_links import place
from auditor.reporters._text.finding_blocks import Block, label_columns
from auditor.reporters._text.wrapping import Line, Span, columns, padded
from auditor.wording.amounts import plural
from auditor.wording.language import say

MANY = 50
"""Findings beyond which a report shows the worst in full, and one line for each of the rest."""
SHOWN_IN_FULL = 10
"""Places that are shown in full where there are many findings."""
_LEAST_COLUMNS = 10
_FEW = 10
"""Findings up to which there are no totals: everything is on one screen."""
_MOST_TOTALS = 8


def totals(findings: Sequence[Finding]) -> Iterator[Line]:
    """Yields how many findings there are by rule, by folder and by action, the most frequent first."""
    if len(findings) <= _FEW:
        return
    yield Line()
    yield Line((Span(say("Totals of {findings}", findings=plural(len(findings), "finding")), "title"),))
    yield from _total(say("by rule"), (f"{finding.rule_id} {finding.rule}" for finding in findings))
    yield from _total(say("by folder"), map(_folder, findings))
    yield from _total(
        say("by action"), (action_words(each.action) for each in findings if each.action is not Action.NONE)
    )


def _total(label: str, names: Iterable[str]) -> Iterator[Line]:
    counts = sorted(Counter(names).items(), key=lambda item: (-item[1], item[0]))
    for number, (name, count) in enumerate(counts[:_MOST_TOTALS]):
        yield Line(
            (Span(f"{count:>6,}  {neutral(name)}", solid=True),),
            label=Span("" if number else label),
            indent=2,
            label_columns=_label_columns(),
        )
    if rest := counts[_MOST_TOTALS:]:
        total = sum(count for _, count in rest)
        others = f"{total:>6,}  {say('in {n:,} others', len(rest))}"
        yield Line((Span(others, "faint", solid=True),), label=Span(""), indent=2, label_columns=_label_columns())


def _label_columns() -> int:
    return max(_LEAST_COLUMNS, *(1 + columns(label) for label in (say("by rule"), say("by folder"), say("by action"))))


def _folder(finding: Finding) -> str:
    parent = PurePosixPath(finding.location.path).parent.as_posix()
    return say("the scanned folder itself") if parent == "." else f"{parent}/"


def rest(blocks: Sequence[Block], options: RenderOptions) -> Iterator[Line]:
    """Yields one line for each finding, grouped by API key and then by folder."""
    findings = [finding for block in blocks for finding in (*block.findings, *block.elsewhere)]
    if not findings:
        return
    yield Line()
    more = say("{n:,} more findings, by key and folder (--verbose shows all in full)", len(findings))
    yield Line((Span(more, "title"),))
    groups: dict[str, dict[str, list[Finding]]] = {}
    for finding in findings:
        groups.setdefault(finding.api_key or "", {}).setdefault(_folder(finding), []).append(finding)
    for api_key in sorted(groups, key=lambda key: (not key, -sum(map(len, groups[key].values())), key)):
        heading = (
            (Span(say("API key") + " ", "faint"), Span(api_key, "key", solid=True))
            if api_key
            else (Span(say("no API key"), "faint"),)
        )
        yield Line(heading, indent=2)
        for folder, members in sorted(groups[api_key].items()):
            yield Line((Span(neutral(folder), "place", solid=True),), indent=4)
            yield from (_one_line(member, options) for member in members)


def _one_line(finding: Finding, options: RenderOptions) -> Line:
    spans = (
        Span(padded(severity_words(finding.severity), max(8, label_columns() - 2)), str(finding.severity), solid=True),
        Span(f" {finding.rule_id} {neutral(finding.rule)} "),
        place(finding.location, options, with_commit=True, style=""),
    )
    return Line(spans, indent=6)
