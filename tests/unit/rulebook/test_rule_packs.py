"""Which files make a pack, and the digest of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rulebook_examples import GOOD_NAME, GOOD_RULE, rule_text, write_pack

from auditor import __version__
from auditor.errors import ConfigurationError
from auditor.resources import builtin_rules
from auditor.rulebook.pack import OWN_NAME, Pack, digest_of, open_pack, read_pack
from auditor.rulebook.rulebook import RuleBook, load
from auditor.rulebook.value_facts import VALUE_FACTS


def codes(book: RuleBook) -> set[str]:
    return {rule.code for rule in book.rules}


def refusal(folder: Path) -> ConfigurationError:
    with pytest.raises(ConfigurationError) as caught:
        read_pack(open_pack(folder))
    return caught.value


def test_rules_stand_in_any_depth_and_their_first_folder_is_their_category(tmp_path: Path) -> None:
    write_pack(tmp_path, {f"team/deep/{GOOD_NAME}": GOOD_RULE, "ORG002-b.yaml": rule_text("ORG002", "b")})
    rules = read_pack(open_pack(tmp_path))
    assert [(rule.code, rule.category) for rule in rules] == [("ORG001", "team"), ("ORG002", tmp_path.name)]


def test_a_single_file_is_a_pack(tmp_path: Path) -> None:
    pack = open_pack(write_pack(tmp_path, {GOOD_NAME: GOOD_RULE}) / GOOD_NAME)
    (rule,) = read_pack(pack)
    assert (rule.code, rule.path) == ("ORG001", (tmp_path / GOOD_NAME).as_posix())


def test_a_pack_may_name_itself_and_what_is_no_rule(tmp_path: Path) -> None:
    description = "name: our-rules\nversion: '3'\nrequires: '>=0.0.1'\ndata: [teams.yaml, more/]\n"
    files = {"pack.yaml": description, "teams.yaml": "a: b", "more/x.yaml": "c", GOOD_NAME: GOOD_RULE}
    (rule,) = read_pack(open_pack(write_pack(tmp_path, files)))
    assert rule.pack == "our-rules"


def test_hidden_files_are_no_part_of_a_pack(tmp_path: Path) -> None:
    files = {".pre-commit-config.yaml": "repos: []", ".github/workflows/ci.yaml": "on: push", GOOD_NAME: GOOD_RULE}
    assert [file.name for file in open_pack(write_pack(tmp_path, files)).files] == [GOOD_NAME]


@pytest.mark.parametrize(
    "name",
    ["rule.yaml", "ORG001.yaml", "ORG1-x.yaml", "org001-x.yaml", "ORG001-X.yaml", "ORG001-x-.yaml", "ORG001-x.yml"],
)
def test_a_file_that_is_not_named_like_a_rule_is_reported_instead_of_passed_over(tmp_path: Path, name: str) -> None:
    error = refusal(write_pack(tmp_path, {name: GOOD_RULE, GOOD_NAME: GOOD_RULE}))
    assert error.path == (tmp_path / name).as_posix()
    assert "rules are in <CODE>-<slug>.yaml" in error.message


def test_our_codes_are_ours(tmp_path: Path) -> None:
    error = refusal(write_pack(tmp_path, {"BPK999-mine.yaml": rule_text("BPK999", "mine")}))
    assert "give yours another prefix" in error.message


def test_a_fixed_code_keeps_its_slug(tmp_path: Path) -> None:
    files = open_pack(write_pack(tmp_path, {"BPK101-another-slug.yaml": rule_text("BPK101", "another-slug")})).files
    with pytest.raises(ConfigurationError, match="BPK101 is fixed: its slug is `leaked-key-pair`"):
        read_pack(Pack(tmp_path, files, own=True))


@pytest.mark.parametrize(
    ("requires", "message"),
    [
        ("'>=999'", f"this pack needs backpack-audit 999 or later; this is {re.escape(__version__)}"),
        ("'~=1.0'", "say the oldest version"),
        ("'1.0'", "say the oldest version"),
    ],
)
def test_a_pack_that_needs_another_version_says_so(tmp_path: Path, requires: str, message: str) -> None:
    error = refusal(write_pack(tmp_path, {"pack.yaml": f"name: x\nrequires: {requires}\n", GOOD_NAME: GOOD_RULE}))
    assert re.search(message, error.message)
    assert (error.line, error.column) == (2, 11)


@pytest.mark.parametrize(
    ("description", "line", "message"),
    [("version: '1'\n", 1, "lacks name"), ("name: x\nauthor: y\n", 2, "has no key 'author'")],
)
def test_a_wrong_description_is_reported(tmp_path: Path, description: str, line: int, message: str) -> None:
    error = refusal(write_pack(tmp_path, {"pack.yaml": description, GOOD_NAME: GOOD_RULE}))
    assert message in error.message
    assert error.line == line


def test_a_pack_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read: No such file"):
        open_pack(tmp_path / "missing")


def test_a_pack_without_rules(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="there is no rule here"):
        open_pack(write_pack(tmp_path, {"notes.yaml": "a: b"}))


def test_the_digest_is_of_names_and_contents_and_nothing_else(tmp_path: Path) -> None:
    files = {GOOD_NAME: GOOD_RULE, "b/ORG002-b.yaml": rule_text("ORG002", "b")}
    one = digest_of([open_pack(write_pack(tmp_path / "one", files))])
    assert one == digest_of([open_pack(write_pack(tmp_path / "two", dict(reversed(files.items()))))])
    moved = {"c/" + GOOD_NAME: GOOD_RULE, "b/ORG002-b.yaml": files["b/ORG002-b.yaml"]}
    changed = {**files, GOOD_NAME: GOOD_RULE + "# a comment\n"}
    others = [
        digest_of([open_pack(write_pack(tmp_path / name, new))]) for name, new in {"m": moved, "c": changed}.items()
    ]
    assert len({one, *others}) == 3
    assert re.fullmatch(r"[0-9a-f]{64}", one)


def test_our_pack_and_a_users_load_together(tmp_path: Path) -> None:
    book = load([write_pack(tmp_path, {GOOD_NAME: GOOD_RULE})], [VALUE_FACTS])
    own = load([], [VALUE_FACTS])
    assert codes(book) - codes(own) == {"ORG001"}
    assert {rule.pack for rule in book.rules} == {OWN_NAME, tmp_path.name}
    assert book.digest != own.digest


def test_a_mistake_in_a_users_pack_is_reported_when_it_is_loaded(tmp_path: Path) -> None:
    pack = write_pack(tmp_path, {GOOD_NAME: rule_text(when="field.rol == 'x'")})
    with pytest.raises(ConfigurationError, match=r"ORG001-key-without-team\.yaml:7:7: there is no fact"):
        load([pack], [VALUE_FACTS])


def test_a_pack_given_twice_is_one_pack(tmp_path: Path) -> None:
    pack = write_pack(tmp_path, {GOOD_NAME: GOOD_RULE})
    rules = load([pack, pack, builtin_rules()], [VALUE_FACTS]).rules
    assert [rule.code for rule in rules].count("ORG001") == 1


def test_a_rule_about_what_nobody_knows_is_reported(tmp_path: Path) -> None:
    pack = write_pack(tmp_path, {GOOD_NAME: rule_text(subject="key", when="'true'")})
    with pytest.raises(ConfigurationError, match="nothing here knows the facts of the subject `key`"):
        load([pack], [VALUE_FACTS])
