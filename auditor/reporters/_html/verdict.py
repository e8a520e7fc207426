"""The head of the page: what to do in one sentence, and how much there is of each kind."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from markupsafe import Markup

from auditor.model.finding import Finding
from auditor.model.report import Report
from auditor.reporters._html.markup import code, join, tag
from auditor.reporters._html.page_facts import PageFacts
from auditor.reporters._html.page_words import say
from auditor.reporters._html.steps import CHECK, DECLARE, FIX, REVOKE, TIGHTEN, message, step_words
from auditor.reporters._shared.counts import found, scanned_amount, skipped, suppressed, verdict
from auditor.reporters._shared.report_wording import severity_words, where
from auditor.wording.lists import listed


def verdict_section(facts: PageFacts) -> Markup:
    """Returns the verdict, a warning where the audit is not whole, and the counts by step."""
    report = facts.report
    warning = verdict(report)
    return join(
        tag("h1", _sentence(facts)),
        tag("p", sentence_case(warning), class_="warning") if warning else None,
        tag("p", _numbers(report), class_="muted"),
    )


def _numbers(report: Report) -> str:
    return say(
        "verdict.numbers",
        found=found(report),
        suppressed=suppressed(report),
        scanned=scanned_amount(report),
        skipped=skipped(report),
    )


def sentence_case(text: str) -> str:
    """Returns a warning without its capitals: it is written for logs, where nothing else makes it stand out."""
    start, separator, rest = text.partition(":")
    return f"{start.capitalize()}{separator}{rest}" if start.isupper() else text


def _sentence(facts: PageFacts) -> str:
    deeds = list(_deeds(facts))
    if deeds:
        text = listed(deeds, last=say("verdict.and"))
        return say("sentence", sentence=f"{text[0].upper()}{text[1:]}")
    if verdict(facts.report):
        return say("verdict.incomplete")
    return say("verdict.nothing" if facts.active else "verdict.clean")


def _deeds(facts: PageFacts) -> Iterator[str]:
    steps = _step_counts(facts)
    for step in (REVOKE, CHECK, FIX, TIGHTEN, DECLARE):
        if number := steps[step]:
            yield say(f"verdict.{step}", number)


def _step_counts(facts: PageFacts) -> Counter[str]:
    """Keys are counted, not their findings; of everything else the findings are."""
    counts = Counter(facts.step(finding) for finding in facts.active)
    keys = Counter(key.step for key in facts.keys)
    return Counter({**counts, REVOKE: keys[REVOKE], CHECK: keys[CHECK]})


_MOST = 6
"""Problems that the summary lists; the findings below have them all."""


def todo_section(facts: PageFacts) -> Iterator[Markup]:
    """Yields the section; nothing where there is nothing to fix and nothing in its place."""
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in facts.active:
        found[facts.step(finding)].append(finding)
    parts = [*_parts(facts, found), *_in_place(facts)]
    if parts:
        yield tag("section", tag("h2", say("fix"), id="fix"), parts, aria_labelledby="fix")


def _parts(facts: PageFacts, found: dict[str, list[Finding]]) -> Iterator[Markup]:
    for step in (FIX, TIGHTEN, DECLARE):
        if findings := found[step]:
            yield tag("h3", step_words(step))
            yield tag("ul", [_item(facts, finding) for finding in findings[:_MOST]], class_="todos")
            if (rest := len(findings) - _MOST) > 0:
                yield tag("p", tag("a", say("fix.more", rest), href="#findings"))


def _in_place(facts: PageFacts) -> Iterator[Markup]:
    """Yields what needs nothing: secrets in credential stores that only their owner can read."""
    in_place = facts.report.in_place
    if in_place.secrets:
        pairs = say("in_place.pairs", in_place.pairs) if in_place.pairs else ""
        yield tag("h3", say("in_place"))
        yield tag("p", f"{say('in_place.secrets', in_place.secrets)} {pairs}".rstrip())


def _item(facts: PageFacts, finding: Finding) -> Markup:
    place = code(where(finding.location))
    linked = tag("a", place, href=f"#{facts.anchor(finding)}") if facts.is_shown(finding) else place
    return tag(
        "li",
        tag("span", severity_words(finding.severity), class_=f"severity severity-{finding.severity}"),
        tag("span", message(finding)),
        tag("span", linked, class_="where"),
    )
