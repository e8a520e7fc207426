from __future__ import annotations

import os
import pickle
import stat
from pathlib import Path

import pytest

from auditor.errors import AuditError, ConfigurationError, OutputError
from auditor.fleet.fleet_key import VARIABLE, FleetKey, create, default_path, load

KEY, OTHER = FleetKey(bytes(range(32))), FleetKey(bytes(32))


def test_a_new_key_is_readable_by_its_owner_alone_and_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "fleet.key"
    made = create(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load(path, {}).id == made.id
    with pytest.raises(OutputError, match="exists already"):
        create(path)
    assert load(path, {}).id == made.id


def test_the_environment_is_asked_before_the_usual_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    made = create(default_path())
    assert load(None, {}).id == made.id
    assert load(None, {VARIABLE: bytes(32).hex()}).id == OTHER.id
    assert load(default_path(), {VARIABLE: bytes(32).hex()}).id == made.id


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "fleet.key"
    create(path)
    path.chmod(0o640)
    with pytest.raises(ConfigurationError, match="chmod 600"):
        load(path, {})


@pytest.mark.parametrize("text", ["", "00" * 31, "00" * 33, "zz" * 32, "backpack-audit-fleet-key-v2:" + "00" * 32])
def test_what_is_no_key_is_refused_without_quoting_it(tmp_path: Path, text: str) -> None:
    path = tmp_path / "fleet.key"
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(ConfigurationError, match="not a fleet key") as refused:
        load(path, {})
    assert not text or text not in str(refused.value)


def test_a_missing_key_names_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="fleet init"):
        load(tmp_path / "nowhere", {})


def test_names_are_equal_under_one_key_and_different_under_another() -> None:
    assert KEY.name(b"value") == FleetKey(bytes(range(32))).name(b"value") != OTHER.name(b"value")
    assert len(KEY.name(b"")) == 16
    assert KEY.id != OTHER.id
    assert KEY.digest_key() != OTHER.digest_key()


def test_what_is_sealed_opens_under_the_same_key_alone() -> None:
    sealed = KEY.seal(b"point")
    assert sealed == KEY.seal(b"point") != KEY.seal(b"another")
    assert b"point" not in sealed
    assert KEY.open(sealed) == b"point"
    for damaged in (sealed[:-1], bytes([sealed[0] ^ 1]) + sealed[1:], b""):
        with pytest.raises(AuditError, match="another fleet key"):
            KEY.open(damaged)
    with pytest.raises(AuditError, match="another fleet key"):
        OTHER.open(sealed)


def test_a_key_is_never_shown_or_sent() -> None:
    assert repr(KEY) == f"<FleetKey {KEY.id}>"
    with pytest.raises(TypeError):
        pickle.dumps(KEY)
    assert bytes(range(32)).hex() not in repr(KEY) + str(os.environ)
