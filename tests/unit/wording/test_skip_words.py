"""The sentences of the reasons for which something is skipped."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import auditor
from auditor.model.report import Skipped
from auditor.model.skip_reason import SkipReason
from auditor.wording.skip_words import SKIP_WORDS, skip

PACKAGE = Path(auditor.__file__).parent


def test_every_reason_but_a_callers_own_has_a_sentence() -> None:
    assert set(SKIP_WORDS) == set(SkipReason) - {SkipReason.OTHER}


def test_a_note_has_the_reason_and_its_sentence() -> None:
    assert skip("a", SkipReason.UNREADABLE, why="Permission denied") == Skipped(
        "a", "cannot be read: Permission denied", kind=SkipReason.UNREADABLE
    )
    assert skip("a", SkipReason.LARGE_MEMBER).reason == "larger than the limit for a member: only its start was read"
    assert skip("a", SkipReason.SEARCHED_BY_LINE, most=10_000).reason.startswith("more than 10,000 characters: ")


def test_braces_in_a_value_stay() -> None:
    assert skip("a", SkipReason.UNREADABLE, why="{path} {0}").reason == "cannot be read: {path} {0}"


def test_a_value_that_is_missing_is_an_error() -> None:
    with pytest.raises(KeyError):
        skip("a", SkipReason.DAMAGED_OBJECT, why="corrupt")


def test_only_the_table_words_a_reason() -> None:
    makers = [
        path.name
        for path in PACKAGE.rglob("*.py")
        if re.search(r"(?<!class )\bSkipped\(", path.read_text(encoding="utf-8"))
    ]
    assert makers == ["skip_words.py"]


def test_every_reason_is_given_somewhere() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py") if path.name != "skip_words.py")
    assert [reason for reason in SKIP_WORDS if f"SkipReason.{reason.name}" not in text] == []
