"""docs/policy.md lists every field, fact, word, function and profile as the code has them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from policy_scene import inventory

from auditor.inventory.cel_functions import FUNCTIONS
from auditor.inventory.inventory_schema import ACCOUNT, INTEGRATION, KEY
from auditor.inventory.policy_facts import POLICY_FACTS
from auditor.inventory.profiles import load_profiles
from auditor.model.case import Fact

DOCUMENT = Path(__file__).parents[3] / "docs" / "policy.md"
BEGIN, END = "<!-- facts: begin -->\n", "<!-- facts: end -->"
ABOUT = {
    "account": "In every rule about keys",
    "key": "Besides, in rules about a key or a whitelist",
    "integration": "Besides, in rules about an integration's use of a key",
    "entry": "Besides, in rules about an entry",
    "record": "Besides, in rules about a record of the inventory",
}


def fact_tables_markdown() -> str:
    """The part of the document between the markers."""
    seen: dict[str, Fact] = {}
    heard: dict[str, str] = {}
    parts = []
    for table in POLICY_FACTS:
        if table.subject == "whitelist":
            continue
        facts = {name: fact for name, fact in table.facts.items() if name not in seen}
        words = {name: doc for name, doc in table.words.items() if name not in heard}
        seen |= facts
        heard |= words
        parts.append(f"\n### {ABOUT[table.subject]}\n\n{rows(facts)}\nWords for messages:\n\n{listed(words)}")
    functions = "".join(
        f"| `{name}({', '.join(one.parameters)})` | {one.result} | {one.doc} |\n" for name, one in FUNCTIONS.items()
    )
    parts.append(f"\n### Functions\n\n| function | gives | meaning |\n|---|---|---|\n{functions}\n")
    return "".join(parts)


def rows(facts: Mapping[str, Fact]) -> str:
    lines = "".join(f"| `{name}` | {fact.type} | {fact.doc} |\n" for name, fact in facts.items())
    return f"| fact | type | meaning |\n|---|---|---|\n{lines}"


def listed(words: Mapping[str, str]) -> str:
    return "".join(f"- `{{{name}}}`: {doc}\n" for name, doc in words.items())


def text() -> str:
    return DOCUMENT.read_text(encoding="utf-8")


def test_facts_words_and_functions_are_those_of_the_code() -> None:
    assert text().split(BEGIN)[1].split(END)[0] == fact_tables_markdown()


def test_every_field_of_the_inventory_is_named() -> None:
    for shape in (ACCOUNT, INTEGRATION, KEY):
        for name in shape:
            assert f"`{name}`" in text()


def test_every_profile_is_named() -> None:
    for profile in load_profiles().values():
        assert f"`{profile.name}`" in text()


def test_the_example_is_an_inventory() -> None:
    example = text().split("```yaml\n")[1].split("```")[0].replace("<base64 public key>", "{{ a.key }}")
    assert [key.name for key in inventory(example).keys] == ["tealstreet-main"]
