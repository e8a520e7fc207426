"""A rule file that is wrong gets an error with its file, line, column and caret; never silence."""

from __future__ import annotations

from pathlib import Path

import pytest
from rulebook_examples import GOOD_NAME, GOOD_RULE, rule_text, write_pack

from auditor.errors import ConfigurationError
from auditor.rulebook.pack import check_unique, open_pack
from auditor.rulebook.rule_library import Library
from auditor.rulebook.value_facts import VALUE_FACTS


def error_of(folder: Path, text: str) -> ConfigurationError:
    """The error of a pack that holds this one rule file."""
    pack = open_pack(write_pack(folder, {GOOD_NAME: text}))
    with pytest.raises(ConfigurationError) as caught:
        Library([pack], [VALUE_FACTS]).check()
    return caught.value


def marked(error: ConfigurationError) -> str:
    """What the carets are under."""
    line, carets = error.excerpt.splitlines()
    start = carets.index("^")
    return line[start : start + carets.count("^")]


def test_the_good_rule_is_good(tmp_path: Path) -> None:
    library = Library([open_pack(write_pack(tmp_path, {GOOD_NAME: GOOD_RULE}))], [VALUE_FACTS])
    library.check()
    assert [rule.code for rule in library.rules] == ["ORG001"]


@pytest.mark.parametrize(
    ("change", "line", "column", "under", "message"),
    [
        ({"severty": "high"}, 24, 1, "severty", "a rule has no key 'severty' (did you mean severity?)"),
        ({"severity": ""}, 1, 1, "c", "a rule lacks severity; write info, low"),
        ({"why": ""}, 1, 1, "c", "a rule lacks why; write a text"),
        ({"references": ""}, 1, 1, "c", "a rule lacks references; write a list"),
        ({"severity": "severe"}, 5, 11, "severe", "must be info, low, medium, high or critical"),
        ({"confidence": "certain"}, 6, 13, "certain", "must be proven, strong or possible"),
        (
            {"action": "rotate"},
            24,
            9,
            "rotate",
            "must be revoke, check, unstage, rewrite, move, restrict, fix, declare",
        ),
        ({"variants": "[{when: 'true', action: no}]"}, 24, 35, "no", "action must be revoke, check"),
        ({"leak": "yes"}, 24, 7, "yes", "leak must be true or false"),
        ({"leak": '"true"'}, 24, 7, '"true"', "leak must be true or false, without quotes"),
        ({"answers": "form"}, 24, 10, "form", "must be canonical, point, strong, pair, field or file"),
        ({"fix": "rewrite"}, 24, 6, "rewrite", "must be swap, canonical, move, gitignore or mode"),
        ({"fixed": "done"}, 24, 8, "done", "`fixed` has no effect without a `fix`"),
        ({"subject": "key", "leak": "true"}, 24, 7, "true", "`leak` means something in rules about a value only"),
        ({"subject": "values"}, 4, 10, "values", "must be value, key"),
        ({"title": "7"}, 3, 8, "7", "title must be a text; put it in quotes"),
        ({"title": "true"}, 3, 8, "true", "title must be a text; put it in quotes"),
        ({"title": '""'}, 3, 8, '""', "title is empty"),
        ({"title": '"two\\nlines"'}, 3, 8, '"two\\nlines"', "title must be one line"),
        ({"title": "[a]"}, 3, 8, "[", "title must be a text"),
        ({"references": "https://example.com"}, 16, 13, "h", "references must be a list: one entry a line"),
        ({"references": "[]"}, 16, 13, "[", "references must be a list of at least one entry"),
        ({"references": "[ftp://x]"}, 16, 14, "ftp://x", "'ftp://x' is not a URL"),
        ({"references": "[https://x, 3]"}, 16, 25, "3", "an entry of references must be a text"),
        ({"group": "leak", "precedence": "high"}, 25, 13, "high", "precedence must be a whole number"),
        ({"group": "leak", "precedence": "1.5"}, 25, 13, "1.5", "precedence must be a whole number"),
        ({"precedence": "5"}, 24, 13, "5", "a precedence has no effect without a `group`"),
        ({"data": "[a]"}, 24, 7, "[", "data must be a mapping of names to lists"),
        ({"data": "{Hosts: [a]}"}, 24, 8, "Hosts", "'Hosts' is not a name"),
        ({"data": "{hosts: a}"}, 24, 15, "a", "hosts must be a list"),
        ({"variants": "[]"}, 24, 11, "[", "variants must be a list of at least one entry"),
        ({"variants": "[{severity: low}]"}, 24, 12, "{", "a variant lacks when"),
        ({"variants": "[{when: 'true', sev: low}]"}, 24, 27, "sev", "a variant has no key 'sev'"),
        ({"message": '"{fild} has no team"'}, 8, 11, "{fild}", "there is no word `fild` (did you mean field?)"),
        ({"message": '"{field has no team"'}, 8, 11, "{field has no team", "braces name a word"),
        ({"remediation": "'Do {0}.'"}, 9, 18, "{0}", "there is no word `0`"),
        ({"code": "ORG002"}, 1, 7, "ORG002", "the file's name says `ORG001`"),
        ({"slug": "key-with-team"}, 2, 7, "key-with-team", "the file's name says `key-without-team`"),
        ({"title": "&a x", "what": "*a"}, 3, 8, "&", "an anchor (`&name`)"),
        ({"title": "a: b"}, 3, 9, ":", "this is not valid YAML"),
    ],
)
def test_a_wrong_key_or_value(
    tmp_path: Path, change: dict[str, str], line: int, column: int, under: str, message: str
) -> None:
    error = error_of(tmp_path, rule_text(**change))
    assert message in error.message
    assert (error.line, error.column) == (line, column)
    assert marked(error).startswith(under)
    assert error.path.endswith(GOOD_NAME)


@pytest.mark.parametrize(
    ("when", "line", "column", "under", "message"),
    [
        (
            'field.rol == "api_secret"',
            7,
            7,
            "field.rol",
            "no fact or function `field.rol` in a rule about `value` (did you mean",
        ),
        ('value.length > 3 && field.nam == "x"', 7, 27, "field.nam", "(did you mean field.name?)"),
        ("field.role == 3", 7, 18, "=", "`==` does not work on (string, int)"),
        ("value.length", 7, 7, "value.length", "a condition is true or false; this is of type int"),
        ("place.exposed &&", 7, 23, "", "Syntax error"),
        ("place.exposed & place.in_tree", 7, 21, "&", "Syntax error"),
        ("nosuch(field.role)", 7, 7, "nosuch", "there is no fact or function `nosuch`"),
        ("field == 'x'", 7, 7, "field", "there is no fact or function `field`"),
        ("'its' == field.nme", 7, 17, "field.nme", "(did you mean field.name?)"),
        ("data.hosts == []", 7, 7, "data.hosts", "there is no fact or function `data.hosts`"),
        ("value.flaws.exists(f, g == 'x')", 7, 29, "g", "there is no fact or function `g`"),
    ],
)
def test_a_condition_that_does_not_compile(
    tmp_path: Path, when: str, line: int, column: int, under: str, message: str
) -> None:
    quoted = f'"{when}"' if when.startswith("'") else when
    error = error_of(tmp_path, rule_text(when=quoted))
    assert message in error.message
    assert (error.line, error.column) == (line, column)
    assert marked(error).startswith(under)


def test_an_error_in_a_folded_condition_is_reported_on_its_own_line(tmp_path: Path) -> None:
    folded = ">-\n  place.exposed\n  && field.role == 'x'  \n  && value.lenght == 3"
    error = error_of(tmp_path, rule_text(when=folded))
    assert (error.line, error.column) == (10, 6)
    assert marked(error) == "value.lenght"


def test_an_error_in_a_literal_condition_is_reported_on_its_own_line(tmp_path: Path) -> None:
    literal = "|\n  place.exposed\n    && (field.role == 'x'\n      || value.lenght == 3)"
    error = error_of(tmp_path, rule_text(when=literal))
    assert (error.line, error.column) == (10, 10)
    assert marked(error) == "value.lenght"


def test_an_error_in_a_variants_condition_is_reported_there(tmp_path: Path) -> None:
    text = GOOD_RULE.replace("remediation:", "variants:\n  - when: place.tracked\n    severity: low\nremediation:")
    error = error_of(tmp_path, text)
    assert (error.line, error.column, marked(error)) == (10, 11, "place.tracked")


def test_an_unknown_word_in_a_variants_message_is_reported_there(tmp_path: Path) -> None:
    text = GOOD_RULE.replace("remediation:", "variants:\n  - when: 'true'\n    message: 'no {wrd}'\nremediation:")
    error = error_of(tmp_path, text)
    assert (error.line, error.column, marked(error)) == (11, 18, "{wrd}")
    assert "known are address, api_key, " in error.message


@pytest.mark.parametrize("kind", ["flag", "pass"])
def test_a_rule_without_both_kinds_of_examples_is_refused(tmp_path: Path, kind: str) -> None:
    before, _, after = GOOD_RULE.partition(f"  {kind}:\n")
    error = error_of(tmp_path, before + after.split("\n", 2)[2])
    assert f"examples lacks {kind}" in error.message
    assert (error.line, error.column) == (18, 3)


def test_an_example_without_files_is_refused(tmp_path: Path) -> None:
    error = error_of(tmp_path, GOOD_RULE.replace('files: {.env: "BACKPACK_API_SECRET={{ a.secret }}"}', "files: {}"))
    assert (error.message, error.line, error.column) == ("files is empty", 20, 14)


def test_one_error_lists_all_that_is_wrong_and_points_at_the_first(tmp_path: Path) -> None:
    error = error_of(tmp_path, rule_text(title="7", references="[]", leak="yes"))
    assert error.message.splitlines()[0] == "title must be a text; put it in quotes if it is one"
    assert [line.rpartition(": ")[2] for line in error.message.splitlines()[1:]] == [
        "references must be a list of at least one entry",
        "leak must be true or false",
    ]
    assert (error.line, marked(error)) == (3, "7")


def test_a_repeated_key_is_refused(tmp_path: Path) -> None:
    error = error_of(tmp_path, GOOD_RULE + "severity: low\n")
    assert error.message == "the key 'severity' is here again; it is on line 5 already"
    assert (error.line, marked(error)) == (24, "severity")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file is empty"),
        ("# only a comment\n", "the file is empty"),
        ("- a\n- b\n", "a rule must be a mapping of keys and values"),
        ("just words\n", "a rule must be a mapping of keys and values"),
        ("a: b: c\n", "this is not valid YAML"),
        ("\ttab: x\n", "YAML indents with spaces"),
        ("title: \x07\n", "this character is not allowed in YAML"),
        ("--- a\n--- b\n", "one file holds one rule"),
    ],
)
def test_a_file_that_is_no_rule_at_all(tmp_path: Path, text: str, message: str) -> None:
    error = error_of(tmp_path, text)
    assert message in error.message
    assert error.line is not None


def test_a_file_that_is_not_utf8_names_the_line(tmp_path: Path) -> None:
    path = write_pack(tmp_path, {GOOD_NAME: GOOD_RULE}) / GOOD_NAME
    path.write_bytes(GOOD_RULE.replace("A key has", "A k\xe9y has").encode("latin-1"))
    with pytest.raises(ConfigurationError, match=r":3: this file is not UTF-8"):
        _ = Library([open_pack(tmp_path)], [VALUE_FACTS]).rules


def test_a_file_of_megabytes_is_no_rule(tmp_path: Path) -> None:
    write_pack(tmp_path, {GOOD_NAME: GOOD_RULE + "# " + "x" * (1 << 20)})
    with pytest.raises(ConfigurationError, match="too large for a rule"):
        _ = Library([open_pack(tmp_path)], [VALUE_FACTS]).rules


@pytest.mark.parametrize(
    ("name", "code", "slug", "line", "under"),
    [
        ("ORG001-other-slug.yaml", "ORG001", "other-slug", 1, "ORG001"),
        ("ORG002-key-without-team.yaml", "ORG002", "key-without-team", 2, "key-without-team"),
    ],
)
def test_a_code_or_slug_that_is_taken_names_who_has_it(
    tmp_path: Path, name: str, code: str, slug: str, line: int, under: str
) -> None:
    first = open_pack(write_pack(tmp_path / "one", {GOOD_NAME: GOOD_RULE}))
    second = open_pack(write_pack(tmp_path / "two", {name: rule_text(code, slug)}))
    with pytest.raises(ConfigurationError) as caught:
        check_unique([first, second])
    assert str(tmp_path / "one" / GOOD_NAME) in caught.value.message
    assert (caught.value.line, marked(caught.value)) == (line, under)


@pytest.mark.parametrize(("size", "is_refused"), [(1_000, False), (1_001, True)])
def test_a_text_in_data_is_no_longer_than_a_loop_over_it_takes_time_for(
    tmp_path: Path, size: int, *, is_refused: bool
) -> None:
    text = GOOD_RULE.replace("remediation:", f"data:\n  words: [{'x' * size}]\nremediation:")
    if not is_refused:
        Library([open_pack(write_pack(tmp_path, {GOOD_NAME: text}))], [VALUE_FACTS]).check()
        return
    assert error_of(tmp_path, text).message == "`data.words` has a text of more than 1,000 characters"


def test_a_condition_without_end_is_refused(tmp_path: Path) -> None:
    before, _, after = GOOD_RULE.partition("when: ")
    condition, _, rest = after.partition("\n")
    text = f"{before}when: {condition} && place.path != '{'x' * 20_000}'\n{rest}"
    assert error_of(tmp_path, text).message == "this condition has more than 20,000 characters"
