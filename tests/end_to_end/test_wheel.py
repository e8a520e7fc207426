"""What is installed is whole: the wheel holds rules and schemas, and works without the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from auditor import __version__
from auditor.classification.sample_keys import expand

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for imports, as an installer would fill it."""
    folder = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def run(installed: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    command = [sys.executable, "-m", "auditor.cli.main", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_its_name_and_its_command(wheel: Path, installed: Path) -> None:
    assert wheel.name == f"backpack_audit-{__version__}-py3-none-any.whl"
    metadata = installed / f"backpack_audit-{__version__}.dist-info"
    assert "backpack-audit = auditor.cli.main:main" in (metadata / "entry_points.txt").read_text(encoding="utf-8")
    assert "# backpack-audit" in (metadata / "METADATA").read_text(encoding="utf-8")


def test_it_holds_the_package_with_its_rules_and_nothing_else(installed: Path) -> None:
    assert {path.name for path in installed.iterdir()} == {"auditor", f"backpack_audit-{__version__}.dist-info"}
    for source, packed in ((ROOT / "rules", "_rules"), (ROOT / "auditor" / "schemas", "schemas")):
        there = {path.relative_to(source) for path in source.rglob("*") if path.is_file()}
        held = installed / "auditor" / packed
        assert {path.relative_to(held) for path in held.rglob("*") if path.is_file()} == there
    assert (installed / "auditor" / "py.typed").exists()


def test_it_audits_by_its_own_rules(installed: Path, tmp_path: Path) -> None:
    # A program: its reader needs the data files of the package.
    (tmp_path / "bot.py").write_text(expand('BACKPACK_API_SECRET = "{{ a.secret }}"\n'), encoding="utf-8")
    assert "[BPK102 leaked-secret]" in run(installed, tmp_path, "scan", "--quiet").stdout
    where = "import auditor, auditor.resources as place; print(auditor.__file__, place.builtin_rules())"
    code = subprocess.run(
        [sys.executable, "-c", where],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert [Path(path).is_relative_to(installed) for path in code.stdout.split()] == [True, True]
