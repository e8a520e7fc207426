"""Tells which literal secrets of a file are moved into `.env`, and why the others are not."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from auditor.fix.canonical import bytes_of, canonical
from auditor.fix.file_text import FileText, reads_as_meant
from auditor.fix.move_to_env import compose, env_file, javascript, python
from auditor.fix.move_to_env.env_loader import Loader, folders_between, node_loader, other_loader, python_loader
from auditor.fix.move_to_env.source_literal import Reference, SourceLiteral
from auditor.fix.problem import CHANGED, Problem, Unfixed
from auditor.fix.workspace import Draft, Workspace
from auditor.model.finding import Finding, FixKind
from auditor.model.material import Encoding, Kind, Material, Role
from auditor.rulebook.path_facts import path_facts
from auditor.sources.git.repository_root import repository_root

Language = Callable[[SourceLiteral], Reference | str]
_LANGUAGES: Mapping[tuple[str, ...], Language] = {
    (".py", ".pyw"): python.reference,
    (".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx"): javascript.reference,
}


def moved(workspace: Workspace, draft: Draft, problems: Sequence[Problem]) -> tuple[list[Finding], list[Unfixed]]:
    """Moves what can be moved out of a draft; what that settles, and what is left and why."""
    settled: list[Finding] = []
    remarks: list[Unfixed] = []
    for problem in problems:
        leaks = problem.to_fix(FixKind.MOVE)
        if not leaks:
            continue
        finding = leaks[0]
        why = finding.traits.by_hand or _moved(workspace, draft, problem.evidence.material)
        if why:
            remarks.append(Unfixed.on(finding, why))
        else:
            settled.append(finding)
    return settled, remarks


def _moved(workspace: Workspace, draft: Draft, wanted: Material) -> str:
    """Moves one secret; why it cannot be, else an empty text. A swap may have put it into another field by now."""
    language = _language(draft.path.lower(), _folders(workspace, draft))
    if isinstance(language, str):
        return language
    material = next((one for one in draft.now.materials if _is_same(one, wanted)), None)
    if material is None:
        return CHANGED
    if material.encoding is not Encoding.BASE64 or material.flaws or material.kind is not Kind.ED25519:
        return "it is not written as the exchange writes it, which has to be settled first"
    if material.role is not Role.API_SECRET:
        return "it is in no field of a secret, which has to be settled first"
    start, end = draft.now.offsets(material.span)
    line = f"line {wanted.span.line}"
    loader = _loader(workspace, draft)
    literal = SourceLiteral(
        name=line,
        text=draft.now,
        material=material,
        start=start,
        end=end,
        loads=loader is not None and loader.is_library,
    )
    reference = language(literal)
    if isinstance(reference, str):
        return reference
    why = _referred(workspace, draft, literal, reference)
    if not why and loader is not None:
        _tell_loader(draft, loader)
    return why


def _loader(workspace: Workspace, draft: Draft) -> Loader | None:
    """Returns what gives the variables of `.env` to the program; None for compose, which reads it by itself."""
    if path_facts(draft.path).purpose == "compose":
        return None
    find = python_loader if draft.path.lower().endswith((".py", ".pyw")) else node_loader
    return find(_folders(workspace, draft))


def _folders(workspace: Workspace, draft: Draft) -> tuple[Path, ...]:
    file = Path(os.path.realpath(draft.file))
    return folders_between(file, Path(os.path.realpath(repository_root(str(file.parent)) or workspace.root)))


def _tell_loader(draft: Draft, loader: Loader) -> None:
    """Says what loads `.env`, or what to add so that something does."""
    if loader.name:
        said = f"{loader.name} loads {env_file.NAME}"
    elif draft.path.lower().endswith((".py", ".pyw")):
        said = (
            f"nothing loads {env_file.NAME} yet: pip install python-dotenv, and add these two lines at the top: "
            "`from dotenv import load_dotenv` and `load_dotenv()`"
        )
    else:
        said = (
            f"nothing loads {env_file.NAME} yet: start it with `node --env-file={env_file.NAME}`, or npm install dotenv and "
            'add at the top: `import "dotenv/config"`'
        )
    if said not in draft.done:
        draft.done.append(said)


def _is_same(one: Material, wanted: Material) -> bool:
    """Returns whether it is the secret that was found: where it was found, or, after a swap, in the field where it belongs."""
    return one.token == wanted.token and (one.role is Role.API_SECRET or one.span == wanted.span)


def _language(path: str, folders: tuple[Path, ...]) -> Language | str:
    """Returns what knows how a file refers to the environment; or why nothing does."""
    facts = path_facts(path)
    if facts.live_config:
        return "git tracks this file of credentials: run `git rm --cached` on it and add it to .gitignore"
    if facts.purpose == "compose":
        return compose.reference
    known = (language for endings, language in _LANGUAGES.items() if path.endswith(endings))
    name = Path(path).suffix or facts.name
    if language := next(known, None):
        return language
    loader = other_loader(folders)
    loaded = f" ({loader} loads {env_file.NAME} in this project)" if loader else ""
    return f"no reference to the environment is known for {name}: move it by hand{loaded}"


def _referred(workspace: Workspace, draft: Draft, literal: SourceLiteral, reference: Reference) -> str:
    is_compose = path_facts(draft.path).purpose == "compose"
    file = env_file.env_file(workspace, draft.file, same_folder=is_compose, package=_package(workspace, draft))
    if file.is_symlink():
        # In somebody else's repository it could lead anywhere.
        return f"{env_file.NAME} is a link: put the secret where it leads by hand"
    target = workspace.draft(file)
    if target.locked:
        return f"{env_file.NAME} cannot be edited: {target.locked}"
    return _written(workspace, draft, target, (literal, reference))


def _package(workspace: Workspace, draft: Draft) -> Path | None:
    """Returns the nearest folder with a package.json around a script: where Node.js is started, and dotenv looks."""
    if draft.path.lower().endswith((".py", ".pyw")):
        return None
    return next((one for one in _folders(workspace, draft) if (one / "package.json").is_file()), None)


def _written(workspace: Workspace, draft: Draft, target: Draft, what: tuple[SourceLiteral, Reference]) -> str:
    """Puts the secret into the one draft and the reference into the other, both or neither."""
    literal, reference = what
    token, field = literal.material.token, literal.text.field_at(literal.material.span)
    value = bytes_of(field, literal.material) if field else None
    if value is None or token is None:
        return CHANGED
    name = env_file.name_for(target.now, token, asked=reference.name, wanted=literal.material.name)
    edits = reference.edits(name)
    after = draft.now.edited(edits)
    filled = env_file.with_secret(target.now, name, canonical(value, twice=False), token)
    if filled is None or not reads_as_meant(draft.now, after, edits) or _holds(after, token, literal):
        return "the file would not read as it should afterwards"
    if why := env_file.keep(workspace, target):
        return why
    if filled is not target.now:
        target.done.append(f"takes {name}")
    draft.now, target.now = after, filled
    draft.done.append(f"{literal.name}: refers to {name} in {target.path}")
    return ""


def _holds(after: FileText, token: bytes, literal: SourceLiteral) -> bool:
    """Returns whether the text still holds the secret as often as before."""
    before = sum(material.token == token for material in literal.text.materials)
    return sum(material.token == token for material in after.materials) >= before
