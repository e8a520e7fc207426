"""How rules are shown to people: as a list, as a page, as the outcome of their examples."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from auditor.model.case import FactTable
from auditor.model.finding import Severity
from auditor.model.rule_traits import Traits
from auditor.rulebook.examples import ExampleResult
from auditor.rulebook.rule import Rule
from auditor.wording.amounts import plural

if TYPE_CHECKING:
    from rich.table import Table

_COLOURS = {
    Severity.CRITICAL: "bold red",
    Severity.HIGH: "red",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "cyan",
    Severity.INFO: "dim",
}


def show_list(rules: Sequence[Rule]) -> None:
    """A table on a terminal; elsewhere one rule a line, its columns separated by tabs."""
    if sys.stdout.isatty():
        from rich.console import Console  # 50 ms, for terminals only

        Console().print(_table(rules))
        return
    for rule in rules:
        sys.stdout.write(f"{rule.code}\t{rule.category}\t{rule.severity}\t{rule.slug}\t{rule.title}\n")


def _table(rules: Sequence[Rule]) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table("Code", "Severity", "Slug", "Title", box=SIMPLE_HEAD)
    for category, members in groupby(sorted(rules, key=attrgetter("code")), attrgetter("category")):
        table.add_row(Text(category, "bold"))
        for rule in members:
            severity = Text(rule.severity, _COLOURS[rule.severity])
            table.add_row(rule.code, severity, rule.slug, Text(rule.title))
        table.add_section()
    return table


def show_page(page: str) -> None:
    """Markdown, rendered on a terminal; elsewhere as it is."""
    if not sys.stdout.isatty():
        sys.stdout.write(page)
        return
    from rich.console import Console  # for terminals only
    from rich.markdown import Markdown

    Console().print(Markdown(page))


def rule_page(rule: Rule) -> str:
    """All that a rule says of itself, as Markdown: its five headings between how bad it is and what to do."""
    facts = (
        f"- Severity: {_also(rule.severity, (variant.severity for variant in rule.variants))}",
        f"- Confidence: {_also(rule.confidence, (variant.confidence for variant in rule.variants))}",
        f"- Action: {_also(rule.action, (variant.action for variant in rule.variants))}",
        f"- Category: {rule.category}",
        *_traits(rule.traits),
    )
    remedy = rule.remediation.text.format_map(_Blanks())
    head = (f"# {rule.code} {rule.slug}", rule.title + ".", "\n".join(facts))
    return "\n\n".join((*head, rule.help_markdown.strip(), "## What to do", remedy.strip())) + "\n"


def _traits(traits: Traits) -> Iterator[str]:
    """What the commands make of a rule about values."""
    if traits.subject != "value":
        return
    if traits.leak:
        yield "- Leak: `check` does not apply it"
    else:
        yield f"- Answers: `check` shows it under {traits.answers}"
    if traits.fix:
        yield f"- Fix: {traits.fix}{f', but by hand: {traits.by_hand}' if traits.by_hand else ''}"
    elif traits.by_hand:
        yield f"- Fix: by hand: {traits.by_hand}"


def facts_page(table: FactTable) -> str:
    """What a condition about a subject may ask, and what its messages may say, as Markdown."""
    facts = [f"- `{name}` ({fact.type}): {fact.doc}" for name, fact in table.facts.items()]
    functions = [
        f"- `{name}({', '.join(function.parameters)})` ({function.result}): {function.doc}"
        for name, function in table.functions.items()
    ]
    words = [f"- `{{{name}}}`: {doc}" for name, doc in table.words.items()]
    sections = {"Facts": facts, "Functions": functions, "Words of messages": words}
    parts = [f"## {heading}\n\n" + "\n".join(lines) for heading, lines in sections.items() if lines]
    return "\n\n".join((f"# Rules about `{table.subject}`", *parts)) + "\n"


class _Blanks(dict[str, str]):
    """Words of no case: `[api key]` stands where a finding would name one."""

    def __init__(self) -> None:
        super().__init__(
            cleaning="Take the value out of the file, and out of the history where it was committed.",
            recode="Write the same 32 bytes in base64, with padding.",
        )

    def __missing__(self, word: str) -> str:
        return f"[{word.replace('_', ' ')}]"


def _also(usual: str, others: Iterable[str | None]) -> str:
    """`critical`, or `medium (by circumstances info or critical)`."""
    different = [other for other in dict.fromkeys(others) if other and other != usual]
    return f"{usual} (by circumstances {' or '.join(different)})" if different else usual


def show_results(results: Sequence[ExampleResult]) -> None:
    """Every example that did not hold, with the reason, and how many did."""
    wrong = [result for result in results if not result.is_right]
    for result in wrong:
        sys.stdout.write(f"{result.code}: {result.title}\n    {result.explanation}\n")
    rules = len({result.code for result in results})
    verdict = f"{len(wrong)} of them failed" if wrong else "all of them hold"
    sys.stdout.write(f"{plural(len(results), 'example')} of {plural(rules, 'rule')}: {verdict}\n")
