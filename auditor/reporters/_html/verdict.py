"""The head of the page: what to do in one sentence, and how much there is of each kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from markupsafe import Markup

from auditor.model.report import Report
from auditor.reporters._html.markup import join, tag
from auditor.reporters._html.page_facts import PageFacts
from auditor.reporters._html.page_words import say
from auditor.reporters._html.steps import CHECK, DECLARE, FIX, REVOKE, TIGHTEN
from auditor.reporters._shared.counts import found, looked_at, skipped, suppressed, verdict
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
        scanned=looked_at(report),
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
