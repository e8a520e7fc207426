from __future__ import annotations

from pathlib import Path

import pytest

from auditor.cli.path_arguments import given_paths
from auditor.errors import UsageError


def test_no_path_is_the_current_folder() -> None:
    assert given_paths(None) == (Path(),)
    assert given_paths([]) == (Path(),)


def test_paths_in_the_notation_of_windows_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bots" / "main").mkdir(parents=True)
    (tmp_path / "bots" / "main" / ".env").write_text("")
    monkeypatch.chdir(tmp_path)
    for spelled in ("bots\\main\\.env", ".\\bots\\main\\.env", "bots/main\\.env"):
        assert given_paths([spelled])[0].samefile(tmp_path / "bots" / "main" / ".env")


def test_a_name_that_really_has_a_backslash_is_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b").write_text("")
    (tmp_path / "a\\b").write_text("")
    monkeypatch.chdir(tmp_path)
    assert given_paths(["a\\b"]) == (Path("a\\b"),)


def test_what_does_not_exist_is_named() -> None:
    with pytest.raises(UsageError, match=r"^no/such/\.env: no such file or folder$"):
        given_paths(["no/such/.env"])
    with pytest.raises(UsageError, match=r"^an empty path: no such file or folder$"):
        given_paths([""])
