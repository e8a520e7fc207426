"""Fixes one finding: the open document by an edit that the editor makes, other files on the disk.

The plan is that of `backpack-audit fix`, made on the texts as they are in the editor.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import NamedTuple

from auditor.audits.fix import write
from auditor.fix.change import Change
from auditor.fix.plan import Plan, plan_of
from auditor.fix.problem import scene_of
from auditor.lsp.editor_text import EditorText, Extent
from auditor.lsp.open_document import OpenDocument
from auditor.lsp.session import Page, Session
from auditor.model.finding import Finding, FixKind
from auditor.vocabulary.vocabulary import builtin


class Replacement(NamedTuple):
    """A stretch of a document that gives way to another text, which may hold a secret: it goes to the editor alone."""

    extent: Extent
    text: str


class Fix(NamedTuple):
    """What settles a finding."""

    edits: Mapping[str, tuple[OpenDocument, tuple[Replacement, ...]]]
    """What the editor has to change, by address."""
    on_disk: tuple[Change, ...]
    """What is written to files."""
    moves: bool

    def write(self) -> list[str]:
        """Writes the files; returns what was done with the index of git, in words.

        Raises:
            OutputError: a file has changed since, or cannot be written.
        """
        return write(Plan(changes=self.on_disk, remarks=(), left=()), index=self.moves)


def planned_fix(page: Page, finding: Finding) -> Plan:
    """Plans what settles one finding, and writes nothing.

    Args:
        page: The document in which the finding is shown.
        finding: The finding.
    """
    tree = page.tree
    judged = tree.judged[_primary_key(page, finding)]
    wanted = [one for one in judged.findings if _belongs(one, finding)]
    texts = {os.path.realpath(one.path): one.data for one in tree.open.values() if one.path}
    settings = tree.settings
    return plan_of(
        scene_of(judged.evidence, wanted),
        settings.root,
        builtin().extended(settings.configuration.names),
        texts=texts,
    )


def divided(session: Session, page: Page, plan: Plan, *, moves: bool) -> Fix:
    """Divides a plan into what the editor and what this program writes.

    A document that is open and saved is left to the disk where it is not the one with the finding: so a secret that
    moves to `.env` goes from file to file, and not through the editor.

    Args:
        session: The folders and documents.
        page: The document in which the finding is shown.
        plan: The plan.
        moves: Whether a secret is moved.
    """
    edits: dict[str, tuple[OpenDocument, tuple[Replacement, ...]]] = {}
    on_disk: list[Change] = []
    opened = {document.path: document for document in session.documents.values() if document.path}
    for change in plan.changes:
        document = session.documents.get(page.uri)
        real = os.path.realpath(change.file)
        if document is None or str(document.path) != real:
            document = next((one for path, one in opened.items() if str(path) == real), None)
            if document is not None and is_saved(document):
                document = None
        if change.content is None or document is None:
            on_disk.append(change)
        else:
            edits[document.uri] = document, tuple(_replacements(document.text, change.content.data.decode()))
            if change.mode is not None and os.path.exists(real):  # noqa: PTH110 - as the plan has it
                os.chmod(real, change.mode)  # noqa: PTH101 - as above
    return Fix(edits, tuple(on_disk), moves)


def is_saved(document: OpenDocument) -> bool:
    """Returns whether the disk has the text of a document."""
    try:
        return document.path is not None and document.path.read_bytes().decode("utf-8-sig") == document.text.text
    except (OSError, ValueError):
        return False


def _primary_key(page: Page, finding: Finding) -> str:
    judged = page.tree.judged
    return next(key for key in (page.key, *judged) if key in judged and finding in judged[key].findings)


def _belongs(one: Finding, finding: Finding) -> bool:
    """Returns whether a finding is settled, or has a say, when another is."""
    kind = finding.traits.fix
    places = {finding.location, *(related.location for related in finding.related)}
    if kind is FixKind.SWAP and one.traits.fix is FixKind.CANONICAL and one.location in places:
        return True
    return (one.location, one.field) == (finding.location, finding.field) and one.traits.fix in (None, kind)


def _replacements(text: EditorText, after: str) -> Iterator[Replacement]:
    """Yields the stretches in which a text differs, as short as they are: nothing else is sent to the editor."""
    before = text.data.decode("utf-8")
    shift = len(before) - len(before.removeprefix("\ufeff"))
    old, new = before[shift:].splitlines(keepends=True), after.removeprefix("\ufeff").splitlines(keepends=True)
    offsets = [shift]
    for line in old:
        offsets.append(offsets[-1] + len(line))
    for tag, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        pairs = [("".join(old[start:end]), "".join(new[new_start:new_end]), offsets[start])]
        if end - start == new_end - new_start:
            pairs = list(zip(old[start:end], new[new_start:new_end], offsets[start:end], strict=True))
        for was, now, at in pairs:
            head = _shared(was, now)
            tail = _shared(was[head:][::-1], now[head:][::-1])
            extent = Extent(text.position(at + head), text.position(at + len(was) - tail))
            yield Replacement(extent, now[head : len(now) - tail])


def _shared(one: str, other: str) -> int:
    """Returns how many characters two texts begin with together."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
