from __future__ import annotations

import pytest

from auditor.model.location import Span
from auditor.model.material import Pragma
from auditor.model.secret import Plain
from auditor.readers.document import Document
from auditor.suppression.inline_ignores import ALLOW_NEXT_LINE, ALLOW_SECRET, GITLEAKS_ALLOW, NO_CODE, OURS, pragmas_for

IGNORE = (Pragma(OURS),)


def pragmas(text: str, value: str = "VALUE") -> tuple[Pragma, ...]:
    """The pragmas that apply to the first occurrence of `value`."""
    document = Document(text, "file")
    start = text.index(value)
    return pragmas_for(document.line_text, document.span(start, start + len(value)))


@pytest.mark.parametrize(
    "line",
    [
        "secret = 'VALUE'  # backpack-audit: ignore",
        "SECRET=VALUE # backpack-audit: ignore",
        "SECRET=VALUE\t#backpack-audit: ignore",
        'call("VALUE")# backpack-audit: ignore',
        'const secret = "VALUE"; // backpack-audit: ignore',
        'const secret = "VALUE";// backpack-audit:ignore',
        "x = `VALUE`, // backpack-audit: ignore",
        'char *s = "VALUE"; /* backpack-audit: ignore */ f();',
        '/* backpack-audit: ignore */ char *s = "VALUE";',
        "INSERT INTO keys VALUES ('VALUE'); -- backpack-audit: ignore",
        "secret = VALUE ; backpack-audit: ignore",
        '(setq secret "VALUE") ;; backpack-audit: ignore',
        "<secret>VALUE</secret><!-- backpack-audit: ignore -->",
        "\\def\\secret{VALUE} % backpack-audit: ignore",
        "set SECRET=VALUE & rem backpack-audit: ignore",
        "set SECRET=VALUE & @REM backpack-audit: ignore",
        'Const Secret = "VALUE" \' backpack-audit: ignore',
        'secret = "VALUE" {- backpack-audit: ignore -}',
        'let secret = "VALUE" (* backpack-audit: ignore *)',
        "{{ VALUE }} {# backpack-audit: ignore #}",
        '$secret = "VALUE" <# backpack-audit: ignore #>',
        "define(secret, VALUE) dnl backpack-audit: ignore",
        "secret = 'VALUE'  # noqa: S105  # backpack-audit: ignore",
        "secret = 'VALUE'  # of a test account, backpack-audit: ignore",
        "# SECRET=VALUE backpack-audit: ignore",
        "// secret = 'VALUE' backpack-audit: ignore",
        "it doesn't matter: VALUE <!-- backpack-audit: ignore -->",
    ],
)
def test_a_comment_of_any_language_counts_on_the_values_line(line: str) -> None:
    assert pragmas(line) == IGNORE


@pytest.mark.parametrize(
    "line",
    [
        "secret = VALUE backpack-audit: ignore",
        'secret = "VALUE # backpack-audit: ignore"',
        'secret = "VALUE", note = "# backpack-audit: ignore"',
        "secret = 'VALUE', note = '# backpack-audit: ignore'",
        "secret = `VALUE # backpack-audit: ignore`",
        'secret = "VALUE \\" # backpack-audit: ignore"',
        'secret = """VALUE # backpack-audit: ignore',
        "['VALUE', 'backpack-audit: ignore']",
        "SECRET=VALUE#backpack-audit: ignore",
        "https://VALUE//backpack-audit: ignore",
        "https://host/?secret=VALUE&next=https://backpack-audit: ignore",
        "secret: VALUE, backpack-audit: ignore",
        '{"secret": "VALUE", "backpack-audit: ignore": true}',
        'secret = "VALUE"  # my-backpack-audit: ignore',
        'secret = "VALUE"  # backpack-audit: ignored',
        'secret = "VALUE"  # backpack-audit: ignore-next-line',
        'secret = "VALUE"  # gitleaks:allowed',
        "secret = 'VALUE'; backpack-audit: ignore",
    ],
)
def test_what_can_be_a_value_is_no_comment(line: str) -> None:
    assert pragmas(line) == ()


def test_a_marker_inside_the_value_is_part_of_the_value() -> None:
    line = "secret=VALUE # backpack-audit: ignore"
    assert pragmas(line, "VALUE # backpack-audit: ignore") == ()
    assert pragmas(f'x="{line[7:]}"', line[7:]) == ()


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("backpack-audit: ignore[BPK102]", Pragma(OURS, ("BPK102",))),
        ("backpack-audit: ignore[BPK102,BPK304]", Pragma(OURS, ("BPK102", "BPK304"))),
        ("backpack-audit: ignore [ bpk102 , BPK304, BPK102 ]", Pragma(OURS, ("BPK102", "BPK304"))),
        ("backpack-audit: ignore BPK102, BPK304", Pragma(OURS, ("BPK102", "BPK304"))),
        ("backpack-audit: ignore -- revoked in March", Pragma(OURS, (), "revoked in March")),
        ("backpack-audit: ignore[BPK102] -- revoked -- see #12", Pragma(OURS, ("BPK102",), "revoked -- see #12")),
        ("backpack-audit: ignore BPK102 -- revoked", Pragma(OURS, ("BPK102",), "revoked")),
        ("backpack-audit: ignore --", Pragma(OURS)),
        ("backpack-audit: ignore this one", Pragma(OURS)),
        ("pragma: allowlist secret", Pragma(ALLOW_SECRET)),
        ("pragma:whitelist secret", Pragma(ALLOW_SECRET)),
        ("pragma: allowlist-secret", Pragma(ALLOW_SECRET)),
        ("gitleaks:allow", Pragma(GITLEAKS_ALLOW)),
    ],
)
def test_codes_and_reason_are_read(comment: str, expected: Pragma) -> None:
    assert pragmas(f"secret = 'VALUE'  # {comment}") == (expected,)


@pytest.mark.parametrize("codes", ["", " ", "BPK", "K3sQx91zPq"])
def test_brackets_without_a_code_ignore_nothing_and_are_not_repeated(codes: str) -> None:
    assert pragmas(f"secret = 'VALUE'  # backpack-audit: ignore[{codes}]") == (Pragma(OURS, (NO_CODE,)),)


@pytest.mark.parametrize(
    ("named", "codes"), [("leaked-secret", ("leaked-secret",)), ("BPK1", ("BPK1",)), ("bpk303,X-y", ("BPK303", "x-y"))]
)
def test_brackets_take_codes_prefixes_and_slugs(named: str, codes: tuple[str, ...]) -> None:
    (pragma,) = pragmas(f"secret = 'VALUE'  # backpack-audit: ignore[{named}]")
    assert pragma.codes == codes


def test_an_open_bracket_never_widens_to_all_rules() -> None:
    (pragma,) = pragmas("secret = 'VALUE'  # backpack-audit: ignore[BPK102 -- reason")
    assert pragma.codes == ("BPK102", NO_CODE)


@pytest.mark.parametrize(
    "comment",
    [
        "# {}",
        "    // {}",
        "/* {} */",
        " * {}",
        "<!-- {} -->",
        "-- {}",
        "; {}",
        "% {}",
        "REM {}",
        "' {}",
        "! {}",
        ":: {}",
    ],
)
def test_a_comment_line_counts_for_the_line_below(comment: str) -> None:
    marker = comment.format("backpack-audit: ignore[BPK102] -- old")
    assert pragmas(f"{marker}\nsecret = VALUE\n") == (Pragma(OURS, ("BPK102",), "old"),)


def test_the_line_above_must_be_a_comment_and_nothing_else() -> None:
    assert pragmas("other = 'x'  # backpack-audit: ignore\nsecret = VALUE\n") == ()
    assert pragmas("/* backpack-audit: ignore */ other = 1\nsecret = VALUE\n") == ()
    assert pragmas("backpack-audit: ignore\nsecret = VALUE\n") == ()


def test_only_the_line_right_above_counts() -> None:
    assert pragmas("# backpack-audit: ignore\n\nsecret = VALUE\n") == ()
    assert pragmas("# backpack-audit: ignore\n# an account of ours\nsecret = VALUE\n") == ()


def test_the_line_below_does_not_count() -> None:
    assert pragmas("secret = VALUE\n# backpack-audit: ignore\n") == ()


def test_detect_secrets_and_gitleaks_keep_their_own_reach() -> None:
    assert pragmas("# pragma: allowlist nextline secret\nsecret = VALUE\n") == (Pragma(ALLOW_NEXT_LINE),)
    assert pragmas("secret = VALUE  # pragma: allowlist nextline secret\n") == ()
    assert pragmas("# pragma: allowlist secret\nsecret = VALUE\n") == ()
    assert pragmas("# gitleaks:allow\nsecret = VALUE\n") == ()
    assert pragmas("x = 1  # pragma: allowlist nextline secret\nsecret = VALUE\n") == ()


def test_several_comments_apply_together_each_once() -> None:
    text = "# backpack-audit: ignore\nsecret = 'VALUE'  # backpack-audit: ignore # gitleaks:allow\n"
    assert pragmas(text) == (Pragma(OURS), Pragma(GITLEAKS_ALLOW))


@pytest.mark.parametrize(
    "head",
    ["secret: >-  # {}", "secret: |2 # {}", "secret:  # {}", "secret = (  # {}", "secret \\ # {}", "cat <<EOF # {}"],
)
def test_the_line_that_announces_the_value_may_carry_the_comment(head: str) -> None:
    assert pragmas(f"{head.format('backpack-audit: ignore')}\n  VALUE\n") == IGNORE


def test_a_section_head_does_not_silence_its_first_entry() -> None:
    assert pragmas("backpack:  # backpack-audit: ignore\n  secret: VALUE\n") == ()


BLOCK = "secret: |{head}\n  LINE1{first}\n  LINE2{middle}\n  LINE3{last}\nnext: 1\n"


def block(**comments: str) -> tuple[Pragma, ...]:
    marked = {"head": "", "first": "", "middle": "", "last": ""} | comments
    text = BLOCK.format(**marked)
    document = Document(text, "file")
    end = text.index("LINE3") + len("LINE3")
    return pragmas_for(document.line_text, document.span(text.index("LINE1"), end))


def test_a_value_of_several_lines_takes_comments_above_and_behind_it() -> None:
    marker = " # backpack-audit: ignore"
    assert block(head=marker) == IGNORE
    assert block(last=marker) == IGNORE
    assert block(middle=marker) == ()
    assert block(first=marker) == ()


def test_the_first_line_of_a_key_file_may_carry_the_comment() -> None:
    text = "-----BEGIN PRIVATE KEY----- # gitleaks:allow\nABCD\n-----END PRIVATE KEY-----\n"
    document = Document(text, "file")
    span = document.span(0, len(text) - 1)
    assert pragmas_for(document.line_text, span) == (Pragma(GITLEAKS_ALLOW),)


def test_the_first_line_of_an_array_may_carry_the_comment() -> None:
    text = "seed = [  # backpack-audit: ignore\n  1, 2,\n  3,\n]\n"
    document = Document(text, "file")
    span = document.span(text.index("["), text.index("]") + 1)
    assert pragmas_for(document.line_text, span) == IGNORE


def test_a_value_that_ends_with_its_last_line_is_followed_by_nothing() -> None:
    lines = {1: "secret: |", 2: "  A", 3: "  B # backpack-audit: ignore", 4: "x: 1 # backpack-audit: ignore"}
    assert pragmas_for(lambda number: Plain(lines.get(number, "")), Span(2, 3, 4, 1)) == ()


def test_a_quote_behind_a_value_of_several_lines_closes_it() -> None:
    text = 'key = """-----BEGIN X-----\nABC\n-----END X-----""" # backpack-audit: ignore\n'
    document = Document(text, "file")
    end = text.index('""" #')
    assert pragmas_for(document.line_text, document.span(text.index("-----BEGIN"), end)) == IGNORE


def test_a_window_asks_for_no_line_outside_of_it() -> None:
    asked = []

    def lines(number: int) -> Plain:
        asked.append(number)
        return Plain("SECRET=VALUE")

    assert pragmas_for(lines, Span(1, 8, 1, 13)) == ()
    assert asked == [1]


@pytest.mark.parametrize(
    "reason",
    [
        "was QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY= before",
        "was 4142434445464748494a4b4c4d4e4f50 before",
        "was [65, 66, 67, 68, 69, 70, 71, 72, 73] before",
    ],
)
def test_a_reason_never_carries_what_could_be_a_key(reason: str) -> None:
    (pragma,) = pragmas(f"secret = 'VALUE'  # backpack-audit: ignore -- {reason}")
    assert "<redacted>" in pragma.reason
    assert not any(part in pragma.reason for part in ("QUJD", "4142", "65, 66"))
    assert pragma.reason.endswith("before")


def test_a_reason_cannot_disturb_a_terminal_and_is_short() -> None:
    (pragma,) = pragmas(f"secret = 'VALUE'  # backpack-audit: ignore -- \x1b[2J{'so ' * 100}")
    assert "\x1b" not in pragma.reason
    assert len(pragma.reason) == 200
