from __future__ import annotations

from difflib import unified_diff

from hypothesis import given
from hypothesis import strategies as st

from auditor.classification.sample_keys import expand
from auditor.fix.change import difference
from auditor.fix.file_text import FileText
from auditor.fix.masking import Masker
from auditor.vocabulary.vocabulary import builtin

WORDS = st.lists(st.sampled_from(["alpha", "beta", "gamma", ""]), max_size=12).map("\n".join)


def shown(before: str | None, after: str, name: str = "notes.txt") -> list[str]:
    texts = [text if text is None else FileText(expand(text), name, builtin()) for text in (before, after)]
    assert texts[1] is not None
    return list(difference(texts[0], texts[1], Masker({}), name))


@given(WORDS, WORDS)
def test_without_values_it_is_the_diff_of_the_standard_library(before: str, after: str) -> None:
    old, new = (f"{text}\n" if text else "" for text in (before, after))
    expected = unified_diff(old.splitlines(), new.splitlines(), "a/notes.txt", "b/notes.txt", lineterm="", n=2)
    assert shown(old, new) == list(expected)


def test_a_change_shows_although_both_lines_have_the_same_mask() -> None:
    assert shown("A={{ a.secret }}\n", "A={{ b.secret }}\n", ".env")[3:] == ["-A=<value>", "+A=<value>"]


def test_a_new_file_has_no_old_name() -> None:
    assert shown(None, "alpha\n") == ["--- /dev/null", "+++ b/notes.txt", "@@ -0,0 +1 @@", "+alpha"]


def test_line_ends_and_their_lack_are_not_shown_as_characters() -> None:
    assert shown("alpha\r\nbeta", "alpha\r\ngamma")[2:] == ["@@ -1,2 +1,2 @@", " alpha", "-beta", "+gamma"]


def test_the_middle_of_a_long_line_is_left_out() -> None:
    words = "It says, it says; " * 30
    line = shown("x\n", f"{words}\n")[-1]
    assert line.startswith("+It says, it says; ")
    assert len(line) < 80
    assert "…" in line
