"""The language server over stdio, with a client that keeps every byte: what an editor shows, fixes and never sees."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lsp_client import CAPABILITIES, Client
from repositories import Repository
from traces import Traces

from auditor.classification.sample_keys import expand, specimen

SWAP = "BACKPACK_API_KEY={{ a.secret }}\nBACKPACK_API_SECRET={{ a.key }}\n"
LABELS = ("a", "b", "c")
NVIM = shutil.which("nvim")


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("editor") / "tree with ü"
    folder.mkdir()
    git(folder, "init", "--quiet")
    (folder / ".gitignore").write_text(".env\n")
    (folder / "key.env").write_text(expand("BACKPACK_API_KEY={{ a.secret }}\n"))
    (folder / "secret.env").write_text(expand("BACKPACK_API_SECRET={{ a.key }}\n"))
    (folder / "bot.py").write_text(expand("# api.backpack.exchange\nBACKPACK_API_SECRET = '{{ b.secret }}'\n"))
    git(folder, "add", "bot.py")
    git(folder, "commit", "--quiet", "--message", "x")
    return folder.resolve()


def git(folder: Path, *arguments: str) -> None:
    Repository(folder).git(*arguments)


@pytest.fixture(scope="module")
def client(tree: Path) -> Iterator[Client]:
    with Client(tree) as running:
        yield running


def diagnostic(client: Client, uri: str, code: str) -> dict[str, Any]:
    return next(one for one in client.diagnostics[uri] if one.get("code") == code)


def test_a_swap_over_two_files_is_shown_in_both_while_it_lasts(client: Client, tree: Path) -> None:
    first, second = (tree / "key.env").as_uri(), (tree / "secret.env").as_uri()
    client.wait(lambda: "BPK201" in client.codes(first) and client.codes(second) == ["BPK201"])
    assert diagnostic(client, second, "BPK201")["relatedInformation"][0]["location"]["uri"] == first
    client.open(tree / "secret.env")
    client.at_version(second, 1)
    everything = {"range": {"start": {"line": 0, "character": 20}, "end": {"line": 0, "character": 99}}, "text": ""}
    client.change(second, 2, everything)
    assert client.at_version(second, 2) == []
    client.wait(lambda: "BPK201" not in client.codes(first))
    client.close(second)
    client.wait(lambda: client.codes(second) == ["BPK201"])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("crlf.env", "# x\r\nBACKPACK_API_SECRET={{ c.secret }}\r\nX=1\r\n"),
        ("mark.env", "\ufeffBACKPACK_API_SECRET={{ c.secret }}\n"),
        ("astral.json", '{"😀": "🎉", "backpack": {"a😀": 1, "api_secret": "{{ c.secret }}"}}'),
        ("tabs.py", "# api.backpack.exchange\n\tname = '😀' + '{{ c.secret }}'; secret = '{{ c.secret }}'\n"),
        ("cr.txt", "one\rtwo\rbackpack api secret {{ c.secret }}\r"),
    ],
)
def test_ranges_are_exactly_the_value(client: Client, tree: Path, name: str, text: str) -> None:
    text = expand(text)
    uri = client.open(tree / name, text)
    found = client.at_version(uri, 1)
    assert found
    for one in found:
        assert text_in(text, one["range"]) == specimen("c").secret
    client.close(uri)


def text_in(text: str, place: dict[str, Any], encoding: str = "utf-16-le", width: int = 2) -> str:
    """The stretch of a text as a client of the protocol cuts it."""
    lines, line = [], ""
    for character in text.replace("\r\n", "\n"):
        line += character
        if character in "\r\n":
            lines.append(line)
            line = ""
    row: bytes = [*lines, line][place["start"]["line"]].encode(encoding)
    assert place["start"]["line"] == place["end"]["line"]
    return row[place["start"]["character"] * width : place["end"]["character"] * width].decode(encoding)


def test_a_hover_explains_the_rule_the_key_and_the_reach(client: Client, tree: Path) -> None:
    uri = client.open(tree / "bot.py")
    client.at_version(uri, 1)
    place = {"textDocument": {"uri": uri}, "position": {"line": 1, "character": 30}}
    page = client.request("textDocument/hover", place)["contents"]["value"]
    assert "### BPK102 leaked-secret" in page
    assert f"API key: `{specimen('b').key}`" in page
    assert "Reach: in commits that no remote has" in page
    assert "## What to do" in page
    assert "## Why is this bad?" in page
    empty = {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 0}}
    assert client.request("textDocument/hover", empty) is None
    client.close(uri)


def act(client: Client, uri: str, code: str, title: str) -> list[dict[str, Any]]:
    """Chooses an action and runs it; returns the edits that the editor was asked for."""
    actions = client.actions(uri, diagnostic(client, uri, code)["range"])
    action = next(one for one in actions if one["title"] == title)
    before = len(client.edits)
    if "command" in action:
        command = action["command"]
        client.request("workspace/executeCommand", {"command": command["command"], "arguments": command["arguments"]})
        return client.edits[before:]
    return [action["edit"]]


def test_a_swap_is_undone_by_the_editor(client: Client, tree: Path) -> None:
    uri = client.open(tree / "unsaved.env", expand(SWAP))
    client.at_version(uri, 1)
    (edit,) = act(client, uri, "BPK201", "Exchange API key and API secret")
    (change,) = edit["documentChanges"]
    assert change["textDocument"] == {"uri": uri, "version": 1}
    lines = expand(SWAP).splitlines()
    for one in change["edits"]:
        row, start, end = one["range"]["start"]["line"], one["range"]["start"], one["range"]["end"]
        lines[row] = lines[row][: start["character"]] + one["newText"] + lines[row][end["character"] :]
    assert lines == expand("BACKPACK_API_KEY={{ a.key }}\nBACKPACK_API_SECRET={{ a.secret }}").splitlines()
    client.close(uri)


def test_a_secret_moves_to_env_without_passing_through_the_editor(client: Client, tree: Path) -> None:
    uri = client.open(tree / "bot.py")
    client.at_version(uri, 1)
    (edit,) = act(client, uri, "BPK102", "Move the secret to .env")
    assert 'os.environ["BACKPACK_API_SECRET"]' in json.dumps(edit).replace('\\"', '"')
    assert specimen("b").secret not in json.dumps(edit)
    assert (tree / ".env").read_text() == f"BACKPACK_API_SECRET={specimen('b').secret}\n"
    assert (tree / ".env").stat().st_mode & 0o777 == 0o600
    (tree / ".env").unlink()
    client.close(uri)


def test_a_comment_ignores_and_a_line_in_gitignore_keeps_out(client: Client, tree: Path) -> None:
    path = tree / "new.env"
    path.write_text(expand("BACKPACK_API_SECRET={{ c.secret }}\n"))
    uri = client.open(path)
    client.at_version(uri, 1)
    (edit,) = act(client, uri, "BPK401", "Ignore BPK401 here with a comment")
    (inserted,) = edit["changes"][uri]
    assert inserted["newText"] == "# backpack-audit: ignore[BPK401] -- say why\n"
    assert act(client, uri, "BPK401", "Add the file to .gitignore") == []
    assert (tree / ".gitignore").read_text() == ".env\n/new.env\n"
    client.wait(lambda: "BPK401" not in client.codes(uri))
    client.close(uri)
    path.unlink()
    client.watched(path)
    client.wait(lambda: client.codes(uri) == [])


def test_configuration_and_baseline_are_watched(client: Client, tree: Path) -> None:
    uri = client.open(tree / "b.env", expand(SWAP))
    client.at_version(uri, 1)
    assert "BPK201" in client.codes(uri)
    path = tree / ".backpack-audit.yaml"
    path.write_text("ignore: [BPK2, BPK4]\n")
    client.watched(path)
    client.wait(lambda: client.codes(uri) == [])
    path.write_text("ignore: BPK2: [\n")
    client.watched(path)
    client.wait(lambda: bool(client.diagnostics.get(path.as_uri())))
    assert "BPK201" in client.codes(uri)
    path.unlink()
    client.watched(path)
    client.wait(lambda: client.diagnostics.get(path.as_uri()) == [])
    client.close(uri)


def test_an_untitled_document_is_joined_with_the_tree(client: Client) -> None:
    text = expand("backpack_key = '{{ b.key }}'\nother = '{{ a.secret }}'\n")
    uri = client.open("untitled:Untitled-1", text, language="python")
    found = client.at_version(uri, 1)
    assert found
    assert {text_in(text, one["range"]) for one in found} == {specimen("a").secret}
    client.close(uri)
    client.wait(lambda: client.diagnostics[uri] == [])


def test_what_is_wrong_or_late_does_no_harm(client: Client, tree: Path) -> None:
    uri = client.open(tree / "x.env", "X=1\n")
    number = client.ask("textDocument/hover", {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 0}})
    client.notify("$/cancelRequest", {"id": number})
    answer = client.answer(number)
    assert answer.get("result", None) is None
    client.notify("$/cancelRequest", {"id": 999_999})
    wrong = client.answer(client.ask("textDocument/hover", {"textDocument": {"uri": 7}}))
    assert "error" in wrong
    assert "data" not in wrong["error"]
    unknown = client.answer(client.ask("textDocument/nothing", {}))
    assert unknown["error"]["code"] == -32601
    client.expects_failures = True
    client.send_body(b"{" + specimen("c").secret.encode())
    client.notify(
        "textDocument/didChange", {"textDocument": {"uri": "file:///nowhere", "version": 1}, "contentChanges": []}
    )
    far = {"start": {"line": 99, "character": 99}, "end": {"line": 7, "character": 0}}
    client.change(uri, 2, {"range": far, "text": "Y=2\n"}, {"text": "whole\n"})
    assert client.at_version(uri, 2) == []
    for arguments in ([], ["x"], [{"uri": uri}], [1, 2, 3]):
        client.answer(client.ask("workspace/executeCommand", {"command": "backpack-audit.fix", "arguments": arguments}))
    assert client.request("textDocument/codeAction", {
        "textDocument": {"uri": "file:///nowhere"}, "range": far, "context": {"diagnostics": []},
    }) == []  # fmt: skip
    client.close(uri)


def test_no_value_is_in_anything_but_the_edits_that_move_it(client: Client) -> None:
    """The last test of this client: everything that it was told, the swap that it asked for taken out."""
    said = client.raw.decode()
    for edit in client.edits:
        for change in edit["documentChanges"]:
            for one in change["edits"]:
                said = said.replace(json.dumps(one["newText"]), "")
    traces = Traces(LABELS)
    assert traces.found_in(said.encode()) == []
    assert traces.found_in(bytes(client.errors)) == []
    assert not client.errors


def test_an_editor_that_counts_bytes_and_speaks_spanish(tree: Path, tmp_path: Path) -> None:
    capabilities = {**CAPABILITIES, "general": {"positionEncodings": ["utf-8"]}}
    other = tmp_path / "second"
    other.mkdir()
    (other / "c.env").write_text(expand(SWAP))
    with Client(tree, other, capabilities=capabilities, locale="es-ES") as client:
        assert client.capabilities["positionEncoding"] == "utf-8"
        text = expand('{"😀é": "🎉", "backpack": {"api_secret": "{{ c.secret }}"}}')
        uri = client.open(tree / "astral.json", text)
        (found, *_) = client.at_version(uri, 1)
        assert text_in(text, found["range"], "utf-8", 1) == specimen("c").secret
        client.wait(lambda: "BPK201" in client.codes((other / "c.env").as_uri()))
        assert "clave API" in diagnostic(client, (other / "c.env").as_uri(), "BPK201")["message"]
        gone = {"added": [], "removed": [{"uri": other.as_uri(), "name": "second"}]}
        client.notify("workspace/didChangeWorkspaceFolders", {"event": gone})
        client.wait(lambda: client.codes((other / "c.env").as_uri()) == [])
        client.notify("exit", None)
        assert client.process.wait(60) == 1


def test_a_signal_ends_it_and_so_does_an_editor_that_goes_away() -> None:
    with Client() as killed, Client() as left:
        killed.process.terminate()
        assert killed.process.wait(60) == 0
        assert left.process.stdin
        left.process.stdin.close()
        assert left.process.wait(60) == 0
        assert not killed.errors + left.errors


def test_without_the_extra_it_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "pygls.py").write_text("raise ImportError\n")
    answer = subprocess.run(
        [sys.executable, "-m", "auditor", "lsp"],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    assert answer.returncode == 2
    assert answer.stderr.decode() == (
        'backpack-audit: this command needs the package pygls: pip install "backpack-audit[lsp]"\n'
    )
    assert answer.stdout == b""


@pytest.mark.slow
@pytest.mark.skipif(NVIM is None, reason="needs Neovim: apt-get install neovim")
def test_neovim_shows_the_findings_of_an_unsaved_text(tree: Path, tmp_path: Path) -> None:
    script = tmp_path / "run.lua"
    script.write_text(f"""
vim.cmd("edit " .. vim.fn.fnameescape({lua(str(tree / "nvim.env"))}))
vim.lsp.start_client({{
  name = "backpack-audit", cmd = {{{lua(sys.executable)}, "-m", "auditor", "lsp"}},
  root_dir = {lua(str(tree))},
  workspace_folders = {{{{uri = vim.uri_from_fname({lua(str(tree))}), name = "tree"}}}},
  on_init = function(client) vim.lsp.buf_attach_client(0, client.id) end,
}})
vim.api.nvim_buf_set_lines(0, 0, -1, false, vim.split({lua(expand(SWAP).strip())}, string.char(10)))
local function found()
  return vim.tbl_filter(function(one) return one.code == "BPK201" end, vim.diagnostic.get(0))
end
vim.wait(60000, function() return #found() > 0 end, 50)
local one = found()[1]
io.stdout:write(one and string.format("%s %d:%d-%d", one.code, one.lnum, one.col, one.end_col) or "nothing")
vim.cmd("qa!")
""")
    answer = subprocess.run(
        [str(NVIM), "--headless", "--clean", "-c", f"luafile {script}", "-c", "qa!"],
        env={**os.environ, "XDG_STATE_HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)},
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert answer.stdout.decode() == "BPK201 0:17-61", answer.stderr.decode()
    assert Traces(LABELS).found_in(answer.stdout + answer.stderr) == []


def lua(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
