"""Keeps the git index in step with what a fix wrote: a secret that was only staged leaves the index, too."""

from __future__ import annotations

import os
from pathlib import Path

from auditor.model.secret import PlainBytes
from auditor.sources.git.command import Git
from auditor.sources.git.configured_programs import for_writing
from auditor.sources.git.repository_root import repository_root


def restaged(file: Path, before: PlainBytes, after: PlainBytes) -> str:
    """Puts the new content of a file into the index, if exactly the old one was staged for the next commit.

    Args:
        file: The file.
        before: What it held.
        after: What it holds.

    Returns:
        What was done or is left to do, in words; empty where nothing of the file was staged.
    """
    git, name = _at(file)
    if git is None:
        return ""
    said = git.ask("--literal-pathspecs", "ls-files", "--stage", "-z", "--", name).output
    entries = os.fsdecode(said).split("\0")[:-1]
    if len(entries) != 1:
        return ""  # It is not tracked, or in a conflict.
    mode, blob, _ = entries[0].partition("\t")[0].split()
    if _object(git, "rev-parse", "--verify", "--quiet", "--end-of-options", f"HEAD:{name}") == blob:
        return ""
    if _hashed(git, before) != blob:
        return f"{name}: another version of it is staged and was not changed; git add it, or git restore --staged it"
    git.ask("update-index", "--cacheinfo", f"{mode},{_hashed(git, after, '-w')},{name}")
    return f"{name}: staged without the secret"


def is_only_staged(file: Path) -> bool:
    """Returns whether a file is in the index and in no commit of the branch."""
    git, name = _at(file)
    return git is not None and git.ask("cat-file", "-e", f"HEAD:{name}").code != 0


def unstaged(file: Path) -> str:
    """Takes a file out of the index, as `git rm --cached` does; returns what was done, in words."""
    git, name = _at(file)
    if git is None or git.ask("update-index", "--force-remove", "--", name).code:
        return ""
    return f"{name}: taken out of the index"


def _at(file: Path) -> tuple[Git | None, str]:
    home = repository_root(os.path.realpath(file.parent))
    if home is None:
        return None, ""
    return for_writing(Git.at(Path(home))), Path(os.path.realpath(file.parent), file.name).relative_to(home).as_posix()


def _object(git: Git, *arguments: str) -> str:
    answer = git.ask(*arguments)
    return answer.output.decode().strip() if answer.code == 0 else ""


def _hashed(git: Git, content: bytes, *options: str) -> str:
    with git.start("hash-object", *options, "--stdin", feed=True) as running:
        running.write(content)
        running.end_input()
        output = b"".join(running.chunks())
        running.finish()
    return output.decode().strip()
