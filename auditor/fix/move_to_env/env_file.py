"""Tells where `.env` is, what it says already, and how a secret is added to it: under a name that is free."""

from __future__ import annotations

import re
from itertools import chain, count
from pathlib import Path

from auditor.classification.placeholders import is_placeholder
from auditor.fix.file_text import Edit, FileText, reads_as_meant
from auditor.fix.gitignore import ensure_ignored, with_line
from auditor.fix.workspace import OWNER_ONLY, Draft, Workspace
from auditor.model.secret import Secret
from auditor.sources.git.repository_root import repository_root
from auditor.vocabulary.vocabulary import builtin

NAME = ".env"
_USUAL = "BACKPACK_API_SECRET"
_OWN = re.compile(r"(?:BACKPACK|BPX|BP)_[A-Z0-9_]{2,60}")
_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_OTHERS_READ = 0o077


def env_file(workspace: Workspace, source: Path, *, same_folder: bool, package: Path | None = None) -> Path:
    """Returns the `.env` that a file's secrets belong into: in the `same_folder`, or at the top of its repository or of what is scanned.

    Programs of a Node.js package find it in the folder of the package.
    """
    if same_folder:
        return source.parent / NAME
    if package is not None:
        return package / NAME
    return Path(repository_root(str(source.parent)) or workspace.root, NAME)


def keep(workspace: Workspace, target: Draft) -> str:
    """Keeps a `.env` out of git and for its owner alone; why it cannot be kept out, else an empty text."""
    if why := ensure_ignored(workspace, target.file):
        return why
    if target.before is None or target.file.stat().st_mode & _OTHERS_READ:
        target.mode = OWNER_ONLY
    return ""


def name_for(text: FileText, token: bytes, *, asked: str, wanted: str) -> str:
    """Returns the name under which `.env` holds a secret or may take it.

    `asked` is what the code asks the environment for already and stays the name if it is free; else the name that the
    secret has there, else `wanted`, else one like it that is free.
    """
    own = [material.name for material in text.materials if material.token == token and _NAME.fullmatch(material.name)]
    if own and asked in ("", *own):
        return asked or own[0]
    taken = {field.name for field in text.fields if not is_placeholder(field.value.reveal(), builtin())}
    base = asked if _NAME.fullmatch(asked) else wanted if _OWN.fullmatch(wanted) else _USUAL
    return next(name for name in chain([base], (f"{base}_{number}" for number in count(2))) if name not in taken)


def with_secret(text: FileText, name: str, value: Secret, token: bytes) -> FileText | None:
    """Returns the text with the secret under the name; itself where it is there. None if it would not read as it should."""
    if any(material.name == name and material.token == token for material in text.materials):
        return text
    edit = _filling(text, name, value)
    if edit is None:
        after = with_line(text, f"{name}={value.reveal()}")
        edits: list[Edit] = []
    else:
        after, edits = text.edited([edit]), [edit]
    holds = any(material.name == name and material.token == token for material in after.materials)
    return after if holds and reads_as_meant(text, after, edits) else None


def _filling(text: FileText, name: str, value: Secret) -> Edit | None:
    """Returns the edit that fills a line which has the name already, but nothing or a placeholder behind it."""
    for field in text.fields:
        if field.name == name:
            start, end = text.offsets(field.span)
            return Edit(start=start, end=end, text=value, value=value)
    empty = re.search(rf"^[ \t]*(?:export[ \t]+)?{re.escape(name)}[ \t]*=[ \t]*(?=\r?$)", text.text, re.MULTILINE)
    return Edit(start=empty.end(), end=empty.end(), text=value) if empty else None
