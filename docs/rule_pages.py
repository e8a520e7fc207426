"""Writes `docs/rules`, a page for each rule, from the rules themselves: `python docs/rule_pages.py` (or `make pages`)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from auditor.cli.rules_view import rule_page
from auditor.rulebook.rule import Example, Rule
from auditor.rulebook.rulebook import load

FOLDER = Path(__file__).parent / "rules"
INDEX = "README.md"
"""What a page of a folder is called where a repository is browsed."""


def pages() -> dict[str, str]:
    """Returns the text of each page by the name of its file, the list of all rules among them."""
    rules = sorted(load().rules, key=lambda rule: rule.code)
    return {INDEX: _index(rules), **{f"{rule.code}.md": _page(rule) for rule in rules}}


def _index(rules: list[Rule]) -> str:
    lines = ["# Rules", ""]
    category = ""
    for rule in rules:
        if rule.category != category:
            category = rule.category
            lines += ["", f"## {category.capitalize()}", "", "| rule | severity | finds |", "|---|---|---|"]
        lines.append(f"| [{rule.code}]({rule.code}.md) {rule.slug} | {rule.severity} | {rule.title} |")
    return "\n".join(lines).replace("\n\n\n", "\n\n") + "\n"


def _page(rule: Rule) -> str:
    return "\n".join([rule_page(rule).rstrip(), "", *_decision(rule), *_examples(rule)]).rstrip() + "\n"


def _decision(rule: Rule) -> Iterator[str]:
    facts = f" `backpack-audit rules explain {rule.subject}` says what each fact means."
    yield from ("## How it is decided", "", f"A condition about each {rule.subject}, in CEL.{facts}", "")
    yield from _code(rule.when.text, "cel")
    for variant in rule.variants:
        changed = {"severity": variant.severity, "confidence": variant.confidence, "action": variant.action}
        said = [f"{name} {value}" for name, value in changed.items() if value is not None]
        said += [name for name in ("message", "remediation") if getattr(variant, name)]
        yield from (f"Where this holds too, the rule has its own {_listed(said)}:", "")
        yield from _code(variant.when.text, "cel")
    if rule.by_reach:
        yield from (
            "How far the secret got changes what the rule says:",
            "",
            "| reach | severity at most | action |",
            "|---|---|---|",
        )
        for reach, changes in rule.by_reach.items():
            yield f"| {reach} | {changes.severity or rule.severity} | {changes.action or rule.action} |"
        yield ""


def _examples(rule: Rule) -> Iterator[str]:
    if not rule.examples:
        return
    yield from (
        "## Tested examples",
        "",
        "Words in double braces are placeholders: the tests make a key for each label.",
        "",
    )
    for flags, heading in ((True, "Reported"), (False, "Not reported")):
        chosen = [example for example in rule.examples if example.flags is flags]
        if chosen:
            yield from (f"### {heading}", "")
            for example in chosen:
                yield from _example(example)


def _example(example: Example) -> Iterator[str]:
    yield from (f"- {example.title}", "")
    for name, text in example.files.items():
        yield f"  `{name}`"
        yield ""
        yield from (f"  {line}".rstrip() for line in _code(text.rstrip("\n"), "text"))


def _code(text: str, language: str) -> list[str]:
    fence = "```" if "```" not in text else "````"
    return [f"{fence}{language}", *text.strip("\n").splitlines(), fence, ""]


def _listed(words: list[str]) -> str:
    return " and ".join((", ".join(words[:-1]), words[-1])) if len(words) > 1 else words[0]


def main() -> None:
    """Writes all pages, and removes those of rules that are gone."""
    FOLDER.mkdir(exist_ok=True)
    written = pages()
    for old in FOLDER.glob("*.md"):
        if old.name not in written:
            old.unlink()
    for name, text in written.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
