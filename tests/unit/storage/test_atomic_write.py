from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.errors import OutputError
from auditor.storage import atomic_write
from auditor.storage.atomic_write import refuse_planted, write


def test_a_new_file_holds_the_bytes_and_nothing_else_is_left(tmp_path: Path) -> None:
    atomic_write.write(tmp_path / "report.json", b"{}\n")
    assert (tmp_path / "report.json").read_bytes() == b"{}\n"
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]


def test_permission_bits_of_an_existing_file_stay(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    path.write_bytes(b"old")
    path.chmod(0o640)
    atomic_write.write(path, b"new")
    assert path.stat().st_mode & 0o777 == 0o640
    assert path.read_bytes() == b"new"


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(b"old")
    link.symlink_to(target)
    atomic_write.write(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


def test_a_missing_folder_is_said_with_the_path(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"cannot write .*missing.*report\.json: No such file"):
        atomic_write.write(tmp_path / "missing" / "report.json", b"")


def test_a_folder_in_the_way_stays_and_no_temporary_file_is_left(tmp_path: Path) -> None:
    (tmp_path / "report.json" / "inner").mkdir(parents=True)
    with pytest.raises(OutputError, match="cannot write"):
        atomic_write.write(tmp_path / "report.json", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]


def test_a_loop_of_links_is_said(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(OutputError, match=r"loop of links|symbolic links"):
        atomic_write.write(tmp_path / "a", b"new")


def test_a_new_file_can_be_its_owners_alone_from_the_beginning(tmp_path: Path) -> None:
    atomic_write.write(tmp_path / ".env", b"x", mode=0o600)
    assert (tmp_path / ".env").stat().st_mode & 0o777 == 0o600
    atomic_write.write(tmp_path / ".env", b"y", mode=0o640)
    assert (tmp_path / ".env").stat().st_mode & 0o777 == 0o640


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give files away")
def test_for_root_the_owner_of_a_file_stays_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    path.write_bytes(b"old")
    os.chown(path, 65534, 65534)
    atomic_write.write(path, b"new")
    assert (path.stat().st_uid, path.stat().st_gid) == (65534, 65534)


def test_what_is_no_regular_file_is_never_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(OutputError, match="no regular file"):
        atomic_write.write(pipe, b"data")
    assert pipe.is_fifo()


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


def test_pieces_are_written_as_they_come_and_a_failing_one_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    atomic_write.write(path, iter([b"one ", b"two"]))
    assert path.read_bytes() == b"one two"

    def failing() -> Iterator[bytes]:
        yield b"new"
        raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        atomic_write.write(path, failing())
    assert path.read_bytes() == b"one two"
    assert [each.name for each in tmp_path.iterdir()] == ["report.html"]
