"""Tells what the inventory declares, and what `check` answers about stored keys: the tables of those two commands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from markupsafe import Markup

from auditor.model.probed import ProbedKey
from auditor.model.report import Answer, CheckRow, PolicyView
from auditor.reporters._html.markup import Child, code, join, table, tag
from auditor.reporters._html.page_facts import PageFacts
from auditor.reporters._html.page_words import heads, say
from auditor.reporters._shared.probe_wording import declared_words, measured_words, name_of, state_words, way_facts
from auditor.reporters._shared.report_wording import exposure_words, file_of, key_facts, question_words


def inventory_section(facts: PageFacts) -> Iterator[Markup]:
    """Yields the tables of `policy`; nothing for other commands."""
    policy = facts.report.policy
    if policy is None:
        return
    yield tag(
        "section", tag("h2", say("inventory"), id="inventory"), list(_policy(policy)), aria_labelledby="inventory"
    )


def _policy(policy: PolicyView) -> Iterator[Markup]:
    if policy.account:
        yield tag("h3", say("inventory.account"))
        yield tag("dl", [join(tag("dt", label), tag("dd", value)) for label, value in policy.account], class_="facts")
    if policy.keys:
        yield tag("h3", say("inventory.keys"))
        labels = [label.capitalize() for label, _ in key_facts(policy.keys[0])]
        rows: list[Sequence[Child]] = [
            (
                key.name,
                tag("span", code(key.api_key), class_="key") if key.api_key else "",
                *(value for _, value in key_facts(key)),
            )
            for key in policy.keys
        ]
        yield table(say("inventory.keys.name"), (*heads("inventory.head"), *labels), rows)
    for name, entries in policy.corrected:
        yield tag("h3", say("inventory.corrected", key=name))
        yield tag("p", say("inventory.paste"))
        yield tag("ul", [tag("li", code(entry)) for entry in entries])


def check_section(facts: PageFacts) -> Iterator[Markup]:
    """Yields what `check` found of every stored credential; nothing for other commands."""
    rows = facts.report.checks
    if rows is None:
        return
    files = [list(group) for _, group in groupby(rows, key=lambda row: (row.location.path, row.location.member))]
    good = sum(all(answer.good is not False for answer in row.answers) for row in rows)
    yield tag(
        "section",
        tag("h2", say("stored"), id="stored"),
        tag("p", say("stored.counts", len(rows), good=good)),
        [_file(group) for group in files],
        aria_labelledby="stored",
    )


def _file(rows: Sequence[CheckRow]) -> Markup:
    first = rows[0]
    header = (*heads("stored.head"), *(question_words(answer.question).capitalize() for answer in first.answers))
    cells = [
        (code(row.field or "-"), str(row.location.span.line), row.role, *map(_answer, row.answers)) for row in rows
    ]
    name = file_of(first.location)
    return join(
        tag("h3", code(name)),
        tag("p", exposure_words(first.exposure).replace("`", ""), class_="muted"),
        table(say("stored.table.name", file=name), header, cells),
    )


def _answer(answer: Answer) -> Markup:
    if answer.good is None:
        return tag("span", answer.words, class_="muted")
    return tag("span", answer.words, class_="good" if answer.good else f"severity-{answer.severity or 'high'}")


def probe_section(facts: PageFacts) -> Iterator[Markup]:
    """Yields what `probe` sent and learned; nothing for other commands."""
    probe = facts.report.probe
    if probe is None:
        return
    way = [join(tag("dt", label), tag("dd", value)) for label, value in way_facts(probe)]
    yield tag(
        "section",
        tag("h2", say("probe"), id="probe"),
        tag("p", say("probe.limits")),
        tag("dl", way, class_="facts"),
        table(say("probe.keys.name"), heads("probe.head"), map(_row, probe.keys)),
        aria_labelledby="probe",
    )


def _row(key: ProbedKey) -> Sequence[Child]:
    return (
        name_of(key),
        code(key.api_key),
        state_words(key),
        key.reason,
        declared_words(key),
        measured_words(key) or "-",
    )
