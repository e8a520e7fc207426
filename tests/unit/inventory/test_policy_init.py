from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from policy_scene import TODAY, audit, codes, inventory, scan

from auditor.classification.ed25519 import token
from auditor.classification.sample_keys import expand, specimen
from auditor.errors import UsageError
from auditor.inventory.write_inventory import add_to_inventory, write_inventory
from auditor.model.evidence import Evidence
from auditor.model.finding import Severity

FILES = {
    "bot/.env": "BACKPACK_API_KEY={{ a.key }}\n",
    "ops/config.yaml": "backpack:\n  api_key: {{ a.key }}\n",
    "bot2/.env": "BACKPACK_API_KEY={{ b.key }}\nBACKPACK_API_SECRET={{ b.secret }}\n",
    "bot3/.env": "BACKPACK_API_SECRET={{ c.secret }}\n",
    "wg0.conf": "[Peer]\nPublicKey = {{ d.key }}\n",
}


class Revealing:
    """What the pipeline does, for three specimens."""

    def __init__(self, labels: str = "abcd") -> None:
        self.texts = {token(specimen(label).public_key): specimen(label).key for label in labels}
        self.asked: list[str] = []

    def __call__(self, seen: Sequence[Evidence]) -> Mapping[bytes, str]:
        self.asked += [one.location.path for one in seen]
        return {one.material.token: self.texts[one.material.token] for one in seen if one.material.token in self.texts}


def written(folder: Path, files: Mapping[str, str], reveal: Revealing) -> str:
    path = folder / "backpack-keys.yaml"
    write_inventory(path, scan(files), reveal, TODAY)
    return path.read_text(encoding="utf-8")


def test_every_key_seen_is_listed_once_with_its_places(tmp_path: Path) -> None:
    text = written(tmp_path, FILES, Revealing())
    keys = inventory(text).keys
    assert [key.name for key in keys] == ["bot-env", "bot2-env", "bot3-env"]
    assert [key.token for key in keys] == [token(specimen(label).public_key) for label in "abc"]
    assert "# Seen at bot/.env:1 (BACKPACK_API_KEY) and ops/config.yaml:2 (api_key)." in text
    assert "# Its secret is at bot3/.env:1 (BACKPACK_API_SECRET): delete this key on the exchange first." in text


def test_only_keys_that_no_secret_proves_are_looked_up_again(tmp_path: Path) -> None:
    reveal = Revealing()
    written(tmp_path, FILES, reveal)
    assert reveal.asked == ["bot/.env"]


def test_no_secret_is_written(tmp_path: Path) -> None:
    text = written(tmp_path, FILES, Revealing())
    assert all(specimen(label).secret not in text for label in "abcd")


def test_a_policy_run_names_all_that_is_left_to_fill_in(tmp_path: Path) -> None:
    found = audit({"backpack-keys.yaml": written(tmp_path, FILES, Revealing())}).findings
    assert codes(found) == ["BPK514", "BPK514", "BPK514", "BPK514"]
    assert "status, read_only, subaccount, ip_whitelist, used_by and 3 more" in found[-1].message
    assert {finding.severity for finding in found if finding.rule_id == "BPK514"} == {Severity.INFO}


def test_a_key_that_cannot_be_repeated_is_left_to_be_copied(tmp_path: Path) -> None:
    text = written(tmp_path, FILES, Revealing(""))
    assert inventory(text).keys[0].token is None
    assert "Copy the API key from there" in text
    found = audit({"backpack-keys.yaml": text}).findings
    assert codes(found).count("BPK514") == 4
    assert any("no valid API key for API key bot-env" in finding.message for finding in found)


def test_an_empty_scan_gives_an_empty_list(tmp_path: Path) -> None:
    text = written(tmp_path, {"README.md": "nothing\n"}, Revealing())
    assert inventory(text).keys == ()
    assert "when a scan saw 0 API keys" in text


def test_keys_of_one_folder_get_names_of_their_own(tmp_path: Path) -> None:
    files = {
        "bot/.env": "BACKPACK_API_KEY={{ a.key }}\nBACKPACK_API_KEY={{ b.key }}\n",
        "bot/env": "BPX_API_KEY={{ c.key }}\n",
    }
    assert [key.name for key in inventory(written(tmp_path, files, Revealing())).keys] == [
        "bot-env",
        "bot-env-2",
        "bot-env-3",
    ]


def test_a_path_cannot_break_out_of_its_comment(tmp_path: Path) -> None:
    files = {"bot\nkeys: [1]/.env": "BACKPACK_API_KEY={{ a.key }}\n"}
    assert len(inventory(written(tmp_path, files, Revealing())).keys) == 1


def test_nothing_is_ever_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "backpack-keys.yaml"
    path.write_text("mine")
    with pytest.raises(UsageError, match="exists already"):
        write_inventory(path, scan(FILES), Revealing(), TODAY)
    assert path.read_text() == "mine"
    (tmp_path / "link.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    with pytest.raises(UsageError, match="exists already"):
        write_inventory(tmp_path / "link.yaml", scan(FILES), Revealing(), TODAY)
    with pytest.raises(UsageError, match="cannot be written"):
        write_inventory(tmp_path / "missing" / "keys.yaml", scan(FILES), Revealing(), TODAY)


def added(text: str, files: Mapping[str, str], reveal: Revealing | None = None) -> tuple[str, int]:
    text = expand(text)
    after = add_to_inventory(text, inventory(text), scan(files), reveal or Revealing(), TODAY)
    assert all(
        line in after[0].splitlines()
        for line in text.splitlines()
        if line.strip("keys: \r") not in ("[]", "[] # none yet")
    )
    inventory(after[0])
    return after


MINE = """\
# mine
version: 1   # for good
account: {two_factor: true}
keys:
  # my first key
  - name: first
    api_key: {{ a.key }}   # next to it
    status: active
    read_only: true
    # nothing more is known
"""


def test_what_people_wrote_stays_and_new_keys_come_behind_it() -> None:
    text, count = added(MINE, FILES)
    assert count == 2
    assert text.startswith(expand(MINE))
    assert [key.name for key in inventory(text).keys] == ["first", "bot2-env", "bot3-env"]
    assert add_to_inventory(text, inventory(text), scan(FILES), Revealing(), TODAY) == (text, 0)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("version: 1\nkeys: []\n", "version: 1\nkeys:\n  # Seen"),
        ("version: 1\nkeys: [] # none yet\n# the end\n", "version: 1\nkeys:  # none yet\n  # Seen"),
        ("version: 1\nkeys:\n  []\n", "version: 1\nkeys:\n  # Seen"),
        ("version: 1\r\nkeys: []\r\n", "version: 1\r\nkeys:\r\n  # Seen"),
        ("keys: []\nversion: 1", "keys:\n  # Seen"),
        ("version: 1\nkeys:\n- {name: a, api_key: x}", "version: 1\nkeys:\n- {name: a, api_key: x}\n\n# Seen"),
        (
            "version: 1\nkeys:\n    - name: a\n      api_key: x\n      note: |\n        # no comment\n\n# of the account\naccount: {}\n",
            "version: 1\nkeys:\n    - name: a\n      api_key: x\n      note: |\n        # no comment\n\n    # Seen",
        ),
    ],
)
def test_keys_are_added_however_the_list_is_written(before: str, after: str) -> None:
    text, count = added(before, FILES)
    assert count == 3
    assert text.startswith(after)
    assert ("\r\n" in before) == ("\r\n" in text)


def test_a_list_in_brackets_is_left_to_people() -> None:
    with pytest.raises(UsageError, match="written in brackets"):
        added("version: 1\nkeys: [{name: a, api_key: x}]\n", FILES)


def test_an_entry_that_waits_for_its_key_is_not_added_again() -> None:
    text, count = added("version: 1\nkeys: []\n", FILES, Revealing(""))
    assert count == 3
    assert added(text, FILES, Revealing(""))[1] == 0
