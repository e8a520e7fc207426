from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from auditor.generic.exact_match import SHORT
from auditor.generic.lines import LONG, Lines, windows
from auditor.model.location import Span
from auditor.model.secret import Plain


def numbers(text: str, *needles: str) -> list[tuple[int, str, str]]:
    raw = text.encode()
    ends = [(raw.index(needle.encode()) + len(needle.encode()), "X") for needle in needles]
    lines = Lines(text, "a")
    return [(suspect.number, suspect.text, lines.before(suspect)) for suspect in lines.suspects(ends)]


def test_a_line_is_found_by_the_end_of_what_is_on_it() -> None:
    text = "one\ntwo \u00e9 two\nthree"
    assert numbers(text, "one") == [(1, "one", "")]
    assert numbers(text, "\u00e9") == [(2, "two \u00e9 two", "one")]
    assert numbers(text, "three", "one") == [(1, "one", ""), (3, "three", "two \u00e9 two")]


def test_an_end_behind_a_line_feed_belongs_to_the_line_that_it_ends() -> None:
    assert numbers("one\ntwo\n", "one\n") == [(1, "one", "")]
    assert numbers("\n\ntwo\n", "\n\n") == [(2, "", "")]


def test_a_line_is_suspected_once_for_all_that_is_on_it() -> None:
    ends = [(3, "A"), (1, "B"), (2, "A")]
    (suspect,) = Lines("abc", "a").suspects(ends)
    assert [owner for _, owner in suspect.seen] == ["B", "A", "A"]


def test_every_line_end_of_universal_newlines_counts() -> None:
    assert numbers("a\r\nb\rc\nd", "d") == [(4, "d", "c")]
    assert numbers("a\r\nb\rc\nd", "b", "c") == [(2, "b", "a"), (3, "c", "b")]


def test_no_text_has_no_suspects() -> None:
    assert list(Lines("", "a").suspects([])) == []
    assert [suspect.text for suspect in Lines("", "a").suspects([(0, "A")])] == [""]


def test_columns_are_reported_where_the_line_is_long() -> None:
    text = "short\n" + "\u00e9" * SHORT + "end"
    (suspect,) = Lines(text, "a").suspects([(len(text.encode()), "A")])
    assert suspect.seen == ((SHORT + 3, "A"),)


def test_a_value_is_where_the_document_says() -> None:
    lines = Lines("a\r\nkey = value\r\n", "a")
    assert lines.span(2, "value") == Span(2, 7, 2, 12)


def test_a_value_that_is_nowhere_is_its_line() -> None:
    lines = Lines("a\n  folded >-  \nb", "a")
    assert lines.span(2, "value") == Span(2, 3, 2, 12)
    assert lines.span(9, "value") == Span(3, 1, 3, 2)
    assert Lines("\n", "a").span(1, "value") == Span(1, 1, 1, 1)


def test_a_lone_return_ends_no_line_of_the_document() -> None:
    assert Lines("a\rkey = value\nb", "a").span(2, "value") == Span(1, 9, 1, 14)


def test_a_byte_order_mark_has_no_column() -> None:
    lines = Lines("\ufeffvalue\nvalue", "a")
    assert lines.span(1, "value") == Span(1, 1, 1, 6)
    assert lines.span(2, "value") == Span(2, 1, 2, 6)


def test_a_window_into_a_blob_counts_from_its_place() -> None:
    lines = Lines("value\nvalue", "a", (10, 5))
    assert lines.span(1, "value") == Span(10, 5, 10, 10)
    assert lines.span(2, "value") == Span(11, 1, 11, 6)


def test_what_follows_a_line_is_cut_after_so_many() -> None:
    lines = Lines("1\n2\n3\n4\n", "a")
    assert lines.following(2, 2) == "2\n3\n"
    assert lines.following(3, 9) == "3\n4\n"


def test_lines_do_not_show_their_text() -> None:
    assert "secret" not in repr(Lines("secret", "a"))
    (suspect,) = Lines("secret", "a").suspects([(6, "A")])
    assert "secret" not in repr(suspect)


def test_a_value_is_sought_from_a_column_of_its_line() -> None:
    lines = Lines("a: 1\nb: value, value\n", "a")
    assert lines.span(2, "value") == Span(2, 4, 2, 9)
    assert lines.span(2, "value", 3) == Span(2, 4, 2, 9)
    assert lines.span(2, "value", 4) == Span(2, 11, 2, 16)
    assert lines.span(2, "other", 4) == Span(2, 1, 2, 16), "all of the line where it is not there"
    assert lines.span(1, "value") == Span(1, 1, 1, 5), "what is in the next line is not in this one"


def test_windows_hold_whole_tokens() -> None:
    token = "t" * 5000
    line = "x " * 10_000 + token + " y" * 10_000
    ((_, window),) = windows(Plain(line), [line.index(token) + 100])
    assert token in window
    assert len(window) < 20_000


def test_windows_over_one_stretch_are_one() -> None:
    line = "x " * 50_000
    assert len(windows(Plain(line), [1000, 1500, 2000])) == 1
    assert len(windows(Plain(line), [1000, 50_000])) == 2
    assert max(len(text) for _, text in windows(Plain(line), range(0, 100_000, 1000))) < 70_000


def test_a_window_of_nothing_but_one_token_is_bounded() -> None:
    assert len(windows(Plain("t" * LONG), [LONG // 2])[0][1]) < 70_000


@given(st.lists(st.sampled_from(["x" * 30, "x" * 70, "y" * 300, " ", ";", "é"]), max_size=40), st.integers(0, 9_000))
def test_a_window_begins_behind_the_last_break_before_its_text(pieces: list[str], column: int) -> None:
    line = "a" * 3_000 + "".join(pieces) + "b" * 3_000
    column = min(column, len(line))
    before = max(0, column - 2_048)
    breaks = [match.end() for match in re.finditer(r"[\s\"'`;,]", line[:before])]
    ((start, window),) = windows(Plain(line), [column])
    assert line.startswith(window, start)
    start = breaks[-1] if breaks else 0
    assert line.startswith(window, start)
    assert len(window) >= column - start


def test_columns_of_a_long_line_are_characters() -> None:
    text = "first\n" + "é" * SHORT + "|" + "日本" * 9 + "|" + "x" * 9
    raw = text.encode()
    ends = [match.end() for match in re.finditer(rb"\||x", raw)]
    (suspect,) = Lines(text, "a").suspects([(end, "X") for end in ends])
    assert [column for column, _ in suspect.seen] == [
        match.end() for match in re.finditer(r"\||x", text.removeprefix("first\n"))
    ]
