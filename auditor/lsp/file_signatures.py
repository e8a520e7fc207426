"""Tells by times and sizes whether files have changed, and whether a repository has, without running git."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

_OWN = ("HEAD", "index", "logs/HEAD")
_SHARED = ("packed-refs", "FETCH_HEAD", "config", "info/exclude")
_MOST_FOLDERS = 200
"""Folders of refs that are compared: a branch `a/b/c` is in a folder of its own."""

Signature = tuple[object, ...]


def files_signature(paths: Iterable[Path]) -> Signature:
    """Returns what differs after one of some files was written, made or removed."""
    return tuple(map(_stamp, paths))


def repository_signature(home: str) -> Signature:
    """Returns what differs after a commit, a push, a fetch or a `git add` in a work tree.

    Args:
        home: The top folder of the work tree.
    """
    own = _git_folder(Path(home, ".git"))
    shared = _common_folder(own)
    paths = [*(own / name for name in _OWN), *(shared / name for name in _SHARED), *_folders(shared / "refs")]
    return files_signature(paths)


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _folders(top: Path) -> list[Path]:
    """Returns a folder and those below it; git writes a ref by renaming a file, which changes its folder's time."""
    found = [top]
    for folder in found:
        if len(found) >= _MOST_FOLDERS:
            break
        try:
            found += [path for path in folder.iterdir() if path.is_dir()]
        except OSError:
            continue
    return found


def _git_folder(path: Path) -> Path:
    """Returns the folder of a repository; in a linked work tree and a submodule `.git` is a file that names it."""
    return Path(path.parent, _line(path).removeprefix("gitdir:").strip()) if path.is_file() else path


def _common_folder(folder: Path) -> Path:
    named = _line(folder / "commondir")
    return Path(folder, named) if named else folder


def _line(path: Path) -> str:
    try:
        with path.open(encoding="utf-8", errors="surrogateescape") as file:
            return file.readline(4096).strip()
    except (OSError, ValueError):
        return ""
