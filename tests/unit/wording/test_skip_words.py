"""The sentences of the reasons for which something is skipped."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import auditor
from auditor.model.report import Skipped
from auditor.model.skip_reason import SkipReason
from auditor.wording.skip_words import SKIP_WORDS, and_more, count_of_more, sentence_of, skip

PACKAGE = Path(auditor.__file__).parent


def test_every_reason_but_a_callers_own_has_a_sentence() -> None:
    assert set(SKIP_WORDS) == set(SkipReason) - {SkipReason.OTHER}


def test_a_note_has_the_reason_its_values_and_their_sentence() -> None:
    assert skip("a", SkipReason.UNREADABLE, reason="Permission denied") == Skipped(
        "a",
        "cannot be read: Permission denied",
        kind=SkipReason.UNREADABLE,
        values=(("reason", "Permission denied"),),
    )
    assert skip("a", SkipReason.LARGE_MEMBER).reason == "larger than the limit for a member: only its start was read"
    note = skip("a", SkipReason.INVALID_DOCUMENT, number=3, what="JSON", column=7)
    assert note.values == (("column", "7"), ("number", "3"), ("what", "JSON"))
    assert note.reason == sentence_of(note.kind, dict(note.values))


def test_braces_in_a_value_stay() -> None:
    assert skip("a", SkipReason.UNREADABLE, reason="{path} {0}").reason == "cannot be read: {path} {0}"


def test_a_value_that_is_missing_is_an_error() -> None:
    with pytest.raises(KeyError):
        skip("a", SkipReason.DAMAGED_OBJECT, reason="corrupt")


def test_what_holds_of_several_says_of_how_many() -> None:
    more = and_more(skip("a", SkipReason.UNREADABLE, reason="{n}"), 1_200)
    assert more.reason == "cannot be read: {n} (and 1,200 more)"
    assert sentence_of(more.kind, dict(more.values)) == more.reason
    assert count_of_more(dict(more.values)) == "1,200"
    assert count_of_more(dict(skip("a", SkipReason.PDF).values)) == ""


def test_only_the_table_words_a_reason() -> None:
    makers = [
        path.name
        for path in PACKAGE.rglob("*.py")
        if re.search(r"(?<!class )(?<!case )\bSkipped\(", path.read_text(encoding="utf-8"))
    ]
    assert makers == ["skip_words.py"]


def test_every_reason_is_given_somewhere() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py") if path.name != "skip_words.py")
    assert [reason for reason in SKIP_WORDS if f"SkipReason.{reason.name}" not in text] == []
