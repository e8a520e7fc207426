"""Finds the program git, and says in which environment it runs and which version it is."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from auditor.errors import RepositoryError
from auditor.sources.git.process import PATIENCE

OLDEST = (2, 32)
"""The first git whose `rev-list` can leave trees out of a walk (`--filter=object:type=blob`)."""

_OVERRIDES = {
    # Unlike `protocol.allow` it beats `protocol.<name>.allow` of the repository. It is a list of names, so a word here
    # would allow the helper of that name; no name has a slash.
    "GIT_ALLOW_PROTOCOL": "/",
    # Else `rev-list` and `diff-tree` write each commit by itself: 20 000 system calls in place of 500, and as many reads.
    "GIT_FLUSH": "0",
    "GIT_GRAFT_FILE": "/dev/null",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",  # A replacement would hide the object that everybody who clones receives.
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
_USERS_OWN = ("GIT_CONFIG", "GIT_EXEC_PATH", "GIT_CEILING_DIRECTORIES", "GIT_DISCOVERY_ACROSS_FILESYSTEM")
"""Prefixes of the variables that stay: where git is installed, and the user's configuration."""
_CALLERS = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_COMMON_DIR",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
)
"""What git tells its hooks about the repository they run for; it would misdirect a call about another one."""


def environment(inherited: Mapping[str, str], *, inherit: bool) -> dict[str, str]:
    """Returns the environment in which git runs: without the variables that could lead it astray or run something."""
    stays = _USERS_OWN + _CALLERS if inherit else _USERS_OWN
    kept = {name: value for name, value in inherited.items() if not name.startswith("GIT_") or name.startswith(stays)}
    return kept | _OVERRIDES


def executable() -> str:
    """Returns where git is in `PATH`, never in the current directory (which may be the scanned one).

    Raises:
        RepositoryError: nowhere.
    """
    if found := _executable_in(tuple(os.get_exec_path())):
        return found
    raise RepositoryError(f"git is not in PATH: install git {dotted(OLDEST)} or later")


@lru_cache(maxsize=1)
def _executable_in(folders: tuple[str, ...]) -> str | None:
    name = "git.exe" if sys.platform == "win32" else "git"
    candidates = (Path(folder, name) for folder in folders if Path(folder).is_absolute())
    # `os.path.isfile` and not `Path.is_file`: a folder that cannot be entered is no reason to stop looking.
    return next((str(path) for path in candidates if os.path.isfile(path) and os.access(path, os.X_OK)), None)


def version() -> tuple[int, int]:
    """Returns the major and minor version of git; the oldest that is supported, where git does not say.

    It is asked for when a command failed, and for a history.

    Raises:
        RepositoryError: git is missing.
    """
    from subprocess import DEVNULL, TimeoutExpired, run  # imported by now

    command, kept = [executable(), "version"], environment(os.environ, inherit=False)
    try:
        said = run(command, env=kept, stdin=DEVNULL, capture_output=True, check=False, timeout=PATIENCE).stdout
    except TimeoutExpired:
        return OLDEST
    found = re.search(rb"(\d{1,9})\.(\d{1,9})", said)
    return (int(found[1]), int(found[2])) if found else OLDEST


def dotted(numbers: tuple[int, int]) -> str:
    """Returns a version as people write it."""
    return ".".join(map(str, numbers))
