from __future__ import annotations

import pytest

from auditor.fix.file_text import Edit, FileText, reads_as_meant
from auditor.model.secret import Secret
from auditor.vocabulary.vocabulary import builtin


def check(name: str, text: str, old: str, new: str, *, value: str | None = None) -> bool:
    before = FileText(text, name, builtin())
    start = text.index(old)
    edit = Edit(start=start, end=start + len(old), text=Secret(new), value=Secret(new if value is None else value))
    return reads_as_meant(before, before.edited([edit]), [edit])


@pytest.mark.parametrize(
    ("name", "text", "new"),
    [
        (".env", "A=old\nB=other\n", "new="),
        ("a.yaml", "a: old\nb: other\n", "new/+="),
        ("a.json", '{"a": "old", "b": "other"}', "new"),
    ],
)
def test_a_value_that_reads_as_meant(name: str, text: str, new: str) -> None:
    assert check(name, text, "old", new)


@pytest.mark.parametrize(
    ("name", "text", "new"),
    [
        (".env", "A=old\nB=other\n", "new # not read"),
        (".env", "A='old'\nB=other\n", "ne'w"),
        ("a.yaml", "a: old\nb: other\n", "x: y"),
        ("a.yaml", "a: [old]\nb: other\n", "]"),
        ("a.json", '{"a": "old", "b": "other"}', 'x", "y": "z'),
        ("a.ini", "[s]\na = old\nb = other\n", "new ; gone"),
    ],
)
def test_quotes_comments_and_syntax_that_would_change_what_is_read(name: str, text: str, new: str) -> None:
    assert not check(name, text, "old", new)


def test_another_field_must_stay_what_it_is() -> None:
    before = FileText("A=old\nB=other\n", ".env", builtin())
    edits = [Edit(start=2, end=5, text=Secret("new\nB=else"), value=Secret("new"))]
    assert reads_as_meant(before, before.edited(edits), edits)
    edits = [Edit(start=2, end=13, text=Secret("new"), value=Secret("new"))]
    assert not reads_as_meant(before, FileText("A=new\nB=othe\n", ".env", builtin()), edits[:0])
