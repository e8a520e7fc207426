"""How the policy part is told: the account, a table for each key, corrected whitelists ready to paste."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditor.model.report import KeyRow, PolicyView
from auditor.reporters._shared.report_wording import key_facts
from auditor.reporters._shared.sanitize import neutral, sentence
from auditor.reporters._text.wrapping import Line, Span, columns
from auditor.wording.language import say

_INDENT = 2
_WIDEST_LABEL = 20


def policy_lines(policy: PolicyView) -> Iterator[Line]:
    """Sections, each with a blank line before it."""
    if policy.account:
        yield from _title(say("Account"))
        yield from _table(policy.account)
    for key in policy.keys:
        yield from _key(key)
    for name, entries in policy.corrected:
        yield from _title(say("Corrected whitelist of {key}, to be pasted entry by entry", key=sentence(name)))
        # At the margin and alone on their lines: that is what is copied.
        yield from (Line((Span(neutral(entry), solid=True),)) for entry in entries)


def _title(text: str) -> Iterator[Line]:
    yield Line()
    yield Line((Span(text, "title"),))


def _key(key: KeyRow) -> Iterator[Line]:
    yield from _title(say("Key {key}", key=sentence(key.name)))
    yield from _table(((say("API key"), key.api_key), *key_facts(key)), solid=0)


def _table(rows: Sequence[tuple[str, str]], *, solid: int | None = None) -> Iterator[Line]:
    labels = [sentence(label) for label, _ in rows]
    taken = min(max(map(columns, labels)), _WIDEST_LABEL) + 2
    for number, (label, (_, value)) in enumerate(zip(labels, rows, strict=True)):
        span = Span(sentence(value) or "-", solid=number == solid)
        yield Line((span,), label=Span(label, "label"), indent=_INDENT, label_columns=taken)
