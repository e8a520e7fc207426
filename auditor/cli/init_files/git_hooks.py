"""Installs plain git hooks (pre-commit and pre-push) for people without pre-commit, and removes them.

A hook that is there already keeps its place in the chain: it is renamed to `<name>.chained` and called after ours.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from auditor.errors import UsageError
from auditor.sources.git.git_program import executable
from auditor.storage import atomic_write

_MARK = "# Written by `backpack-audit hook --install`; `backpack-audit hook --uninstall` removes it."
_HEAD = f"""\
#!/bin/sh
{_MARK}
audit=$(command -v backpack-audit) || audit=COMMAND
if [ ! -x "$audit" ]; then
  echo "backpack-audit is not installed: install it, or remove this hook ($0)" >&2
  exit 1
fi
"""
_PRE_COMMIT = """\
"$audit" hook || exit $?
if [ -x "$0.chained" ]; then exec "$0.chained" "$@"; fi
"""
_PRE_PUSH = """\
pushed=$(cat)
printf '%s\\n' "$pushed" | while read -r _ new _ old; do
  case $new in *[!0]*) ;; *) continue ;; esac # a branch that is deleted
  if ! git cat-file -e "$old" 2> /dev/null; then old=0000000000000000000000000000000000000000; fi
  "$audit" scan --range "$old..$new" || exit $?
done || exit $?
if [ -x "$0.chained" ]; then printf '%s\\n' "$pushed" | "$0.chained" "$@"; fi
"""
SCRIPTS = {"pre-commit": _PRE_COMMIT, "pre-push": _PRE_PUSH}


def install(folder: Path) -> Iterator[str]:
    """Writes the hooks of a repository, and yields a sentence for each.

    Raises:
        AuditError: this is no git repository, its hooks are elsewhere, or a file cannot be written.
    """
    hooks = _hooks_of(folder)
    atomic_write.refuse_planted(hooks / "x")  # before anything is renamed
    hooks.mkdir(parents=True, exist_ok=True)
    for name, script in SCRIPTS.items():
        path, text = hooks / name, _HEAD.replace("COMMAND", shlex.quote(_command())) + script
        if path.is_file() and _MARK in path.read_text("utf-8", "replace"):
            yield f"{name}: installed already"
            continue
        chained = path.with_name(f"{name}.chained")
        if os.path.lexists(path):
            if os.path.lexists(chained):
                raise UsageError(f"{chained} exists already: remove it, so that the current hook can be renamed to it")
            path.rename(chained)
        atomic_write.write(path, text.encode(), mode=0o755)
        yield f"{name}: installed{', before the hook that was there' if chained.exists() else ''}"


def uninstall(folder: Path) -> Iterator[str]:
    """Removes our hooks from a repository, puts those back that were there, and yields a sentence for each.

    Raises:
        AuditError: this is no git repository, or its hooks are elsewhere.
    """
    hooks = _hooks_of(folder)
    for name in SCRIPTS:
        path = hooks / name
        if not (path.is_file() and _MARK in path.read_text("utf-8", "replace")):
            yield f"{name}: not installed"
            continue
        chained = path.with_name(f"{name}.chained")
        if chained.exists():
            chained.replace(path)
            yield f"{name}: removed; the hook that was there before is back"
        else:
            path.unlink()
            yield f"{name}: removed"


def _command() -> str:
    """Returns the program to call where it is not on the path."""
    installed = Path(sys.executable).with_name("backpack-audit")
    return str(installed) if installed.exists() else shutil.which("backpack-audit") or "backpack-audit"


def _hooks_of(folder: Path) -> Path:
    """Returns the folder of a repository's hooks.

    Raises:
        UsageError: this is no repository, or other programs manage its hooks.
    """
    elsewhere = _git(folder, "config", "--get", "core.hooksPath")
    if elsewhere:
        raise UsageError(
            f"core.hooksPath is {elsewhere}, so another program manages the hooks: call `backpack-audit hook` from its "
            "pre-commit hook (husky: add that line to .husky/pre-commit)"
        )
    hooks = _git(folder, "rev-parse", "--git-path", "hooks")
    if not hooks:
        raise UsageError("this is not a git repository, so there are no hooks to install")
    return folder / hooks


def _git(folder: Path, *arguments: str) -> str:
    try:
        done = subprocess.run([executable(), *arguments], cwd=folder, capture_output=True, text=True, check=False)
    except OSError:
        raise UsageError("git is not installed") from None
    return done.stdout.strip()
