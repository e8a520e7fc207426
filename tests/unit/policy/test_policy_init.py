from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from policy_scene import TODAY, audit, codes, inventory, scan

from auditor.classification.ed25519 import token
from auditor.classification.sample_keys import specimen
from auditor.errors import UsageError
from auditor.model.evidence import Evidence
from auditor.policy.write_inventory import write_inventory

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
    assert "# Its secret stands at bot3/.env:1 (BACKPACK_API_SECRET): delete this key on the exchange first." in text


def test_only_keys_that_no_secret_proves_are_looked_up_again(tmp_path: Path) -> None:
    reveal = Revealing()
    written(tmp_path, FILES, reveal)
    assert reveal.asked == ["bot/.env"]


def test_no_secret_is_written(tmp_path: Path) -> None:
    text = written(tmp_path, FILES, Revealing())
    assert all(specimen(label).secret not in text for label in "abcd")


def test_a_policy_run_names_all_that_is_left_to_fill_in(tmp_path: Path) -> None:
    found = audit({"backpack-keys.yaml": written(tmp_path, FILES, Revealing())}).findings
    assert codes(found) == ["BPK501", "BPK501", "BPK501", "BPK511"]
    assert "status, read_only, subaccount, ip_whitelist, used_by" in found[-1].message


def test_a_key_that_cannot_be_repeated_is_left_to_be_copied(tmp_path: Path) -> None:
    text = written(tmp_path, FILES, Revealing(""))
    assert inventory(text).keys[0].token is None
    assert "Copy the API key from there" in text
    assert codes(audit({"backpack-keys.yaml": text}).findings).count("BPK501") == 3


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
