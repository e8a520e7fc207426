"""Groups: which names of a flat list belong to one account."""

from __future__ import annotations

import pytest

from auditor.readers.document import Literal
from auditor.readers.grouping import Accounts, account_of, settled, split_accounts
from auditor.readers.mapped_text import MappedText


def literal(name: str, text: str = "value") -> Literal:
    return Literal(MappedText.verbatim(text, 0, len(text)), name, ("outer",), "mapping", "assignment")


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("API_KEY", "API_SECRET"),
        ("BACKPACK_API_KEY", "BACKPACK_SECRET"),
        ("backpackApiKey", "backpackApiSecret"),
        ("BACKPACK_API_KEY_MAIN", "BACKPACK_API_SECRET_MAIN"),
        ("KEY2", "SECRET2"),
        ("api_public_key_b64", "api_secret_key_b64"),
        ("ED25519_PUBLIC_KEY", "ED25519_PRIVATE_KEY"),
    ],
)
def test_key_and_secret_of_one_account_belong_together(name: str, other: str) -> None:
    assert account_of(name) == account_of(other)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("BACKPACK_API_KEY", "STANDX_PRIVATE_KEY"),
        ("API_KEY_1", "API_SECRET_2"),
        ("MAIN_API_KEY", "HEDGE_API_SECRET"),
    ],
)
def test_other_accounts_do_not(name: str, other: str) -> None:
    assert account_of(name) != account_of(other)


def test_a_name_that_comes_again_begins_another_account() -> None:
    accounts = Accounts("env")
    groups = [accounts.group(name) for name in ("API_KEY", "API_SECRET", "API_KEY", "API_SECRET")]
    assert groups[0] == groups[1] != groups[2] == groups[3]


def test_a_mapping_is_one_group_as_long_as_no_role_comes_twice() -> None:
    found = split_accounts([literal("exchange"), literal("BPX_API_KEY"), literal("SECRET")])
    assert {each.group for each in found} == {"mapping"}


def test_a_mapping_of_several_accounts_is_as_many_groups() -> None:
    found = split_accounts([literal(name) for name in ("key1", "secret1", "key2", "secret2")])
    assert found[0].group == found[1].group != found[2].group == found[3].group


def test_a_pair_of_name_and_value_is_a_name_and_its_value() -> None:
    (found,) = settled([literal("value"), literal("name", "API_SECRET")], ("outer",), "list")
    assert (found.name, found.path, found.group) == ("API_SECRET", ("outer",), "list")


def test_a_default_belongs_to_the_name_above_it() -> None:
    found = settled([literal("description"), literal("default")], ("outer",), "list")
    assert [(each.name, each.path, each.group) for each in found] == [
        ("description", ("outer",), "mapping"),
        ("outer", (), "list"),
    ]


def test_a_name_that_is_a_sentence_names_nothing() -> None:
    found = settled([literal("value"), literal("name", "What is this? A sentence!")], ("outer",), "list")
    assert [each.name for each in found] == ["name", "outer"]
