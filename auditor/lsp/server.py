"""The server: takes what the editor says, waits until typing pauses, and shows what is found.

Messages are read in the thread of the event loop; audits run in one other thread, and scans of work trees in a third.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from lsprotocol import types
from pygls.exceptions import FeatureRequestError, JsonRpcException
from pygls.lsp.server import LanguageServer

from auditor._version import __version__
from auditor.collection.collect import Gathered
from auditor.errors import AuditError
from auditor.languages.read_language import read_language
from auditor.lsp.editor_text import UTF_16, EditorText, Extent, Position
from auditor.lsp.finding_diagnostics import diagnostics_of, problem_diagnostic, uri_of_problem
from auditor.lsp.open_document import OpenDocument, is_audited, path_of
from auditor.lsp.safe_protocol import SafeProtocol, harmless, silence_logs
from auditor.lsp.session import Page, Session
from auditor.lsp.work_tree import WorkTree
from auditor.model.request import AuditRequest
from auditor.wording.language import Language, speaking

T = TypeVar("T")
DEBOUNCE = 0.15
"""Seconds without a change after which a document is audited."""
_LONGEST_WAIT = 1.0
"""Seconds after which it is audited although somebody types on."""


class AuditServer(LanguageServer):
    """One editor's server."""

    def __init__(self, request: AuditRequest, *, language_of: Callable[[str], str], debounce: float = DEBOUNCE) -> None:
        """Takes the options of the command line.

        Args:
            request: Which rules and settings apply; what is scanned is the editor's business.
            language_of: Returns the language of messages for the locale of the editor; empty for English.
            debounce: Seconds without a change after which a document is audited.
        """
        silence_logs()
        super().__init__("backpack-audit", __version__, protocol_cls=SafeProtocol)
        self.session = Session(request)
        self.language_of = language_of
        self.language: Language | None = None
        self.debounce = debounce
        self.folders: list[Path] = []
        """Those that the editor opened with."""
        self.was_shut_down = self.was_told_to_exit = False
        self._auditor = ThreadPoolExecutor(1, "audit")
        self._scanner = ThreadPoolExecutor(1, "scan")
        self._waiting: dict[str, None] = {}
        self._touched: dict[Path, None] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._since = 0.0
        self._is_auditing = False
        self._scanning: set[WorkTree] = set()
        self._shown: dict[str, list[types.Diagnostic]] = {}
        self._problems: dict[str, types.Diagnostic] = {}
        self._tasks: set[asyncio.Future[Any]] = set()

    def serve(self, source: BinaryIO, sink: BinaryIO) -> None:
        """Serves one editor until it says `exit` or goes away."""
        self.start_io(source, sink)
        self.finish()

    def finish(self) -> None:
        """Waits for the audit that is running, so that no file is left half written, and starts no other."""
        self._scanner.shutdown(wait=False, cancel_futures=True)
        self._auditor.shutdown(wait=True, cancel_futures=True)

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Says that something failed, and nothing of what it was about; a failed request has its answer."""
        if source is not FeatureRequestError:
            # What is raised before a handler has the message: it is no JSON, or no message.
            is_theirs = isinstance(error, JsonRpcException) or source is JsonRpcException
            self.say("a message of the editor could not be read" if is_theirs else harmless(error))

    def say(self, text: str, kind: types.MessageType = types.MessageType.Error) -> None:
        """Shows a sentence in the editor's log."""
        self.window_log_message(types.LogMessageParams(kind, f"backpack-audit: {text}"))

    def speak(self, locale: str) -> None:
        """Chooses the language of messages.

        Args:
            locale: The language of the editor's own texts; empty where it does not say.
        """
        code = self.language_of(locale)
        self.language = read_language(code) if code else None

    @property
    def units(self) -> str:
        """Returns what positions count."""
        chosen = self.workspace.position_encoding
        return getattr(chosen, "value", chosen) or UTF_16

    def open(self, item: types.TextDocumentItem) -> None:
        """Takes a document that was opened."""
        if is_audited(item.uri):
            text = EditorText(item.text, self.units)
            self.session.documents[item.uri] = OpenDocument(item.uri, item.version, item.language_id, text)
            self.audit_soon([item.uri], delay=0)

    def change(self, params: types.DidChangeTextDocumentParams) -> None:
        """Takes the changes of a document."""
        uri = params.text_document.uri
        if (document := self.session.documents.get(uri)) is None:
            return
        text = document.text
        for change in params.content_changes:
            where = getattr(change, "range", None)
            extent = Extent(_position(where.start), _position(where.end)) if where else None
            text = text.replaced(extent, change.text)
        changed = OpenDocument(uri, params.text_document.version, document.language, text)
        self.session.documents[uri] = changed
        self.audit_soon([uri], delay=self.debounce)

    def close(self, uri: str) -> None:
        """Forgets a document; from now on its file counts."""
        if self.session.documents.pop(uri, None) is not None:
            self._show(uri, None, [])
            self.audit_soon([uri], delay=0)

    def audit_soon(self, uris: Iterable[str] = (), paths: Iterable[Path] = (), *, delay: float) -> None:
        """Audits what has changed after a while in which nothing else does."""
        loop = asyncio.get_running_loop()
        if not self._waiting and not self._touched:
            self._since = loop.time()
        self._waiting |= dict.fromkeys(uris)
        self._touched |= dict.fromkeys(paths)
        if self._timer:
            self._timer.cancel()
        left = max(0.0, self._since + _LONGEST_WAIT - loop.time())
        self._timer = loop.call_later(min(delay, left), self._audit_now)

    def _audit_now(self) -> None:
        self._timer = None
        if self._waiting or self._touched:
            self.later(self._audit())

    async def _audit(self) -> None:
        """Audits what waits, one round after the other; what comes meanwhile waits for its own pause."""
        if self._is_auditing:
            return
        self._is_auditing = True
        try:
            while (self._waiting or self._touched) and self._timer is None:
                await self._audit_waiting()
        finally:
            self._is_auditing = False

    async def _audit_waiting(self) -> None:
        uris, self._waiting = [*self._waiting], {}
        paths, self._touched = [*self._touched], {}
        await self.show(await self.run(lambda: self._with_diagnostics(self.session.refresh(uris, paths))))

    async def settle(self) -> None:
        """Audits what waits without a pause: the answer to a request is about the text as it is now."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if self._waiting or self._touched:
            await self._audit_waiting()

    def _with_diagnostics(self, pages: Iterable[Page]) -> list[tuple[Page, list[types.Diagnostic]]]:
        return [(page, diagnostics_of(self.session, page)) for page in pages]

    async def set_folders(self, folders: Iterable[Path]) -> None:
        """Takes the folders of the workspace."""
        named = [*folders]

        def take() -> list[tuple[Page, list[types.Diagnostic]]]:
            self.session.set_folders(named)
            return self._with_diagnostics([*self.session.close_lost_trees(), *self.session.judge()])

        await self.show(await self.run(take))

    async def run(self, job: Callable[[], T]) -> T:
        """Runs a job in the thread of audits, in the reader's language."""

        def spoken_job() -> T:
            with speaking(self.language):
                return job()

        return await asyncio.get_running_loop().run_in_executor(self._auditor, spoken_job)

    def later(self, task: Any) -> None:
        """Runs a coroutine, and says so if it fails."""
        future = asyncio.ensure_future(task)
        self._tasks.add(future)
        future.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Future[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self.say(harmless(error))

    async def show(self, found: Iterable[tuple[Page, list[types.Diagnostic]]]) -> None:
        """Publishes what was found, and scans the work trees that have to be scanned."""
        for page, diagnostics in found:
            document = self.session.documents.get(page.uri)
            if document is not None and document.version != page.version:
                continue  # It has changed since, and is waiting already.
            self._show(page.uri, page.version, diagnostics)
        self._show_problems()
        for tree in self.session.unscanned - self._scanning:
            self._scanning.add(tree)
            self.later(self._scan(tree))

    def _show(self, uri: str, version: int | None, diagnostics: list[types.Diagnostic]) -> None:
        if version is None and self._shown.get(uri, []) == diagnostics:
            return
        self._shown[uri] = diagnostics
        if not diagnostics:
            del self._shown[uri]
        problem = [self._problems[uri]] if uri in self._problems else []
        self.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(uri=uri, version=version, diagnostics=[*problem, *diagnostics])
        )

    def _show_problems(self) -> None:
        found: dict[str, types.Diagnostic] = {}
        for tree in self.session.trees:
            if tree.problem is not None:
                found[uri_of_problem(tree.problem) or ""] = problem_diagnostic(tree.problem)
        before, self._problems = self._problems, found
        for uri in {uri for uri in {*before, *found} if before.get(uri) != found.get(uri)}:
            if not uri:
                self.say(found[uri].message if uri in found else "the settings are right again")
                continue
            diagnostics = [*([found[uri]] if uri in found else []), *self._shown.get(uri, [])]
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri=uri, diagnostics=diagnostics))

    async def _scan(self, tree: WorkTree) -> None:
        """Scans a work tree, and joins what it holds with the open documents."""
        self.session.unscanned.discard(tree)
        try:
            gathered = await asyncio.get_running_loop().run_in_executor(self._scanner, tree.scan)
        except AuditError as error:
            self.say(harmless(error))
            return
        finally:
            self._scanning.discard(tree)
        await self.show(await self.run(lambda: self._adopted(tree, gathered)))

    def _adopted(self, tree: WorkTree, gathered: Gathered) -> list[tuple[Page, list[types.Diagnostic]]]:
        tree.adopt(gathered)
        return self._with_diagnostics(self.session.judge())


def folders_of(params: types.InitializeParams) -> list[Path]:
    """Returns the folders of the workspace that an editor opens with."""
    named = [folder.uri for folder in params.workspace_folders or ()] or ([params.root_uri] if params.root_uri else [])
    found = [path for uri in named if (path := path_of(uri)) is not None]
    return found or ([Path(params.root_path)] if params.root_path else [])


def _position(position: types.Position) -> Position:
    return Position(position.line, position.character)
