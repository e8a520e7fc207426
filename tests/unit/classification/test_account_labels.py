"""A label of an account, a bot, a person, a market or a machine in a credential's name changes nothing about it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from auditor.classification.classify import Classifier
from auditor.classification.document_context import DocumentContext
from auditor.classification.field_names import labelled_role, naming_of
from auditor.classification.sample_keys import expand
from auditor.model.field import Field
from auditor.model.location import Span
from auditor.model.material import Context, Role
from auditor.model.secret import Secret
from auditor.vocabulary.vocabulary import builtin

CLASSIFIER = Classifier(builtin(), b"k" * 32)
SEED = "{{ a.secret }}"
NAMES = yaml.safe_load((Path(__file__).parents[2] / "cases" / "names" / "labels.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("name", "role"),
    [*((name, Role.API_SECRET) for name in NAMES["secrets"]), *((name, Role.API_KEY) for name in NAMES["keys"])],
)
def test_a_label_behind_a_credential(name: str, role: Role) -> None:
    found = naming_of(name, builtin())
    assert (found.branded, found.role, labelled_role(name, builtin())) == (True, Role.NONE, role)


@pytest.mark.parametrize("name", NAMES["in_front"])
def test_a_label_in_front_of_a_credential(name: str) -> None:
    found = naming_of(name, builtin())
    assert (found.role, labelled_role(name, builtin())) == (Role.API_SECRET, Role.NONE)


def test_a_name_that_ends_in_a_phrase_has_its_role_and_no_label() -> None:
    name = "BACKPACK_API_SECRET_BOB_KEY"
    assert (naming_of(name, builtin()).role, labelled_role(name, builtin())) == (Role.API_KEY, Role.NONE)


@pytest.mark.parametrize(("words", "role"), [(24, Role.API_SECRET), (25, Role.NONE)])
def test_how_long_a_label_is(words: int, role: Role) -> None:
    assert labelled_role("_".join(["BACKPACK_API_SECRET", *["BOB"] * words]), builtin()) is role


@pytest.mark.parametrize("name", NAMES["attributes"])
def test_what_says_something_about_a_credential_is_no_label(name: str) -> None:
    assert naming_of(name, builtin()).role in (Role.NONE, Role.WALLET_KEY)
    assert labelled_role(name, builtin()) is Role.NONE


@pytest.mark.parametrize("name", NAMES["no_credentials"])
def test_what_is_made_from_a_credential_has_not_its_role(name: str) -> None:
    assert naming_of(name, builtin()).role in (Role.NONE, Role.OTHER, Role.HASH)
    assert labelled_role(name, builtin()) is Role.NONE


def test_a_phrase_of_the_configuration_counts_for_more_than_such_a_word() -> None:
    extended = builtin().extended({"api_secret": ("sealed_secret",), "other": ("api_secret_bob",)})
    assert naming_of("BACKPACK_SEALED_SECRET", extended).role is Role.API_SECRET
    assert naming_of("BACKPACK_SEALED_SECRET", builtin()).role is Role.OTHER
    assert naming_of("BACKPACK_API_SECRET_BOB", extended).role is Role.OTHER
    assert labelled_role("BACKPACK_API_SECRET_BOB", extended) is Role.NONE


@pytest.mark.parametrize("name", NAMES["others"])
def test_what_is_another_products_in_spite_of_the_brand(name: str) -> None:
    found = naming_of(name, builtin())
    assert (found.role, labelled_role(name, builtin())) == (Role.OTHER, Role.NONE)
    assert found.product


@pytest.mark.parametrize("name", NAMES["no_labels"])
def test_another_product_behind_a_credential_is_no_label(name: str) -> None:
    found = naming_of(name, builtin())
    assert found.role in (Role.NONE, Role.OTHER)
    assert labelled_role(name, builtin()) is Role.NONE


@pytest.mark.parametrize("name", ["BACKPACK_HASHED_COLOR", "BACKPACK_LICENSE", "BACKPACK_SESSION_HASH"])
def test_such_words_change_nothing_of_a_name_without_a_credential(name: str) -> None:
    assert naming_of(name, builtin()).role in (Role.NONE, Role.HASH)


def role_of(value: str, name: str, level: Context = Context.NONE, **more: object) -> Role | None:
    """Returns the role that a value gets; None if it leaves classification."""
    text = expand(value)
    field = Field(value=Secret(text), span=Span(1, 1, 1, 1 + len(text)), name=name, **more)  # type: ignore[arg-type]
    return next((one.role for one in CLASSIFIER.classify_in([field], DocumentContext(level), "x/y")), None)


@pytest.mark.parametrize(
    ("value", "role"),
    [
        (SEED, Role.API_SECRET),
        ("{{ a.secret | unpadded }}", Role.API_SECRET),
        ("{{ a.secret | base64url }}", Role.API_SECRET),
        ("{{ a.secret | double }}", Role.API_SECRET),
        ("{{ a.secret | hex }}", Role.API_SECRET),
        ("{{ a.secret | base58 }}", Role.NONE),
        ("{{ a.expanded }}", Role.API_SECRET),
        ("{{ a.expanded | hex }}", Role.NONE),
        ("{{ a.expanded | base58 }}", Role.NONE),
        ("{{ a.signature }}", Role.NONE),
        ("{{ a.bytes31 }}", None),
        ("q7#Zk9!Lm2@Xv4$TB8^nR3&wY6*cJ1(hP5)dF0", None),
    ],
)
def test_a_label_needs_a_value_with_a_keys_form(value: str, role: Role | None) -> None:
    assert role_of(value, "BACKPACK_API_SECRET_BOB") is role


def test_a_secret_in_numbers_may_have_a_label() -> None:
    numbers = str([(7 * number * number + 13 * number) % 251 for number in range(32)])
    assert role_of(numbers, "BACKPACK_API_SECRET_BOB") is Role.API_SECRET
    assert role_of(numbers, "BACKPACK_API_KEY_BOB") is Role.NONE


@pytest.mark.parametrize(
    ("value", "name", "role"),
    [
        ("{{ a.secret | hex }}", "BACKPACK_PRIVATE_KEY_ETH", Role.NONE),
        (SEED, "BACKPACK_PRIVATE_KEY_ETH", Role.API_SECRET),
        ("{{ a.secret | hex }}", "BACKPACK_API_KEY_BOB", Role.NONE),
        (SEED, "BACKPACK_API_KEY_BOB", Role.API_KEY),
        (SEED, "BACKPACK_API_SECRET_ARN", Role.NONE),
        (SEED, "BACKPACK_API_SECRET", Role.API_SECRET),
    ],
)
def test_which_forms_count_by_what_else_the_name_says(value: str, name: str, role: Role) -> None:
    assert role_of(value, name) is role


@pytest.mark.parametrize(
    ("level", "path", "role"),
    [
        (Context.NONE, ("backpack",), Role.API_SECRET),
        (Context.NONE, ("backpack", "accounts"), Role.API_SECRET),
        (Context.FILE, (), Role.NONE),
        (Context.NONE, ("settings",), Role.NONE),
    ],
)
def test_a_label_in_a_section_of_the_exchange(level: Context, path: tuple[str, ...], role: Role) -> None:
    assert role_of(SEED, "api_secret_bob", level, path=path) is role
    assert role_of(SEED, "api_secret_arn", level, path=path) is Role.NONE
