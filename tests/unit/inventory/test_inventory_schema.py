"""The JSON Schema that editors use says what the loader says, as far as a schema can."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from policy_scene import inventory
from test_inventory_load import WHOLE, WRONG

import auditor
from auditor.classification.sample_keys import expand, specimen
from auditor.errors import ConfigurationError
from auditor.inventory.inventory_schema import inventory_schema

SHIPPED = Path(auditor.__file__).parent / "schemas" / "inventory-v1.json"
ONLY_THE_LOADER_KNOWS = (
    "is here again",
    "second document",
    "an anchor",
    "a tag",
    "an alias",
    "not valid YAML",
    "not allowed in YAML",
    "nests deeper",
    "a tab",
    "did you mean",
    "used_by names",
    "addresses holds",
    "put it in quotes",
    "after the day",
    "before the key",
    "contradicts",
    "already",
    "list it once",
    "is empty",
    "rotate_after_days must be a whole number",
)
"""What no schema can see: YAML's own matters, other entries, the day, names of profiles, and that 90.0 is odd."""


class Plain(yaml.SafeLoader):
    """As an editor reads YAML 1.2: dates are texts, and so are yes and no."""


BOOLEAN = "tag:yaml.org,2002:bool"
Plain.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in (BOOLEAN, "tag:yaml.org,2002:timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Plain.add_implicit_resolver(BOOLEAN, re.compile("true|false"), list("tf"))


def is_valid(document: object) -> bool:
    validator = jsonschema.Draft202012Validator(
        inventory_schema(), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    return bool(validator.is_valid(document))


def is_loaded(text: str) -> bool:
    try:
        inventory(text)
    except ConfigurationError:
        return False
    return True


def test_the_shipped_schema_is_the_one_that_the_shape_makes() -> None:
    assert json.loads(SHIPPED.read_text(encoding="utf-8")) == inventory_schema()


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(inventory_schema())


def test_the_schema_takes_what_the_loader_takes() -> None:
    assert is_valid(yaml.load(expand(WHOLE), Loader=Plain))


@pytest.mark.parametrize(("text", "said"), [(text, said) for text, said in WRONG])
def test_the_schema_refuses_what_the_loader_refuses(text: str, said: list[str]) -> None:
    if any(words in part for part in said for words in ONLY_THE_LOADER_KNOWS):
        return
    assert not is_valid(yaml.load(expand(text), Loader=Plain))


def texts(*more: str) -> st.SearchStrategy[Any]:
    return st.sampled_from(["desk@example.com", "unknown", "main", *more]) | st.sampled_from([None, True, 3, ["x"], {}])


KEYS = st.fixed_dictionaries(
    {
        "name": texts("bot"),
        "api_key": texts(specimen("a").key),
        "status": texts("active", "revoked"),
        "read_only": texts(),
    },
    optional={
        "subaccount": texts(),
        "ip_whitelist": texts() | st.just(["203.0.113.10"]),
        "used_by": texts() | st.just(["ccxt"]),
        "owner": texts(),
        "created": texts("2026-08-01"),
        "rotate_after_days": texts() | st.integers(-1, 5000),
        "note": texts(),
        "colour": texts(),
    },
)
ACCOUNTS = st.fixed_dictionaries(
    {},
    optional={
        "two_factor": texts(),
        "withdrawal_delay_hours": texts() | st.integers(-1, 9000),
        "withdrawal_addresses_without_2fa": texts() | st.integers(-1, 3) | st.just(["cold wallet"]),
    },
)


@given(account=ACCOUNTS, keys=st.lists(KEYS, max_size=1))
def test_whatever_the_loader_takes_the_schema_takes(account: dict[str, Any], keys: list[dict[str, Any]]) -> None:
    document = {"version": 1, "account": account, "keys": keys}
    text = json.dumps(document)
    if is_loaded(text):
        assert is_valid(document)


@given(account=ACCOUNTS)
def test_of_an_account_both_say_the_same(account: dict[str, Any]) -> None:
    document = {"version": 1, "account": account, "keys": []}
    assert is_loaded(json.dumps(document)) == is_valid(document)
