"""Nothing is written through what an audited tree put in the place of a file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from auditor.errors import OutputError
from auditor.storage.atomic_write import write
from auditor.storage.planted import refuse_planted


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "file").write_text("old")
    folder = tmp_path / "tree"
    (folder / "real").mkdir(parents=True)
    monkeypatch.chdir(folder)
    return folder


def plant(folder: Path) -> dict[str, str]:
    (folder / "link").symlink_to("../outside/file")
    (folder / "dangling").symlink_to("../outside/new")
    (folder / "inner").symlink_to("real")
    (folder / "out").symlink_to("../outside")
    os.mkfifo(folder / "pipe")
    return {
        "link": "link is a symbolic link",
        "dangling": "dangling is a symbolic link",
        "inner/report": "inner is a symbolic link",
        "out/file": "out is a symbolic link",
        "real/../link": "link is a symbolic link",
        "pipe": "pipe is a named pipe",
        "real": "real is a folder",
    }


def test_what_a_tree_planted_is_refused(tree: Path) -> None:
    for name, said in plant(tree).items():
        for path in (Path(name), tree / name):
            with pytest.raises(OutputError, match=f"{said} in the audited tree"):
                write(path, b"new")
    assert (tree.parent / "outside" / "file").read_text() == "old"
    assert [path.name for path in (tree.parent / "outside").iterdir()] == ["file"]


def test_a_git_work_tree_elsewhere_is_an_audited_tree_too(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    planted = plant(tree)
    monkeypatch.chdir(tree.parent / "outside")
    refuse_planted(tree / "link")
    (tree / ".git").mkdir()
    for name in planted:
        with pytest.raises(OutputError):
            refuse_planted(tree / name)


def test_files_and_new_names_are_written(tree: Path) -> None:
    (tree / "report").write_text("old")
    for name in ("report", "new", "real/new", "../outside/file"):
        write(Path(name), b"new")
        assert Path(name).read_text() == "new"


@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="a system without such devices")
def test_devices_and_links_of_the_system_are_followed(tree: Path) -> None:
    for name in ("/dev/null", "/dev/stdout"):
        refuse_planted(Path(name))
    (tree.parent / "alias").symlink_to(tree.parent / "outside" / "file")
    write(Path("../alias"), b"new")
    assert (tree.parent / "outside" / "file").read_text() == "new"
