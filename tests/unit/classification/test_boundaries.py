"""Both sides of every boundary of judgement: how many, how near, how long, how random."""

from __future__ import annotations

import pytest

from auditor.classification.classify import Classifier
from auditor.classification.document_context import DocumentContext, context_of
from auditor.classification.ed25519 import is_weak_point, weakness_of
from auditor.classification.field_names import naming_of
from auditor.classification.placeholders import is_repetition
from auditor.classification.sample_keys import expand
from auditor.model.field import Field
from auditor.model.location import Span
from auditor.model.material import Context, Kind, Material, Role
from auditor.model.secret import Plain, PlainBytes, Secret
from auditor.vocabulary.vocabulary import builtin

CLASSIFIER = Classifier(builtin(), b"k" * 32)
_DAMAGED = "q7#Zk9!Lm2@Xv4$TB8^nR3&wY6*cJ1(hP5)dF0"
"""Letters, digits and what no encoding has."""


def field(text: str, line: int = 1, **names: object) -> Field:
    value = expand(text)
    return Field(value=Secret(value), span=Span(line, 1, line, 1 + len(value)), **names)  # type: ignore[arg-type]


def classified(*fields: Field, level: Context = Context.NONE) -> list[Material]:
    return CLASSIFIER.classify_in(list(fields), DocumentContext(level), "x/y")


@pytest.mark.parametrize(("count", "kept"), [(64, 64), (65, 0)])
def test_how_many_nameless_hex_values_make_a_list_of_hashes(count: int, kept: int) -> None:
    values = [field(f"{{{{ n{number}.secret | hex }}}}", number + 1) for number in range(count)]
    assert len(classified(*values)) == kept


def test_hex_in_a_section_about_backpack_is_no_list_of_hashes() -> None:
    values = [field(f"{{{{ n{number}.secret | hex }}}}", number + 1) for number in range(65)]
    inside = field("{{ a.secret | hex }}", 99, path=("backpack",))
    assert [material.span.line for material in classified(*values, inside)] == [99]


@pytest.mark.parametrize(("level", "kinds"), [(Context.FILE, []), (Context.NONE, [])])
def test_an_address_beside_weakly_named_credentials_is_nobodys(level: Context, kinds: list[Kind]) -> None:
    address = field("https://api.example.net", 1, name="url", group="g", kind="assignment")
    secret = field("{{ a.secret }}", 2, name="api_secret", group="g", kind="assignment")
    assert [
        material.kind for material in classified(address, secret, level=level) if material.kind is Kind.HOST
    ] == kinds


def test_an_address_beside_a_credential_of_backpack_is_its_hosts() -> None:
    address = field("https://api.example.net", 1, name="url", group="g", kind="assignment")
    secret = field("{{ a.secret }}", 2, name="BACKPACK_API_SECRET", group="g", kind="assignment")
    assert Kind.HOST in {material.kind for material in classified(address, secret)}


@pytest.mark.parametrize(("length", "counts"), [(15, False), (16, True), (200, True), (201, False)])
def test_how_long_a_damaged_value_is(length: int, *, counts: bool) -> None:
    text = (_DAMAGED * 6)[:length]
    assert bool(classified(field(text, name="BACKPACK_API_SECRET"))) is counts


@pytest.mark.parametrize(("name", "counts"), [("secret", False), ("secret_key", True)])
def test_a_one_word_name_in_a_file_about_backpack_makes_no_damaged_value(name: str, *, counts: bool) -> None:
    assert bool(classified(field(_DAMAGED, name=name), level=Context.FILE)) is counts


@pytest.mark.parametrize(("name", "context"), [("foo_secret", Context.FILE), ("okx_secret", Context.NONE)])
def test_the_owner_that_a_name_says_counts_for_more_than_the_file(name: str, context: Context) -> None:
    (found,) = classified(field("{{ a.secret }}", name=name), level=Context.FILE)
    assert (found.role, found.context) == (Role.OTHER, context)


@pytest.mark.parametrize(
    ("name", "role"),
    [("binance_hash", Role.HASH), ("binance_host", Role.OTHER), ("binance_secret", Role.OTHER), ("host", Role.HOST)],
)
def test_what_another_product_in_a_name_leaves_of_its_role(name: str, role: Role) -> None:
    assert naming_of(name, builtin()).role is role


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("orderExecute", Context.NONE),
        ("orderExecute orderCancelAll", Context.FILE),
        ("x-api-key x-signature x-timestamp", Context.NONE),
        ("x-api-key x-signature x-timestamp x-window", Context.FILE),
        ("x-api-key x-signature x-timestamp" + "\n" * 4063 + "x-window", Context.FILE),
        ("x-api-key x-signature x-timestamp" + "\n" * 4064 + "x-window", Context.NONE),
        ("a backpack", Context.MENTION),
        ("a backpack of usdc", Context.FILE),
        ("backpack.tf", Context.NONE),
    ],
)
def test_what_makes_a_document_backpacks(text: str, level: Context) -> None:
    assert context_of(Plain(text), "x/y", builtin()).level is level


def test_a_point_whose_coordinate_is_not_reduced_is_weak() -> None:
    prime = 2**255 - 19
    assert is_weak_point(prime.to_bytes(32, "little"))
    assert is_weak_point((prime + 1).to_bytes(32, "little"))
    assert not is_weak_point((prime - 2).to_bytes(32, "little"))


@pytest.mark.parametrize(("distinct", "weak"), [(8, True), (9, False)])
def test_how_few_different_bytes_make_a_seed_weak(distinct: int, *, weak: bool) -> None:
    seed = bytes(200 + (number * number + number // 5) % distinct for number in range(32 - distinct))
    seed += bytes(200 + number for number in range(distinct))
    assert len(set(seed)) == distinct
    assert bool(weakness_of(PlainBytes(seed))) is weak


@pytest.mark.parametrize(("text", "uniform"), [("abcde" * 9, True), ("abcdef" * 8, False), ("abcde" * 8 + "==", True)])
def test_how_few_different_characters_are_typed_by_hand(text: str, *, uniform: bool) -> None:
    assert is_repetition(text) is uniform
