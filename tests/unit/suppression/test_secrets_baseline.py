from __future__ import annotations

import json
import pickle
import sys
from hashlib import sha1
from pathlib import Path

import pytest

from auditor.suppression.detect_secrets_baseline import AllowedSecrets, load

HASH = sha1(b"hunter2").hexdigest()
OTHER = sha1(b"other").hexdigest()


def baseline(tmp_path: Path, results: object, **more: object) -> Path:
    path = tmp_path / ".secrets.baseline"
    path.write_text(json.dumps({"version": "1.5.0", "results": results, **more}))
    return path


def entry(hashed: str = HASH, **more: object) -> dict[str, object]:
    return {"type": "Secret Keyword", "filename": "a.py", "hashed_secret": hashed, "is_verified": False, **more}


def test_what_is_listed_is_accepted_audited_or_not(tmp_path: Path) -> None:
    secrets = [entry(line_number=3), entry(OTHER, is_secret=False), entry("a" * 40, is_secret=True)]
    allowed, note = load(baseline(tmp_path, {"a.py": secrets}))
    assert not note
    assert all(allowed.contains("a.py", "Secret Keyword", hashed) for hashed in (HASH, OTHER, "a" * 40))


def test_file_type_and_value_must_all_be_the_same(tmp_path: Path) -> None:
    allowed, _ = load(baseline(tmp_path, {"a.py": [entry()]}))
    assert not allowed.contains("b.py", "Secret Keyword", HASH)
    assert not allowed.contains("a.py", "AWS Access Key", HASH)
    assert not allowed.contains("a.py", "Secret Keyword", OTHER)


@pytest.mark.parametrize("written", ["src/a.py", "./src/a.py", "src\\a.py"])
def test_paths_of_all_systems_mean_the_same_file(tmp_path: Path, written: str) -> None:
    path = baseline(tmp_path, {written: [entry()]})
    assert load(path)[0].contains("src/a.py", "Secret Keyword", HASH)
    assert load(path, prefix="src/")[0].contains("a.py", "Secret Keyword", HASH)
    assert not load(path, prefix="lib/")[0]


def test_names_may_be_relative_to_a_folder_above_the_file(tmp_path: Path) -> None:
    allowed, _ = load(baseline(tmp_path, {"a.py": [entry()]}), folder="src/")
    assert allowed.contains("src/a.py", "Secret Keyword", HASH)
    assert not allowed.contains("a.py", "Secret Keyword", HASH)


@pytest.mark.parametrize("wrong", [{"type": 5}, {"hashed_secret": 5}, {"type": None, "hashed_secret": None}])
def test_type_and_hash_are_texts(tmp_path: Path, wrong: dict[str, object]) -> None:
    assert load(baseline(tmp_path, {"a.py": [entry() | wrong]})) == (AllowedSecrets(), "")


def test_no_code_that_it_names_is_loaded(tmp_path: Path) -> None:
    (tmp_path / "evil_plugin.py").write_text("raise SystemExit('loaded')\n")
    named = f"file://{tmp_path}/evil_plugin.py"
    path = baseline(
        tmp_path,
        {"a.py": [entry()]},
        plugins_used=[{"name": "Evil", "path": named}],
        filters_used=[{"path": f"{named}::check"}],
    )
    before = set(sys.modules)
    assert load(path)[0]
    assert not {name for name in set(sys.modules) - before if "evil" in name or "detect_secrets" in name}


@pytest.mark.parametrize("text", ["", "[]", "{", '{"results": 5}', '{"results": {"a": 5}}', '{"results": {"a": [5]}}'])
def test_what_is_no_such_baseline_accepts_nothing(tmp_path: Path, text: str) -> None:
    path = tmp_path / ".secrets.baseline"
    path.write_text(text)
    allowed, note = load(path)
    assert allowed == AllowedSecrets()
    assert bool(note) == (text in ("", "{"))


def test_a_utf_16_file_is_read_and_another_encoding_is_said(tmp_path: Path) -> None:
    path = baseline(tmp_path, {"a.py": [entry()]})
    path.write_bytes(path.read_text().encode("utf-16"))
    assert load(path)[0]
    path.write_bytes(b"\xff\xfe\x00\xd8")
    assert (
        load(path)[1]
        == ".secrets.baseline:1: the detect-secrets baseline must be UTF-8; save it as such; nothing in it is honoured"
    )


def test_it_can_be_handed_to_a_worker(tmp_path: Path) -> None:
    allowed, _ = load(baseline(tmp_path, {"a.py": [entry()]}))
    assert pickle.loads(pickle.dumps(allowed)) == allowed
