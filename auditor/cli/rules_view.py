"""Tells how rules are shown to people: as a list, as a page, as the outcome of their examples."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, TypeVar

from auditor.audits.rule_examples import ExampleResult
from auditor.model.case import FactTable
from auditor.model.finding import Severity, Traits
from auditor.reporters._shared.report_wording import (
    action_words,
    confidence_words,
    question_words,
    severity_words,
)
from auditor.reporters._text.wrapping import with_breaks
from auditor.rulebook.rule import Rule
from auditor.wording.amounts import plural
from auditor.wording.language import say, spoken
from auditor.wording.lists import listed

if TYPE_CHECKING:
    from rich.console import Console
    from rich.markdown import Markdown
    from rich.table import Table

T = TypeVar("T")
_MAY_BREAK = "\x1f"
"""Takes no column; rich ends a row at it as at a space."""
_BLANKS = {
    "account": "[account]",
    "address": "[address]",
    "api_key": "[api key]",
    "argument": "[argument]",
    "entry": "[entry]",
    "file": "[file]",
    "integration": "[integration]",
    "key": "[key]",
    "missing": "[missing]",
    "not_said": "[missing fields]",
    "other": "[other]",
    "outside": "[outside]",
    "used_by": "[used by]",
}
"""The words of our own rules' remediations."""
_COLOURS = {
    Severity.CRITICAL: "bold red",
    Severity.HIGH: "red",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "cyan",
    Severity.INFO: "dim",
}


def show_list(rules: Sequence[Rule]) -> None:
    """Writes a table on a terminal; elsewhere one rule a line, its columns separated by tabs."""
    if sys.stdout.isatty():
        from rich.console import Console  # 50 ms, for terminals only

        _print(Console(), _table(rules))
        return
    for rule in rules:
        # Programs read this: only the title is in the reader's language.
        sys.stdout.write(f"{rule.code}\t{rule.category}\t{rule.severity}\t{rule.slug}\t{_in_language(rule).title}\n")


def _table(rules: Sequence[Rule]) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(say("Code"), say("Severity"), say("Slug"), say("Title"), box=SIMPLE_HEAD)
    for category, members in groupby(sorted(rules, key=attrgetter("code")), attrgetter("category")):
        table.add_row(Text(category, "bold"))
        for rule in members:
            severity = Text(severity_words(rule.severity), _COLOURS[rule.severity])
            table.add_row(rule.code, severity, rule.slug, Text(with_breaks(_in_language(rule).title, _MAY_BREAK)))
        table.add_section()
    return table


def show_page(page: str) -> None:
    """Writes Markdown, rendered on a terminal; elsewhere as it is."""
    if not sys.stdout.isatty():
        sys.stdout.write(page)
        return
    from rich.console import Console  # for terminals only
    from rich.markdown import Markdown

    _print(Console(), Markdown(with_breaks(page, _MAY_BREAK)))


def _print(console: Console, page: Markdown | Table) -> None:
    """Prints a page, without the marks that let rich break Chinese."""
    with console.capture() as captured:
        console.print(page)
    sys.stdout.write(captured.get().replace(_MAY_BREAK, ""))


def rule_page(rule: Rule) -> str:
    """Returns all that a rule says of itself, as Markdown: its five headings between how bad it is and what to do."""
    rule = _in_language(rule)
    severities = (variant.severity for variant in rule.variants)
    confidences = (variant.confidence for variant in rule.variants)
    actions = (variant.action for variant in rule.variants)
    facts = (
        _fact(say("Severity"), _also(rule.severity, severities, severity_words)),
        _fact(say("Confidence"), _also(rule.confidence, confidences, confidence_words)),
        _fact(say("Action"), _also(rule.action, actions, action_words)),
        _fact(say("Category"), rule.category),
        *_traits(rule.traits),
    )
    remedy = rule.remediation.text.format_map(_Blanks())
    head = (f"# {rule.code} {rule.slug}", say("{sentence}.", sentence=rule.title), "\n".join(facts))
    return "\n\n".join((*head, rule.help_markdown.strip(), f"## {say('What to do')}", remedy.strip())) + "\n"


def _in_language(rule: Rule) -> Rule:
    if spoken() is None:
        return rule
    from auditor.languages.localised import localised_rule  # for other languages only

    return localised_rule(rule)


def _fact(label: str, value: str) -> str:
    return f"- {say('{what}: {rest}', what=label, rest=value)}"


def _traits(traits: Traits) -> Iterator[str]:
    """Yields what the commands make of a rule about values."""
    if traits.subject != "value":
        return
    if traits.leak:
        yield _fact(say("Leak"), say("`check` does not apply it"))
    else:
        yield _fact(say("Answers"), say("`check` shows it under {question}", question=question_words(traits.answers)))
    if traits.fix:
        way = str(traits.fix)
        yield _fact(
            say("Fix"), say("{way}, but by hand: {why}", way=way, why=traits.by_hand) if traits.by_hand else way
        )
    elif traits.by_hand:
        yield _fact(say("Fix"), say("by hand: {why}", why=traits.by_hand))


def facts_page(table: FactTable) -> str:
    """Returns what a condition about a subject may ask, and what its messages may say, as Markdown."""
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
    """Words of no case: `[api key]` is where a finding would name one."""

    def __init__(self) -> None:
        super().__init__(
            cleaning=say("Remove the value from the file, and from the history where it was committed."),
            recode=say("Write the same 32 bytes in base64, with padding."),
        )

    def __missing__(self, word: str) -> str:
        return say(_BLANKS[word]) if word in _BLANKS else f"[{word.replace('_', ' ')}]"


def _also(usual: T, others: Iterable[T | None], words: Callable[[T], str]) -> str:
    """Returns `critical`, or `medium (by circumstances info or critical)`."""
    different = [words(other) for other in dict.fromkeys(others) if other is not None and other != usual]
    if not different:
        return words(usual)
    return say("{usual} (by circumstances {others})", usual=words(usual), others=listed(different, " or "))


def show_results(results: Sequence[ExampleResult]) -> None:
    """Writes every example that did not hold, with the reason, and how many did."""
    wrong = [result for result in results if not result.is_right]
    for result in wrong:
        sys.stdout.write(f"{result.code}: {result.title}\n    {result.explanation}\n")
    rules = len({result.code for result in results})
    verdict = f"{len(wrong)} of them failed" if wrong else "all of them hold"
    sys.stdout.write(f"{plural(len(results), 'example')} of {plural(rules, 'rule')}: {verdict}\n")
