"""What the server answers: one function for each message of the protocol."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from auditor.errors import AuditError
from auditor.lsp.code_actions import COMMAND, code_actions, referred
from auditor.lsp.editor_text import Position
from auditor.lsp.finding_diagnostics import hover_page, range_in, range_of
from auditor.lsp.fix_in_editor import Fix, divided, planned_fix
from auditor.lsp.open_document import path_of
from auditor.lsp.safe_protocol import harmless
from auditor.lsp.server import AuditServer, folders_of
from auditor.model.finding import FixKind
from auditor.wording.language import say

_MOST_DEBOUNCE = 10_000
"""Milliseconds."""


def add_features(server: AuditServer) -> None:
    """Connects the messages of the protocol with the server."""
    features: dict[str, Any] = {
        types.INITIALIZE: _initialize,
        types.INITIALIZED: _initialized,
        types.SHUTDOWN: _shutdown,
        types.EXIT: _exit,
        types.TEXT_DOCUMENT_DID_OPEN: _did_open,
        types.TEXT_DOCUMENT_DID_CHANGE: _did_change,
        types.TEXT_DOCUMENT_DID_SAVE: _did_save,
        types.TEXT_DOCUMENT_DID_CLOSE: _did_close,
        types.WORKSPACE_DID_CHANGE_WATCHED_FILES: _did_change_watched_files,
        types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: _did_change_workspace_folders,
        types.WORKSPACE_DID_CHANGE_CONFIGURATION: _did_change_configuration,
        types.TEXT_DOCUMENT_HOVER: _hover,
    }
    for name, answer in features.items():
        server.feature(name)(answer)
    actions = types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix])
    server.feature(types.TEXT_DOCUMENT_CODE_ACTION, actions)(_code_action)
    server.command(COMMAND)(_fix)


def _initialize(ls: AuditServer, params: types.InitializeParams) -> None:
    ls.speak(params.locale or "")
    options = params.initialization_options
    wanted = options.get("debounce") if isinstance(options, dict) else None
    if isinstance(wanted, (int, float)) and not isinstance(wanted, bool):
        ls.debounce = min(max(wanted, 0), _MOST_DEBOUNCE) / 1000
    ls.folders = folders_of(params)


async def _initialized(ls: AuditServer, _params: types.InitializedParams) -> None:
    await ls.set_folders(ls.folders)
    workspace = ls.client_capabilities.workspace
    watched = workspace.did_change_watched_files if workspace else None
    if watched and watched.dynamic_registration:
        everything = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher("**/*")])
        registration = types.Registration("watch", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, everything)
        await ls.client_register_capability_async(types.RegistrationParams([registration]))


def _shutdown(ls: AuditServer, _params: None) -> None:
    ls.was_shut_down = True


def _exit(ls: AuditServer, _params: None) -> None:
    ls.was_told_to_exit = True


def _did_open(ls: AuditServer, params: types.DidOpenTextDocumentParams) -> None:
    ls.open(params.text_document)


def _did_change(ls: AuditServer, params: types.DidChangeTextDocumentParams) -> None:
    ls.change(params)


async def _did_save(ls: AuditServer, params: types.DidSaveTextDocumentParams) -> None:
    uri = params.text_document.uri
    path = path_of(uri)
    await ls.run(lambda: ls.session.saved(uri))
    ls.audit_soon([uri], [path] if path else [], delay=0)


def _did_close(ls: AuditServer, params: types.DidCloseTextDocumentParams) -> None:
    ls.close(params.text_document.uri)


def _did_change_watched_files(ls: AuditServer, params: types.DidChangeWatchedFilesParams) -> None:
    paths = [path for change in params.changes if (path := path_of(change.uri)) is not None]
    ls.audit_soon((), [path for path in paths if ".git" not in path.parts], delay=ls.debounce)


async def _did_change_workspace_folders(ls: AuditServer, params: types.DidChangeWorkspaceFoldersParams) -> None:
    gone = {path_of(folder.uri) for folder in params.event.removed}
    added = [path for folder in params.event.added if (path := path_of(folder.uri)) is not None]
    await ls.set_folders([*(folder for folder in ls.session.folders if folder not in gone), *added])


def _did_change_configuration(ls: AuditServer, _params: types.DidChangeConfigurationParams) -> None:
    """Looks at the settings of the work trees again; those of the editor have none for us."""
    ls.audit_soon(list(ls.session.documents), delay=0)


async def _hover(ls: AuditServer, params: types.HoverParams) -> types.Hover | None:
    await ls.settle()
    place = Position(params.position.line, params.position.character)

    def page() -> types.Hover | None:
        found = list(ls.session.at(params.text_document.uri, place, place))
        if not found:
            return None
        text = "\n\n---\n\n".join(hover_page(page, shown.finding) for page, shown in found)
        return types.Hover(
            types.MarkupContent(types.MarkupKind.Markdown, text), range_in(found[0][0].text, found[0][1])
        )

    return await ls.run(page)


async def _code_action(ls: AuditServer, params: types.CodeActionParams) -> list[types.CodeAction]:
    only = params.context.only
    if only and not any(str(getattr(kind, "value", kind)) in {"", "quickfix"} for kind in only):
        return []
    await ls.settle()
    document = ls.client_capabilities.text_document
    asked = document.code_action if document else None
    shows_disabled = bool(asked and asked.disabled_support)
    return await ls.run(lambda: list(code_actions(ls.session, params, shows_disabled=shows_disabled)))


async def _fix(ls: AuditServer, reference: Any = None) -> None:
    """Fixes a finding; what goes wrong is shown, and never a reason for an error."""
    await ls.settle()
    try:
        fix = await ls.run(lambda: _planned(ls, reference))
    except AuditError as error:
        _tell(ls, harmless(error))
        return
    if fix is None:
        _tell(ls, say("this can't be fixed any more: the text has changed"))
        return
    try:
        said = await ls.run(fix.write)
        if fix.edits:
            said += await _edited(ls, fix)
    except AuditError as error:
        said = [harmless(error)]
    for text in said:
        _tell(ls, text)
    ls.audit_soon(list(fix.edits), [change.file for change in fix.on_disk], delay=0)


def _planned(ls: AuditServer, reference: object) -> Fix | None:
    found = referred(ls.session, reference)
    if found is None or (kind := found[1].finding.traits.fix) is None:
        return None
    page, shown = found
    plan = planned_fix(page, shown.finding)
    return divided(ls.session, page, plan, moves=kind is FixKind.MOVE) if plan.changes else None


async def _edited(ls: AuditServer, fix: Fix) -> list[str]:
    """Has the editor make the edits; returns what went wrong."""
    workspace = ls.client_capabilities.workspace
    if not (workspace and workspace.apply_edit):
        return [say("this editor takes no edits: save the file and run `backpack-audit fix --write`")]
    edits: list[Any] = []
    for uri, (document, replacements) in fix.edits.items():
        if ls.session.documents.get(uri) is not document:
            return [say("this can't be fixed any more: the text has changed")]
        changes = [types.TextEdit(range_of(one.extent), one.text) for one in replacements]
        edits.append(
            types.TextDocumentEdit(types.OptionalVersionedTextDocumentIdentifier(uri, document.version), changes)
        )
    takes_versions = workspace.workspace_edit and workspace.workspace_edit.document_changes
    edit = (
        types.WorkspaceEdit(document_changes=edits)
        if takes_versions
        else types.WorkspaceEdit(changes={one.text_document.uri: one.edits for one in edits})
    )
    answer = await ls.workspace_apply_edit_async(types.ApplyWorkspaceEditParams(edit, "backpack-audit"))
    return [] if answer.applied else [say("the editor did not make the edits")]


def _tell(ls: AuditServer, text: str) -> None:
    ls.window_show_message(types.ShowMessageParams(types.MessageType.Warning, f"backpack-audit: {text}"))
