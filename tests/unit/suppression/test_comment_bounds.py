"""Which text is a comment that ignores, and which is one character short of it."""

from __future__ import annotations

from hashlib import sha256

import pytest

from auditor.model.location import Span
from auditor.model.material import Pragma
from auditor.model.secret import Plain
from auditor.readers.document import Document
from auditor.suppression.comments_on_line import read_line
from auditor.suppression.inline_ignores import ALLOW_NEXT_LINE, ALLOW_SECRET, GITLEAKS_ALLOW, NO_CODE, OURS, pragmas_for


def found(text: str, value: str = "VALUE") -> tuple[Pragma, ...]:
    document = Document(text, "file")
    start = text.index(value)
    return pragmas_for(document.line_text, document.span(start, start + len(value)))


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("backpack-audit: ignore", Pragma(OURS)),
        ("backpack-audit:ignore", Pragma(OURS)),
        ("backpack-audit:   ignore", Pragma(OURS)),
        ("x backpack-audit: ignore", Pragma(OURS)),
        ("xbackpack-audit: ignore", None),
        ("-backpack-audit: ignore", None),
        ("backpack-audit: ignored", None),
        ("backpack-audit: ignore-all", None),
        ("backpack-audit: ignore BPK102", Pragma(OURS, ("BPK102",))),
        ("backpack-audit: ignore, BPK102: bpk101", Pragma(OURS, ("BPK102", "BPK101"))),
        ("backpack-audit: ignore AB1", Pragma(OURS, ("AB1",))),
        ("backpack-audit: ignore A1", Pragma(OURS)),
        ("backpack-audit: ignore this", Pragma(OURS)),
        ("backpack-audit: ignoreBPK102", None),
        ("backpack-audit: ignore leaked-secret", Pragma(OURS, ("leaked-secret",))),
        ("backpack-audit: ignore leaked-secrets", Pragma(OURS)),
        ("backpack-audit: ignore[my-rule]", Pragma(OURS, ("my-rule",))),
        (f"backpack-audit: ignore[x-{sha256(b'x').hexdigest()}]", Pragma(OURS, (NO_CODE,))),
        ("backpack-audit: ignore[BPK102]", Pragma(OURS, ("BPK102",))),
        ("backpack-audit: ignore [BPK102]", Pragma(OURS, ("BPK102",))),
        ("backpack-audit: ignore[BPK102", Pragma(OURS, ("BPK102",))),
        ("backpack-audit: ignore[BPK102, BPK101]", Pragma(OURS, ("BPK102", "BPK101"))),
        ("backpack-audit: ignore[BPK102,BPK102]", Pragma(OURS, ("BPK102",))),
        ("backpack-audit: ignore[]", Pragma(OURS, (NO_CODE,))),
        ("backpack-audit: ignore[?!]", Pragma(OURS, (NO_CODE,))),
        ("backpack-audit: ignore -- why", Pragma(OURS, (), "why")),
        ("backpack-audit: ignore --   why not", Pragma(OURS, (), "why not")),
        ("backpack-audit: ignore --why", Pragma(OURS)),
        ("backpack-audit: ignore this-- why", Pragma(OURS)),
        ("backpack-audit: ignore[BPK102] -- why", Pragma(OURS, ("BPK102",), "why")),
        ("pragma: allowlist secret", Pragma(ALLOW_SECRET)),
        ("pragma:allowlist secret", Pragma(ALLOW_SECRET)),
        ("pragma:  allowlist secret", None),
        ("pragma: whitelist-secret", Pragma(ALLOW_SECRET)),
        ("pragma: allowlist  secret", None),
        ("pragma: allowlist secrets", None),
        ("xpragma: allowlist secret", None),
        ("gitleaks:allow", Pragma(GITLEAKS_ALLOW)),
        ("gitleaks:allowed", None),
        ("gitleaks:allow-all", None),
        ("xgitleaks:allow", None),
        ("pragma: allowlist nextline secret", None),
    ],
)
def test_which_comment_ignores_what(comment: str, expected: Pragma | None) -> None:
    assert found(f"secret = VALUE # {comment}") == (() if expected is None else (expected,))


@pytest.mark.parametrize(
    ("code", "is_code"),
    [
        ("AB1", True),
        ("A1", False),
        ("A" * 12 + "1", True),
        ("A" * 13 + "1", False),
        ("AB12345", True),
        ("AB123456", False),
    ],
)
def test_how_long_a_code_without_brackets_is(code: str, *, is_code: bool) -> None:
    (pragma,) = found(f"secret = VALUE # backpack-audit: ignore {code}")
    assert bool(pragma.codes) is is_code


def test_a_quote_is_the_values_own_where_the_value_holds_it() -> None:
    ignored = "# backpack-audit: ignore"
    assert found(f'x = VALUE" {ignored}', 'VALUE"') == (Pragma(OURS),)
    assert found(f'x = VALUE" {ignored}') == ()
    last = {1: "key = X", 2: f'"x" {ignored}'}
    assert pragmas_for(lambda number: Plain(last.get(number, "")), Span(1, 7, 2, 4)) == (Pragma(OURS),)
    opened = {1: f'seed = ["{ignored}"', 2: "1]"}
    assert pragmas_for(lambda number: Plain(opened.get(number, "")), Span(1, 8, 2, 3)) == ()


@pytest.mark.parametrize(
    ("above", "expected"),
    [
        ("# pragma: allowlist nextline secret", (Pragma(ALLOW_NEXT_LINE),)),
        ("# pragma:allowlist-nextline-secret", (Pragma(ALLOW_NEXT_LINE),)),
        ("# pragma: allowlist nextline secrets", ()),
        ("# pragma:  allowlist nextline secret", ()),
        ("# pragma: allowlist secret", ()),
        ("# gitleaks:allow", ()),
        ("# backpack-audit: ignore", (Pragma(OURS),)),
        ("x # backpack-audit: ignore", ()),
        ("key: >- # backpack-audit: ignore", (Pragma(OURS),)),
        ("key: | # backpack-audit: ignore", (Pragma(OURS),)),
        ("key: |+2 # backpack-audit: ignore", (Pragma(OURS),)),
        ("key: # backpack-audit: ignore", (Pragma(OURS),)),
        ("call( # backpack-audit: ignore", (Pragma(OURS),)),
        ("x = # backpack-audit: ignore", (Pragma(OURS),)),
        ("x \\ # backpack-audit: ignore", (Pragma(OURS),)),
        ("cat <<-'EOF' # backpack-audit: ignore", (Pragma(OURS),)),
        ("cat << # backpack-audit: ignore", ()),
        ("x + # backpack-audit: ignore", ()),
        ("", ()),
    ],
)
def test_which_line_above_ignores_what(above: str, expected: tuple[Pragma, ...]) -> None:
    assert found(f"{above}\nVALUE") == expected


@pytest.mark.parametrize(
    ("before", "announced"),
    [
        ("", True),
        ("  ", True),
        ('"', True),
        ('b"', True),
        ('rb"', True),
        ('rbu"', False),
        ("b", False),
        ("x", False),
        ("x = ", False),
        ("- ", True),
    ],
)
def test_an_announced_value_begins_its_line(before: str, *, announced: bool) -> None:
    assert bool(found(f"key = ( # backpack-audit: ignore\n{before}VALUE")) is announced


def test_markers_of_three_tools_count_together() -> None:
    comment = "# backpack-audit: ignore, pragma: allowlist secret, gitleaks:allow"
    assert found(f"key = VALUE {comment}") == (Pragma(OURS), Pragma(ALLOW_SECRET), Pragma(GITLEAKS_ALLOW))


@pytest.mark.parametrize(("length", "counts"), [(20_000, True), (20_001, False)])
def test_how_long_a_line_with_a_comment_may_be(length: int, *, counts: bool) -> None:
    line = "key = VALUE # backpack-audit: ignore -- "
    assert bool(found(line + "x" * (length - len(line)))) is counts


def test_what_begins_a_pem_has_a_name() -> None:
    for begin, counts in (("-----BEGIN PRIVATE KEY-----", True), ("-----BEGIN -----", False)):
        lines = {1: f"{begin} # backpack-audit: ignore", 2: "x"}
        document = Document("\n".join(lines.values()), "file")
        assert bool(pragmas_for(document.line_text, Span(1, 1, 2, 2))) is counts


def test_an_empty_value_hides_no_comment() -> None:
    assert read_line("x # a", 2, 2).comments == ("a",)


def test_the_first_line_has_none_above_it_and_only_its_own_comments_count() -> None:
    asked: list[int] = []

    def lines(number: int) -> Plain:
        asked.append(number)
        return Plain("SECRET=VALUE # backpack-audit: ignore" if number == 1 else "# backpack-audit: ignore")

    assert pragmas_for(lines, Span(1, 8, 1, 13)) == (Pragma(OURS),)
    assert asked == [1]
    assert pragmas_for(lines, Span(2, 1, 2, 2)) == ()


@pytest.mark.parametrize(
    ("last", "end", "counts"),
    [
        ("ab # backpack-audit: ignore", 3, True),
        ("ab # backpack-audit: ignore", 2, False),
        ("# backpack-audit: ignore", 1, False),
    ],
)
def test_what_is_behind_the_last_line_of_a_value(last: str, end: int, *, counts: bool) -> None:
    """Behind one character of a word there is no comment: the word goes on."""
    known = {1: "key = X", 2: "YZ", 3: last}
    found_here = pragmas_for(lambda number: Plain(known.get(number, "")), Span(1, 7, 3, end))
    assert bool(found_here) is (counts or end == 2)
    assert end != 1 or found_here == ()


@pytest.mark.parametrize(
    ("text", "comments"),
    [
        ("x # a", ("a",)),
        ("x #a #", ("a",)),
        ("x#a", ()),
        ("x // a", ("a",)),
        ("x -- a", ("a",)),
        ("x --- a", ("a",)),
        ("x - a", ()),
        ("x ; a", ("a",)),
        ("x ;; a", ("a",)),
        ("x % a", ("a",)),
        ("x ! a", ("a",)),
        ("x :: a", ("a",)),
        ("x : a", ()),
        ("x;a", ()),
        ("x --pragma: a", ("pragma: a",)),
        ("x --a", ()),
        ("x /* a */ y /* b */", ("a", "b")),
        ("x /* a", ("a",)),
        ("x <!-- a -->", ("a",)),
        ("x (* a *)", ("a",)),
        ("x {- a -}", ("a",)),
        ("x <%-- a --%>", ("a",)),
        (" * a", ("a",)),
        (" *a", ()),
        ("REM a", ("a",)),
        ("@rem a", ("a",)),
        ("rema", ()),
        ("dnl a", ("a",)),
        ("x ' a: b", ("a: b",)),
        ("x 'a: b' c", ()),
        ('"# a"', ()),
        ('"\\"# a"', ()),
        ("'# a'", ()),
        ("`# a`", ()),
        ("it's # a", ("a",)),
        ('x "# a', ()),
    ],
)
def test_where_a_comment_begins(text: str, comments: tuple[str, ...]) -> None:
    assert read_line(text).comments == comments


@pytest.mark.parametrize(
    ("text", "is_comment", "opens_next"),
    [
        ("# a", True, False),
        ("  /* a */ ", True, False),
        ("x # a", False, False),
        ("x = # a", False, True),
        ("", True, False),
    ],
)
def test_what_is_left_of_a_line_without_its_comments(text: str, *, is_comment: bool, opens_next: bool) -> None:
    assert (read_line(text).is_comment, read_line(text).opens_next) == (is_comment, opens_next)


def test_a_long_line_announces_by_its_end() -> None:
    assert read_line("x" * 500 + " = ").opens_next
    assert not read_line("= " + "x" * 500).opens_next


def test_how_long_the_name_of_a_here_document_is() -> None:
    assert read_line("cat <<" + "A" * 78).opens_next
    assert not read_line("cat <<" + "A" * 79).opens_next


def test_a_line_does_not_show_its_text() -> None:
    assert "VALUE" not in repr(read_line("VALUE # VALUE"))
