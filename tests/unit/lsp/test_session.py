"""What a session says of documents and work trees, without a wire: the same as a scan of what the editor has."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from repositories import Repository

from auditor.classification.sample_keys import expand
from auditor.lsp.code_actions import referred
from auditor.lsp.editor_text import EditorText, Position
from auditor.lsp.fix_in_editor import divided, planned_fix
from auditor.lsp.open_document import OpenDocument
from auditor.lsp.session import Page, Session
from auditor.lsp.write_ignore_comment import ignoring
from auditor.model.finding import Finding, FixKind
from auditor.model.location import Reach
from auditor.model.request import AuditRequest
from auditor.pipeline import audit

PAIR = expand("BACKPACK_API_KEY={{ a.key }}\nBACKPACK_API_SECRET={{ a.secret }}\n")
SWAP = expand("BACKPACK_API_KEY={{ a.secret }}\nBACKPACK_API_SECRET={{ a.key }}\n")
START, END = Position(0, 0), Position(10_000, 0)


class Editor:
    """A session with what it has said last of each document."""

    def __init__(self, *folders: Path, request: AuditRequest | None = None) -> None:
        self.session = Session(request or AuditRequest())
        self.pages: dict[str, Page] = {}
        self.session.set_folders(folders)
        self.scan()

    def scan(self) -> None:
        for tree in list(self.session.unscanned):
            self.session.unscanned.discard(tree)
            tree.adopt(tree.scan())
        self._take(self.session.judge())

    def _take(self, pages: list[Page]) -> None:
        self.pages |= {page.uri: page for page in pages}

    def open(self, path: Path | str, text: str, language: str = "plaintext", version: int = 1) -> str:
        uri = path.as_uri() if isinstance(path, Path) else path
        self.session.documents[uri] = OpenDocument(uri, version, language, EditorText(text))
        self._take(self.session.refresh([uri]))
        self.scan()
        return uri

    def close(self, uri: str) -> None:
        del self.session.documents[uri]
        self._take(self.session.refresh([uri]))

    def changed(self, *paths: Path) -> None:
        self._take(self.session.refresh([], paths))
        self.scan()

    def codes(self, uri: str) -> list[str]:
        page = self.pages.get(uri)
        return sorted(shown.finding.rule_id for shown in page.shown) if page else []

    def finding(self, uri: str, kind: FixKind) -> tuple[Page, Finding]:
        page = self.pages[uri]
        return page, next(shown.finding for shown in page.shown if shown.finding.traits.fix is kind)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = tmp_path / "tree"
    folder.mkdir()
    git(folder, "init", "--quiet")
    (folder / ".gitignore").write_text(".env\n")
    git(folder, "add", "--all")
    commit(folder)
    return folder.resolve()


def git(folder: Path, *arguments: str) -> None:
    Repository(folder).git(*arguments)


def commit(folder: Path) -> None:
    git(folder, "commit", "--quiet", "--message", "x")


def test_every_file_has_what_a_scan_says_of_it(tree: Path) -> None:
    texts = {
        "bots/a.py": expand("# api.backpack.exchange\nsecret = '{{ a.secret }}'\n"),
        "bots/package.json": "{}",
        "bots/b.env": expand("API_SECRET={{ b.secret }}\n"),
        "key.txt": expand("backpack key {{ b.key }}\n"),
        "c.env": SWAP,
        "other.py": expand("AWS = 'AKIA{{ a.secret | base32 }}'\n")[:40],
    }
    for name, text in texts.items():
        (tree / name).parent.mkdir(exist_ok=True)
        (tree / name).write_text(text)
    git(tree, "add", "bots")
    commit(tree)
    scanned = sorted(
        (one.location.path, one.rule_id, one.fingerprint) for one in audit(AuditRequest(paths=(tree,))).active
    )
    on_disk = Editor(tree)
    assert sorted(shown(on_disk, tree)) == scanned
    for name in texts:
        (tree / name).write_text("")
    in_editor = Editor(tree)
    assert shown(in_editor, tree) == []
    for name, text in texts.items():
        in_editor.open(tree / name, text)
    assert [one[:2] for one in sorted(shown(in_editor, tree))] == [one[:2] for one in scanned]


def shown(editor: Editor, root: Path) -> list[tuple[str, str, str]]:
    return [
        (finding.location.path, finding.rule_id, finding.fingerprint)
        for page in editor.pages.values()
        for finding, location in page.shown
        if location == finding.location and page.tree.folder == root
    ]


def test_a_swap_over_two_files_is_in_both_until_it_is_gone(tree: Path) -> None:
    (tree / "a.env").write_text(SWAP.splitlines()[0])
    (tree / "b.env").write_text(SWAP.splitlines()[1])
    editor = Editor(tree)
    first, second = (tree / "a.env").as_uri(), (tree / "b.env").as_uri()
    assert "BPK201" in editor.codes(first)
    assert editor.codes(second) == ["BPK201"]
    editor.open(tree / "b.env", "BACKPACK_API_SECRET=\n")
    assert "BPK201" not in editor.codes(first)
    assert editor.codes(second) == []
    editor.close(second)
    assert "BPK201" in editor.codes(first)
    assert editor.codes(second) == ["BPK201"]
    (tree / "b.env").unlink()
    editor.changed(tree / "b.env")
    assert editor.codes(second) == []
    assert "BPK201" not in editor.codes(first)


def test_what_a_file_of_the_project_says_counts_at_once(tree: Path) -> None:
    text = expand("API_SECRET={{ b.secret }}\n")
    editor = Editor(tree)
    uri = editor.open(tree / "settings.env", text)
    assert editor.codes(uri) == []
    other = editor.open(tree / "bot.py", "requests.get('https://api.backpack.exchange/api/v1/capital')\n")
    assert "BPK401" in editor.codes(uri)
    editor.close(other)
    assert editor.codes(uri) == []


def test_the_settings_of_the_tree_are_honoured_and_watched(tree: Path) -> None:
    editor = Editor(tree)
    uri = editor.open(tree / "a.env", SWAP)
    assert "BPK201" in editor.codes(uri)
    configuration = tree / ".backpack-audit.yaml"
    configuration.write_text("ignore: [BPK201, BPK4]\n")
    editor.changed(configuration)
    assert editor.codes(uri) == []
    configuration.write_text("exclude: ['*.env']\n")
    editor.changed(configuration)
    assert editor.codes(uri) == []
    configuration.write_text("ignore: [nonsense\n")
    editor.changed(configuration)
    assert problems(editor) == 1
    assert "BPK201" in editor.codes(uri)
    configuration.unlink()
    editor.changed(configuration)
    assert problems(editor) == 0
    (tree / "a.env").write_text(SWAP)
    command = [sys.executable, "-m", "auditor", "baseline", "create", "."]
    subprocess.run(command, cwd=tree, check=False, capture_output=True)
    editor.changed(tree / ".backpack-audit.baseline.json")
    assert editor.codes(uri) == []


def problems(editor: Editor) -> int:
    return sum(tree.problem is not None for tree in editor.session.trees)


def test_how_far_a_value_got_follows_the_repository(tree: Path) -> None:
    editor = Editor(tree)
    text = expand("# api.backpack.exchange\nBACKPACK_API_SECRET = '{{ a.secret }}'\n")
    (tree / "bot.py").write_text("#\n")
    git(tree, "add", "bot.py")
    commit(tree)
    uri = editor.open(tree / "bot.py", text)
    assert [one.finding.reach for one in editor.pages[uri].shown] == [Reach.MACHINE] * len(editor.pages[uri].shown)
    (tree / "bot.py").write_text(text)
    git(tree, "add", "bot.py")
    commit(tree)
    editor.session.saved(uri)
    editor.open(tree / "bot.py", text, version=2)
    assert {one.finding.reach for one in editor.pages[uri].shown} == {Reach.LOCAL}
    assert "BPK102" in editor.codes(uri)


def test_documents_without_a_file_and_outside_every_repository(tree: Path, tmp_path: Path) -> None:
    editor = Editor(tree)
    uri = editor.open("untitled:Untitled-1", expand("backpack_secret = '{{ c.secret }}'\n"), "python")
    assert editor.codes(uri) == ["BPK102"]
    alone = tmp_path / "alone" / ".env"
    alone.parent.mkdir()
    (alone.parent / "never.env").write_text(SWAP)
    lone = editor.open(alone, SWAP)
    assert "BPK201" in editor.codes(lone)
    assert (alone.parent / "never.env").as_uri() not in editor.pages
    editor.close(uri)
    assert editor.codes(uri) == []
    fresh = Editor()
    assert fresh.codes(fresh.open("untitled:Untitled-1", PAIR, "dotenv")) == ["BPK101"]


def test_an_ignored_file_counts_while_it_is_open(tree: Path) -> None:
    (tree / ".gitignore").write_text(".env\nbuild/\n")
    (tree / "build").mkdir()
    (tree / "build/x.json").write_text("{}")
    editor = Editor(tree)
    uri = editor.open(
        tree / "build/x.json", expand('{"backpack": {"apiKey": "{{ a.secret }}", "apiSecret": "{{ a.key }}"}}')
    )
    assert "BPK201" in editor.codes(uri)
    editor.close(uri)
    assert editor.codes(uri) == []
    store = editor.open(tree / ".env", PAIR)
    assert "BPK101" not in editor.codes(store)


def test_two_roots_and_one_that_is_closed(tree: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "k.env").write_text(SWAP)
    (tree / "k.env").write_text(SWAP)
    editor = Editor(tree, other)
    uri = (other / "k.env").as_uri()
    assert "BPK201" in editor.codes(uri)
    editor.session.set_folders([tree])
    pages = editor.session.close_lost_trees()
    assert [(page.uri, page.shown) for page in pages] == [(uri, ())]
    assert [one.folder for one in editor.session.trees] == [tree]


@pytest.mark.parametrize(
    ("name", "text", "comment"),
    [
        ("a.env", "X=1\nBACKPACK_API_SECRET={{ a.secret }}\n", "# "),
        ("a.py", "# api.backpack.exchange\ndef f():\r\n    SECRET = '{{ a.secret }}'\r\n", "    # "),
        ("a.ts", "// api.backpack.exchange\nconst apiSecret = '{{ a.secret }}';\n", "// "),
        ("a.yaml", "backpack:\n  api_secret: {{ a.secret }}\n", "  # "),
        ("a.sql", "INSERT INTO k (backpack_api_secret) VALUES ('{{ a.secret }}');\n", "-- "),
        ("a.ini", "[backpack]\napi_secret = {{ a.secret }}\n", "; "),
        ("a.md", "# Backpack\n\nbackpack api secret: {{ a.secret }}\n", "<!-- "),
        ("a.jsonc", '{\n  "backpack": {"api_secret": "{{ a.secret }}"}\n}\n', "  // "),
        ("a.json", '{"backpack": {"api_secret": "{{ a.secret }}"}}\n', None),
        ("a.csv", "name,backpack_api_secret\nmain,{{ a.secret }}\n", None),
    ],
)
def test_a_comment_ignores_in_the_language_of_the_file(tree: Path, name: str, text: str, comment: str | None) -> None:
    editor = Editor(tree)
    text = expand(text)
    uri = editor.open(tree / name, text)
    page = editor.pages[uri]
    assert page.shown
    found = ignoring(page.tree, page.key, page.text, page.shown[0].finding)
    if comment is None:
        assert found is None
        return
    assert found is not None
    assert found.text.startswith(comment)
    assert found.text.endswith("\r\n") is ("\r\n" in text.splitlines(keepends=True)[0])
    code = page.shown[0].finding.rule_id
    editor.open(tree / name, text[: found.offset] + found.text + text[found.offset :], version=2)
    assert code not in editor.codes(uri)


def test_a_comment_goes_behind_a_value_where_a_line_above_would_be_in_a_text(tree: Path) -> None:
    editor = Editor(tree)
    text = expand('URL = "https://api.backpack.exchange"\nTEXT = """\nbackpack_api_secret={{ a.secret }}\n"""\n')
    uri = editor.open(tree / "a.py", text)
    page = editor.pages[uri]
    found = ignoring(page.tree, page.key, page.text, page.shown[0].finding)
    assert found is None or page.shown[0].finding.rule_id not in codes_after(editor, tree / "a.py", text, found)


def codes_after(editor: Editor, path: Path, text: str, found: tuple[int, str]) -> list[str]:
    return editor.codes(editor.open(path, text[: found[0]] + found[1] + text[found[0] :], version=9))


def apply(editor: Editor, uri: str, kind: FixKind) -> tuple[str, list[str]]:
    """Returns the document after a fix, and what was sent to the editor for it."""
    page, finding = editor.finding(uri, kind)
    fix = divided(editor.session, page, planned_fix(page, finding), moves=kind is FixKind.MOVE)
    fix.write()
    document, replacements = fix.edits.get(uri, (editor.session.documents[uri], ()))
    text = document.text
    for one in sorted(replacements, reverse=True):
        text = text.replaced(one.extent, one.text)
    return text.text, [one.text for one in replacements]


@pytest.mark.parametrize("head", ["", "\ufeff", "# 😀\r\n", "# a\ud83d\n"])
def test_a_swap_is_undone_in_the_text_of_the_editor(tree: Path, head: str) -> None:
    editor = Editor(tree)
    (tree / "a.env").write_text("old\n")
    uri = editor.open(tree / "a.env", head + SWAP)
    text, sent = apply(editor, uri, FixKind.SWAP)
    assert text == head + PAIR
    assert len(sent) == 2
    assert (tree / "a.env").read_text() == "old\n"


def test_a_secret_that_moves_goes_to_the_disk_and_not_to_the_editor(tree: Path) -> None:
    editor = Editor(tree)
    secret = expand("{{ a.secret }}")
    text = f"# api.backpack.exchange\nBACKPACK_API_SECRET = '{secret}'\n"
    (tree / "bot.py").write_text(text)
    git(tree, "add", "bot.py")
    commit(tree)
    uri = editor.open(tree / "bot.py", text)
    after, sent = apply(editor, uri, FixKind.MOVE)
    assert secret not in after
    assert 'os.environ["BACKPACK_API_SECRET"]' in after
    assert not any(secret in one for one in sent)
    assert (tree / ".env").read_text() == f"BACKPACK_API_SECRET={secret}\n"
    assert (tree / ".env").stat().st_mode & 0o777 == 0o600


def test_a_file_is_named_in_gitignore(tree: Path) -> None:
    editor = Editor(tree)
    (tree / "a.env").write_text(PAIR)
    uri = editor.open(tree / "a.env", PAIR)
    apply(editor, uri, FixKind.GITIGNORE)
    assert (tree / ".gitignore").read_text() == ".env\n/a.env\n"
    editor.changed(tree / ".gitignore")
    assert "BPK401" not in editor.codes(uri)


@pytest.mark.parametrize("reference", [None, 7, {}, {"uri": 1}, {"uri": "file:///nowhere"}, {"uri": "x", "rule": []}])
def test_a_command_that_names_nothing_finds_nothing(tree: Path, reference: object) -> None:
    assert referred(Editor(tree).session, reference) is None


def test_ten_megabytes(tree: Path) -> None:
    editor = Editor(tree)
    text = "plain line of text, nothing in it\n" * 300_000 + PAIR
    uri = editor.open(tree / "big.log", text)
    page = editor.pages[uri]
    assert page.shown
    assert page.text.extent(page.shown[0].location.span).start.line >= 300_000


@pytest.fixture
def at() -> Callable[[Editor, str], list[str]]:
    return lambda editor, uri: [shown.finding.rule_id for _, shown in editor.session.at(uri, START, END)]


def test_what_is_asked_of_a_stretch(tree: Path, at: Callable[[Editor, str], list[str]]) -> None:
    editor = Editor(tree)
    uri = editor.open(tree / "a.env", f"X=1\n{SWAP}")
    assert "BPK201" in at(editor, uri)
    assert list(editor.session.at(uri, Position(0, 0), Position(0, 3))) == []
    assert at(editor, "file:///nowhere") == []
