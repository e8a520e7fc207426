"""Which actions an editor offers at a finding. No title and no argument of one holds a value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lsprotocol import types

from auditor.lsp.editor_text import Position
from auditor.lsp.finding_diagnostics import diagnostics_of, range_of
from auditor.lsp.fix_in_editor import planned_fix
from auditor.lsp.session import Page, Session, Shown
from auditor.lsp.write_ignore_comment import ignoring
from auditor.model.finding import FixKind
from auditor.redaction import redacted
from auditor.reporters._shared.sanitize import sentence
from auditor.wording.language import say

COMMAND = "backpack-audit.fix"
_TITLES = {
    FixKind.SWAP: "Exchange API key and API secret",
    FixKind.CANONICAL: "Write the value as the exchange writes it: padded base64",
    FixKind.MOVE: "Move the secret to .env",
    FixKind.GITIGNORE: "Add the file to .gitignore",
    FixKind.MODE: "Let only the owner read the file",
}
_PREFERRED = (FixKind.SWAP, FixKind.CANONICAL)


def code_actions(
    session: Session, params: types.CodeActionParams, *, shows_disabled: bool
) -> Iterator[types.CodeAction]:
    """Yields the actions for a stretch of a document.

    Args:
        session: The folders and documents.
        params: What the editor asks.
        shows_disabled: Whether it shows actions that are impossible, with the reason.
    """
    uri = params.text_document.uri
    start, end = params.range.start, params.range.end
    seen: set[tuple[object, ...]] = set()
    found = session.at(uri, Position(start.line, start.character), Position(end.line, end.character))
    for page, shown in found:
        identity = (shown.finding.rule_id, shown.finding.fingerprint, shown.location)
        if identity not in seen:
            seen.add(identity)
            yield from _actions(session, page, shown, shows_disabled=shows_disabled)


def _actions(session: Session, page: Page, shown: Shown, *, shows_disabled: bool) -> Iterator[types.CodeAction]:
    diagnostics = diagnostics_of(session, page._replace(shown=(shown,)))
    kind = shown.finding.traits.fix
    if kind is not None and page.tree.open[page.key].path is not None:
        title = say(_TITLES[kind])
        plan = planned_fix(page, shown.finding)
        if plan.changes:
            yield types.CodeAction(
                title=title,
                kind=types.CodeActionKind.QuickFix,
                diagnostics=diagnostics,
                is_preferred=kind in _PREFERRED or None,
                command=types.Command(title=title, command=COMMAND, arguments=[_reference(page, shown)]),
            )
        elif shows_disabled and plan.remarks:
            why = types.CodeActionDisabled(reason=redacted(sentence(plan.remarks[0].why)))
            yield types.CodeAction(
                title=title, kind=types.CodeActionKind.QuickFix, diagnostics=diagnostics, disabled=why
            )
    if shown.location != shown.finding.location:
        return
    if (insertion := ignoring(page.tree, page.key, page.text, shown.finding)) is not None:
        at = page.text.position(insertion.offset)
        edit = types.TextEdit(
            range=range_of(type(page.text.extent(shown.location.span))(at, at)), new_text=insertion.text
        )
        yield types.CodeAction(
            title=say("Ignore {code} here with a comment", code=shown.finding.rule_id),
            kind=types.CodeActionKind.QuickFix,
            diagnostics=diagnostics,
            edit=types.WorkspaceEdit(changes={page.uri: [edit]}),
        )


def _reference(page: Page, shown: Shown) -> dict[str, Any]:
    """Returns the command's argument: which finding, named by nothing that is secret."""
    return {
        "uri": page.uri,
        "rule": shown.finding.rule_id,
        "fingerprint": shown.finding.fingerprint,
        "line": shown.location.span.line,
    }


def referred(session: Session, reference: object) -> tuple[Page, Shown] | None:
    """Returns the finding that a command names, at the line that it names if there are several; None if it is gone."""
    if not isinstance(reference, dict) or not isinstance(reference.get("uri"), str):
        return None
    everything = session.at(reference["uri"], Position(0, 0), Position(1 << 40, 0))
    found = [
        (page, shown)
        for page, shown in everything
        if (shown.finding.rule_id, shown.finding.fingerprint) == (reference.get("rule"), reference.get("fingerprint"))
    ]
    line = reference.get("line")
    return min(found, key=lambda one: one[1].location.span.line != line, default=None)
