from __future__ import annotations

from pathlib import Path

import pytest

from auditor.generic import availability


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "detect_secrets"
    (folder / "plugins").mkdir(parents=True)
    (folder / "__init__.py").touch()
    (folder / "__version__.py").write_text("VERSION = '1.5.0'\n")
    (folder / "plugins" / "aws.py").touch()
    monkeypatch.setattr(availability, "_package", lambda: folder)
    return folder


def reason() -> str:
    note = availability.unavailable()
    return note.reason if note else ""


def test_the_pinned_version_is_available(package: Path) -> None:
    assert package.exists()
    assert availability.unavailable() is None


def test_it_is_available_where_these_tests_run() -> None:
    assert availability.unavailable() is None


def test_a_missing_package_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(availability, "_package", lambda: None)
    assert reason() == (
        "detect-secrets is not installed: install detect-secrets 1.5.0 to look for secrets other than Backpack's"
    )
    assert availability.plugins_digest()


def test_the_fork_in_its_place_is_said(package: Path) -> None:
    (package.parent / "bc_detect_secrets-1.5.0.dist-info").mkdir()
    assert "bc-detect-secrets is installed in the place of detect-secrets" in reason()


@pytest.mark.parametrize("content", ["VERSION = '1.4.0'\n", "VERSION = f()\n"])
def test_another_version_is_said(package: Path, content: str) -> None:
    (package / "__version__.py").write_text(content)
    version = "1.4.0" if "1.4.0" in content else "of an unknown version"
    assert f"detect-secrets {version} is installed" in reason()


def test_a_version_that_cannot_be_read_is_said(package: Path) -> None:
    (package / "__version__.py").unlink()
    assert "of an unknown version" in reason()


def test_the_digest_changes_with_the_plugins(package: Path) -> None:
    before = availability.plugins_digest()
    assert availability.plugins_digest() == before
    (package / "plugins" / "new.py").write_text("x = 1\n")
    assert availability.plugins_digest() != before
