"""The explanations of the rules that found something, folded; their Markdown comes from rule packs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from markupsafe import Markup

from auditor.model.report import RuleInfo
from auditor.reporters._html.markup import link, tag
from auditor.reporters._html.page_facts import PageFacts
from auditor.reporters._html.page_words import say
from auditor.reporters._shared.sanitize import neutral

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_LEFT_OUT = 3
"""The last of a rule's five headings: the example, what to use instead, and the references."""
_MANY = 30
"""Rules from which on each is explained by the first paragraphs alone."""
_HEADING = 3
"""Tokens of a heading: its beginning, its text, its end."""
_DEPTH = 1
"""How much lower a heading of a rule is on the page."""


def rule_section(facts: PageFacts) -> Iterator[Markup]:
    """Yields the section piece by piece; nothing where no rule that found something is described."""
    used = {finding.rule_id for finding in facts.report.findings}
    rules = {rule.code: rule for rule in reversed(facts.report.rules) if rule.code in used}
    if not rules:
        return
    yield Markup('<section aria-labelledby="rules"><h2 id="rules">{}</h2>').format(say("rules"))
    markdown = _markdown()
    for rule in sorted(rules.values(), key=lambda rule: rule.code):
        yield _rule(rule, markdown, brief=len(rules) > _MANY)
    yield Markup("</section>")


def _rule(rule: RuleInfo, markdown: MarkdownIt, *, brief: bool) -> Markup:
    return tag(
        "details",
        tag("summary", tag("b", f"{rule.code} {rule.slug}"), say("after", rest=rule.title)),
        tag(
            "div",
            _body(rule.help_markdown, markdown, brief=brief),
            link(say("rules.documentation"), rule.help_uri) if rule.help_uri.startswith("http") else None,
            id=f"rule-{rule.code}",
        ),
    )


def _markdown() -> MarkdownIt:
    """Returns a CommonMark parser without what a pack could use to load or run something: raw HTML and images."""
    from markdown_it import MarkdownIt  # 45 ms, only where rules are explained

    return MarkdownIt("commonmark", {"html": False}).disable(["image", "html_block", "html_inline"])


def _body(text: str, markdown: MarkdownIt, *, brief: bool) -> Markup:
    lines = (neutral(line) for line in text.split("\n"))
    tokens = _explanation(markdown.parse("\n".join(lines)), brief=brief)
    _adjust(tokens)
    return Markup(markdown.renderer.render(tokens, markdown.options, {}))  # noqa: S704 - html is off, and links are checked


def _explanation(tokens: Sequence[Token], *, brief: bool) -> Sequence[Token]:
    """Returns what the rule does and why: the steps of a finding say what to use instead, the documentation the rest."""
    starts = [number for number, token in enumerate(tokens) if token.type == "heading_open" and token.tag == "h2"]
    if len(starts) <= _LEFT_OUT:
        return tokens
    kept = starts[: -_LEFT_OUT + 1]
    parts = (tokens[start + _HEADING : end] for start, end in pairwise(kept))
    return [token for part in parts for token in (_first_block(part) if brief else part)]


def _first_block(tokens: Sequence[Token]) -> Sequence[Token]:
    depth = 0
    for number, token in enumerate(tokens, 1):
        depth += token.nesting
        if not depth:
            return tokens[:number]
    return tokens


def _adjust(tokens: Sequence[Token]) -> None:
    """Puts headings below the rule's own, and takes the address out of links that lead to no web page."""
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(6, int(token.tag[1:]) + _DEPTH)}"
        elif token.type == "link_open" and not str(token.attrs.get("href", "")).startswith(("https://", "http://")):
            token.attrs.pop("href", None)
        _adjust(token.children or ())
