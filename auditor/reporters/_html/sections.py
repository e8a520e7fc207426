"""The sections of the page in the order in which they matter: the one place to add one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from markupsafe import Markup
from msgspec import Struct

from auditor.model.finding import Finding, Severity
from auditor.reporters._html.coverage import coverage_section, made_section
from auditor.reporters._html.finding_list import finding_section, suppressed_section
from auditor.reporters._html.inventory_section import check_section, inventory_section, probe_section
from auditor.reporters._html.key_cards import key_cards
from auditor.reporters._html.key_map import map_section
from auditor.reporters._html.markup import code, join, table, tag
from auditor.reporters._html.page_facts import PageFacts, folder_of
from auditor.reporters._html.page_words import WORDS, say
from auditor.reporters._html.rule_help import rule_section
from auditor.reporters._html.timeline import timeline_section
from auditor.reporters._html.verdict import todo_section
from auditor.reporters._html.whitelist_blocks import whitelist_section
from auditor.reporters._shared.fleet_words import across, headings, left_out, overall, rows
from auditor.reporters._shared.report_wording import severity_words

_MOST_FOLDERS = 50


def folder_table(facts: PageFacts) -> Iterator[Markup]:
    """Yields the section with a row for every folder; nothing where all findings are in one."""
    folders: dict[str, list[Finding]] = defaultdict(list)
    for finding in facts.active:
        folders[folder_of(finding)].append(finding)
    if len(folders) < 2:  # noqa: PLR2004 - one folder is no distribution
        return
    ordered = sorted(
        folders.items(), key=lambda item: (-max(each.severity.rank for each in item[1]), -len(item[1]), item[0])
    )
    rows = [(_name(facts, folder, members), *_counts(members)) for folder, members in ordered[:_MOST_FOLDERS]]
    rest = len(ordered) - len(rows)
    severities = tuple(severity_words(severity).capitalize() for severity in reversed(Severity))
    yield tag(
        "section",
        tag("h2", say("folders"), id="folders"),
        table(say("folders"), (say("finding.folder"), *severities), rows),
        tag("p", say("folders.more", rest), class_="muted") if rest > 0 else None,
        aria_labelledby="folders",
    )


def _name(facts: PageFacts, folder: str, members: list[Finding]) -> Markup:
    first = next((finding for finding in members if facts.is_shown(finding)), None)
    return tag("a", code(folder), href=f"#{facts.anchor(first)}") if first else join(code(folder))


def _counts(members: list[Finding]) -> tuple[str, ...]:
    counts = Counter(finding.severity for finding in members)
    return tuple(f"{counts[severity]:,}" if counts[severity] else "" for severity in reversed(Severity))


_MOST_ROWS = 2_000
_MOST_PAIRS = 500


def fleet_section(facts: PageFacts) -> Iterator[Markup]:
    """Yields the section about the targets; nothing for an audit of one scope."""
    fleet = facts.report.fleet
    if fleet is None:
        return
    more = left_out(fleet, _MOST_ROWS)
    yield tag(
        "section",
        tag("h2", say("targets"), id="targets"),
        tag("p", say("sentence", sentence=overall(fleet))),
        tag("h3", say("targets.across")) if fleet.across else None,
        tag("ul", [tag("li", across(pair)) for pair in fleet.across[:_MOST_PAIRS]]) if fleet.across else None,
        table(say("targets"), headings(), rows(fleet, most=_MOST_ROWS)),
        tag("p", say("sentence", sentence=more)) if more else None,
        aria_labelledby="targets",
    )


class Section(Struct, frozen=True):
    """One section, written piece by piece; one that writes nothing is not on the page."""

    name: str
    """The id of its heading. The contents name it by `contents.<name>` of the words, and leave it out without one."""
    write: Callable[[PageFacts], Iterable[Markup]]
    number: Callable[[PageFacts], int] = lambda _: 0
    """How much is in it, for the contents; 0 to say nothing."""


SECTIONS = (
    Section("keys", key_cards, lambda facts: len(facts.keys)),
    Section("fix", todo_section),
    Section("targets", fleet_section, lambda facts: len(facts.report.fleet.targets) if facts.report.fleet else 0),
    Section("map", map_section),
    Section("timeline", timeline_section),
    Section("whitelists", whitelist_section),
    Section("probe", probe_section, lambda facts: len(facts.report.probe.keys) if facts.report.probe else 0),
    Section("stored", check_section, lambda facts: len(facts.report.checks or ())),
    Section("findings", finding_section, lambda facts: len(facts.active)),
    Section("folders", folder_table),
    Section("suppressed", suppressed_section, lambda facts: len(facts.suppressed)),
    Section("inventory", inventory_section),
    Section("coverage", coverage_section),
    Section("rules", rule_section),
    Section("made", made_section),
)


def written(facts: PageFacts, sections: Iterable[Section] = SECTIONS) -> Iterator[Markup]:
    """Yields the contents, then the sections that have something to say.

    Args:
        facts: Those of the page.
        sections: All that there are, in their order.
    """
    begun = [(section, chain([first], pieces)) for section, first, pieces in _begun(facts, sections)]
    yield _contents(facts, [section for section, _ in begun])
    for _, pieces in begun:
        yield from pieces


def _begun(facts: PageFacts, sections: Iterable[Section]) -> Iterator[tuple[Section, Markup, Iterator[Markup]]]:
    """Begins every section: whether it is on the page is known with its first piece."""
    for section in sections:
        pieces = filter(None, section.write(facts))
        first = next(pieces, None)
        if first is not None:
            yield section, first, pieces


def _contents(facts: PageFacts, sections: Iterable[Section]) -> Markup:
    named = [section for section in sections if f"contents.{section.name}" in WORDS]
    return tag("nav", tag("ul", [_entry(facts, section) for section in named]), aria_label=say("contents"))


def _entry(facts: PageFacts, section: Section) -> Markup:
    number = section.number(facts)
    words = say(f"contents.{section.name}")
    return tag("li", tag("a", words, f" {number:,}" if number else None, href=f"#{section.name}"))
