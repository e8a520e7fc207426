"""How the policy part is told: the account, a table for each key, corrected whitelists ready to paste."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditor.model.report import KeyRow, PolicyView
from auditor.reporters._shared.report_wording import key_facts
from auditor.reporters._shared.sanitize import neutral, sentence
from auditor.reporters._text.wrapping import Line, Span

_INDENT = 2
_WIDEST_LABEL = 20


def policy_lines(policy: PolicyView) -> Iterator[Line]:
    """Sections, each with a blank line before it."""
    if policy.account:
        yield from _title("Account")
        yield from _table(policy.account)
    for key in policy.keys:
        yield from _key(key)
    for name, entries in policy.corrected:
        yield from _title(f"Corrected whitelist of {sentence(name)}, to be pasted entry by entry")
        # At the margin and alone on their lines: that is what is copied.
        yield from (Line((Span(neutral(entry), solid=True),)) for entry in entries)


def _title(text: str) -> Iterator[Line]:
    yield Line()
    yield Line((Span(text, "title"),))


def _key(key: KeyRow) -> Iterator[Line]:
    yield from _title(f"Key {sentence(key.name)}")
    yield from _table((("API key", key.api_key), *key_facts(key)))


def _table(rows: Sequence[tuple[str, str]]) -> Iterator[Line]:
    labels = [sentence(label) for label, _ in rows]
    taken = min(max(map(len, labels)), _WIDEST_LABEL) + 2
    for label, (_, value) in zip(labels, rows, strict=True):
        span = Span(sentence(value) or "-", solid=label == "API key")
        yield Line((span,), label=Span(label, "label"), indent=_INDENT, label_columns=taken)
