"""Tells which line of which `.gitignore` keeps a file out of git."""

from __future__ import annotations

import os
import re
from pathlib import Path

from auditor.fix.file_text import Edit, FileText
from auditor.fix.git_index import is_only_staged
from auditor.fix.source_context import is_source
from auditor.fix.workspace import Draft, Workspace
from auditor.model.location import Exposure
from auditor.model.secret import Secret
from auditor.rulebook.path_facts import path_facts
from auditor.sources.git.command import Git
from auditor.sources.git.ls_files import exposures
from auditor.sources.git.repository_root import repository_root

NAME = ".gitignore"
_NOTEBOOK = ".ipynb"
_SPECIAL = re.compile(r"[\\*?\[]|(?<!\s)\s++$")


def ignore(workspace: Workspace, draft: Draft) -> str:
    """Adds a file of credentials to the `.gitignore` of its repository; why not, else an empty text."""
    facts = path_facts(draft.path)
    if is_source(draft.now.document) or (facts.name.endswith(_NOTEBOOK) and not facts.live_config):
        return "it is source code, which belongs in git: remove the secret from it"
    if facts.documentation and not facts.live_config:
        return "by its name it is an example that is meant to be shared: remove the secret from it"
    return _name(workspace, draft.file)


def ensure_ignored(workspace: Workspace, file: Path) -> str:
    """Sees to it that git never adds a file, which need not exist yet; why that cannot be, else an empty text."""
    home = repository_root(str(file.parent))
    if home is None:
        return ""
    git, name = Git(home), _name_in(home, file)
    if exposures(git, [name])[name] is Exposure.TRACKED and is_only_staged(file):
        workspace.draft(file).unstage = True
    elif exposures(git, [name])[name] is Exposure.TRACKED:
        return f"git tracks {workspace.path_of(file)}: run `git rm --cached` on it first"
    if git.ask("check-ignore", "--quiet", "--no-index", "--", name).code == 0:
        return ""
    return _name(workspace, file)


def _name(workspace: Workspace, file: Path) -> str:
    home = repository_root(str(file.parent))
    if home is None:
        return "it is in no git repository any more"
    ignoring = Path(home, NAME)
    if ignoring.is_symlink():
        return f"{NAME} is a link, which git does not follow"
    draft = workspace.draft(ignoring)
    if draft.locked:
        return f"{NAME} cannot be edited: {draft.locked}"
    line = pattern(_name_in(home, file))
    if line not in draft.now.text.splitlines():
        draft.now = with_line(draft.now, line)
        draft.done.append(f"ignores {workspace.path_of(file)}")
    return ""


def _name_in(home: str, file: Path) -> str:
    """Returns the path of a file in its repository; of a link, its own and not that of what it leads to."""
    return Path(os.path.relpath(os.path.realpath(file.parent), os.path.realpath(home)), file.name).as_posix()


def pattern(name: str) -> str:
    """Returns the pattern that matches one file alone (gitignore(5)); the slash also keeps `#` and `!` from meaning anything."""
    return "/" + _SPECIAL.sub(lambda match: "".join(f"\\{character}" for character in match[0]), name)


def with_line(text: FileText, line: str) -> FileText:
    """Returns the text with a line more at its end, with the line end that it uses."""
    end = text.line_end
    begin = "" if not text.text or text.text.endswith("\n") else end
    at = len(text.text)
    return text.edited([Edit(start=at, end=at, text=Secret(f"{begin}{line}{end}"))])
