"""Whether an edited text reads as it should: every edited value is the new one, and every other is what it was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditor.fix.file_text import Edit, FileText


def reads_as_meant(before: FileText, after: FileText, edits: Sequence[Edit]) -> bool:
    """Whether a reader of `after` finds what one of `before` found, but for what `edits` say.

    Quoting, escapes and syntax of a format are its reader's business: whatever an edit could break shows here.
    """
    found = {(start, name): value for start, _, name, value in _readings(after)}
    return all(found.get((start, name)) == value for start, name, value in _expected(before, edits))


def _readings(text: FileText) -> Iterator[tuple[int, int, str, str]]:
    """Start, end, name and value of every field."""
    for field in text.fields:
        yield (*text.offsets(field.span), field.name, field.value.reveal())


def _expected(before: FileText, edits: Sequence[Edit]) -> Iterator[tuple[int, str, str | None]]:
    """Start, name and value of every field that is to be found; None for a value that must be gone."""
    ordered = sorted(edits, key=lambda edit: edit.start)
    for start, end, name, value in _readings(before):
        shift = sum(edit.growth for edit in ordered if edit.end <= start)
        touching = [edit for edit in ordered if edit.start < end and start < edit.end]
        if not touching:
            yield start + shift, name, value
        for edit in touching:
            if (edit.start, edit.end) == (start, end) and edit.value is not None:
                yield start + shift + edit.inset, name, edit.value.reveal()
