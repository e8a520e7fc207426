"""Finds the git repository that a folder is in, without asking git."""

from __future__ import annotations

import os
from pathlib import Path


def repository_root(folder: str) -> str | None:
    """Returns the nearest folder, from `folder` up, that has a `.git`; None if there is none."""
    here = Path(folder)
    return next((str(above) for above in (here, *here.parents) if os.path.lexists(above / ".git")), None)


def is_bare_repository(folder: Path) -> bool:
    """Returns whether git takes a folder for a repository without a work tree: it holds `HEAD`, `objects` and `refs`."""
    return (folder / "HEAD").is_file() and (folder / "objects").is_dir() and (folder / "refs").is_dir()


def names_a_work_tree(entry: Path) -> bool:
    """Returns whether the configuration behind a `.git` may say that the work tree is another folder (`core.worktree`)."""
    folder = entry
    try:
        if entry.is_file():
            named = entry.read_text(encoding="utf-8", errors="surrogateescape").removeprefix("gitdir:").strip()
            folder = Path(entry.parent, named)
        texts = [
            path.read_bytes().lower() for path in (folder / "config", folder / "config.worktree") if path.is_file()
        ]
    except OSError:
        return False
    return any(b"worktree" in text or b"include" in text for text in texts)
