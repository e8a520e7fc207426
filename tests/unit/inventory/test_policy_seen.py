"""The join of what is declared with what the scan saw: by public key, and by nothing else."""

from __future__ import annotations

from collections.abc import Mapping

from policy_scene import inventory, scan

from auditor.classification.ed25519 import token
from auditor.classification.sample_keys import specimen
from auditor.inventory.observations import Observations, join
from auditor.model.location import Exposure

DECLARED = 'version: 1\nkeys:\n  - {name: bot, api_key: "{{ a.key }}", status: active, read_only: false}\n'
EMPTY = "version: 1\nkeys: []\n"


def seen(
    files: Mapping[str, str], declared: str = DECLARED, exposure: Exposure = Exposure.TRACKED
) -> dict[str, Observations]:
    """By label of the specimen."""
    known = inventory(declared)
    found = join(known, scan({"backpack-keys.yaml": declared, **files}, exposure))
    labels = {token(specimen(label).public_key): label for label in ("a", "b", "c", "p-point")}
    return {labels[one]: what for one, what in found.items()}


def test_the_inventory_itself_is_no_sighting() -> None:
    assert seen({}) == {}
    assert seen({"other/backpack-keys.yaml": DECLARED}) == {}


def test_an_api_key_is_seen_under_any_name() -> None:
    found = seen({"a.yaml": "exchange: {apiKey: {{ a.key }}}\n", "bot/.env": "BACKPACK_API_KEY={{ a.key }}\n"})["a"]
    assert [one.location.path for one in found.keys] == ["a.yaml", "bot/.env"]
    assert found.secrets == ()
    assert found.api_key is None


def test_a_secret_is_seen_in_any_encoding_and_proves_the_api_key() -> None:
    found = seen({"settings.toml": 'seed = "{{ a.secret | hex }}"\n', "id.json": "{{ a.expanded | integers }}\n"})["a"]
    assert [one.location.path for one in found.secrets] == ["id.json", "settings.toml"]
    assert found.api_key == specimen("a").key
    assert found.leaks == found.secrets


def test_a_secret_that_git_ignores_is_no_leak() -> None:
    found = seen({"bot/.env": "BACKPACK_API_SECRET={{ a.secret }}\n"}, exposure=Exposure.IGNORED)["a"]
    assert found.leaks == ()
    assert len(found.all) == 1


def test_undeclared_keys_of_backpack_are_seen() -> None:
    found = seen({"b/.env": "BACKPACK_API_KEY={{ b.key }}\n", "c/.env": "BACKPACK_API_SECRET={{ c.secret }}\n"})
    assert set(found) == {"b", "c"}
    assert (found["b"].api_key, found["c"].api_key) == (None, specimen("c").key)


def test_a_pair_is_one_key() -> None:
    found = seen({"b/.env": "BACKPACK_API_KEY={{ b.key }}\nBACKPACK_API_SECRET={{ b.secret }}\n"}, EMPTY)
    assert list(found) == ["b"]
    assert len(found["b"].all) == 2


def test_swapped_fields_are_still_one_key() -> None:
    found = seen({"b/.env": "BACKPACK_API_KEY={{ b.secret }}\nBACKPACK_API_SECRET={{ b.key }}\n"}, EMPTY)
    assert list(found) == ["b"]
    assert len(found["b"].secrets) == 1


def test_a_secret_that_is_a_point_is_no_api_key_where_the_pair_proves_it() -> None:
    text = "BACKPACK_API_KEY={{ p-point.key }}\nBACKPACK_API_SECRET={{ p-point.secret }}\n"
    found = seen({"b/.env": text}, EMPTY)
    assert list(found) == ["p-point"]
    assert [one.material.name for one in found["p-point"].secrets] == ["BACKPACK_API_SECRET"]


def test_keys_of_others_are_nobody_s() -> None:
    found = seen(
        {"wg0.conf": "[Peer]\nPublicKey = {{ b.key }}\n", "x.env": "STANDX_PRIVATE_KEY={{ c.secret }}\n"}, EMPTY
    )
    assert found == {}


def test_documentation_is_distinguished() -> None:
    docs = {"docs/example.md": "```env\nBACKPACK_API_KEY={{ a.key }}\n```\n"}
    assert seen(docs)["a"].only_documentation
    assert not seen({**docs, "bot/.env": "BACKPACK_API_KEY={{ a.key }}\n"})["a"].only_documentation


def test_leaks_come_first() -> None:
    files = {"a.env": "BACKPACK_API_KEY={{ a.key }}\n", "z.env": "BACKPACK_API_SECRET={{ a.secret }}\n"}
    assert [one.location.path for one in seen(files)["a"].all] == ["z.env", "a.env"]
