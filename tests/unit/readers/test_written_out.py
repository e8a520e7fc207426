# ruff: noqa: S608
"""Code that is shown in comments, docstrings and strings: read as code, each value at its own place."""

from __future__ import annotations

import time

import pytest

from auditor.classification.sample_keys import expand
from auditor.model.field import Field
from auditor.readers.document import Document
from auditor.readers.read_document import read
from auditor.readers.source.languages import LANGUAGES
from auditor.readers.source.written_out import written_out

FENCE = "```"
KEY, SECRET = expand("{{ a.key }}"), expand("{{ a.secret }}")
CALL = f'BackpackClient("{KEY}", "{SECRET}")'
PADDING = "# filler\n" * 80
"""More than a text that is examined whole."""

SHOWN = {
    "docstring.py": f'"""Bot.\n\n{FENCE}python\nclient = {CALL}\n{FENCE}\n"""\n',
    "indented.py": f'def f():\n    """Bot.\n\n    {FENCE}js\n    const c = new {CALL};\n    {FENCE}\n    """\n',
    "crlf.py": f'def f():\r\n    """Bot.\r\n\r\n    {FENCE}js\r\n    const c = new {CALL};\r\n    {FENCE}\r\n    """\r\n',
    "doctest.py": f'def f():\n    """Bot.\n\n    >>> f(\n    ...     {CALL})\n    None\n    """\n',
    "block.py": f'def f():\n    """Bot.\n\n    .. code-block:: python\n\n        client = {CALL}\n\n    More.\n    """\n',
    "comment.py": f"# {FENCE}python\n# client = {CALL}\n# {FENCE}\nimport os\n",
    "tildes.rb": f"# ~~~~ruby\n# client = {CALL}\n# ~~~~\nputs 1\n",
    "comment.js": f"/**\n * Bot.\n * {FENCE}js\n * const c = new {CALL};\n * {FENCE}\n */\nfunction f() {{}}\n",
    "other.ts": f"/**\n * {FENCE}python\n * def f():\n *     return {CALL}\n * {FENCE}\n */\nfunction f() {{}}\n",
    "inner.rs": f"//! {FENCE}\n//! let c = {CALL};\n//! {FENCE}\nfn main() {{}}\n",
    "outer.rs": f"/// {FENCE}no_run\n/// let c = {CALL};\n/// {FENCE}\nfn main() {{}}\n",
    "comment.go": f"// {FENCE}go\n// c := {CALL}\n// {FENCE}\npackage bot\n",
    "comment.lua": f"-- {FENCE}lua\n-- c = {CALL}\n-- {FENCE}\n",
    "nested.md": f"# Bot\n\n{FENCE}`markdown\n{FENCE}python\nclient = {CALL}\n{FENCE}\n{FENCE}`\n",
    "docstring.md": f'# Bot\n\n{FENCE}`python\ndef f():\n    """\n    {FENCE}js\n    new {CALL}\n    {FENCE}\n    """\n{FENCE}`\n',
    "named.py": f'USAGE = """Use it:\n{FENCE}python\nclient = {CALL}\n{FENCE}\n"""\n',
}

INSIDE = {
    "insert.py": (
        f"db.execute(\"INSERT INTO keys (venue, api_key, api_secret) VALUES ('backpack', '{KEY}', '{SECRET}')\")\n",
        ("api_key", "api_secret"),
    ),
    "insert.js": (
        f"db.query(`\n  INSERT INTO keys (api_secret, api_key)\n  VALUES ('{SECRET}', '{KEY}')`)\n",
        ("api_key", "api_secret"),
    ),
    "update.go": (
        f"db.Exec(\"UPDATE accounts SET api_key = '{KEY}', api_secret = '{SECRET}' WHERE id = 1\")\n",
        ("api_key", "api_secret"),
    ),
    "command.py": (f'os.system("export API_KEY={KEY} API_SECRET={SECRET} && ./bot")\n', ("API_KEY", "API_SECRET")),
    "command.js": (f'execSync("bot --api-key {KEY} --api-secret {SECRET}")\n', ("api-key", "api-secret")),
    "json.py": (f'c = json.loads(\'{{"apiKey": "{KEY}", "apiSecret": "{SECRET}"}}\')\n', ("apiKey", "apiSecret")),
    "json.java": (
        f'String c = "{{\\"apiKey\\": \\"{KEY}\\", \\"apiSecret\\": \\"{SECRET}\\"}}";\n',
        ("apiKey", "apiSecret"),
    ),
    "yaml.py": (f'c = """\nbackpack:\n  api_key: {KEY}\n  api_secret: {SECRET}\n"""\n', ("api_key", "api_secret")),
    "input.js": (
        f'const p = `<input name="api_secret" value="{SECRET}"><input name="api_key" value="{KEY}">`;\n',
        ("api_key", "api_secret"),
    ),
}


def values(name: str, text: str) -> dict[str, list[Field]]:
    """The fields whose value is one of the pair, each checked to be where it says."""
    document = Document(text, name)
    found: dict[str, list[Field]] = {KEY: [], SECRET: []}
    for field in read(document)[0]:
        value = field.value.reveal()
        if value in found:
            span = field.span
            start, end = document.offset(span.line, span.column), document.offset(span.end_line, span.end_column)
            assert text[start:end] == value
            found[value].append(field)
    return found


@pytest.mark.parametrize("padding", ["", PADDING], ids=["small", "large"])
@pytest.mark.parametrize("name", SHOWN)
def test_what_is_shown_is_read_as_code(name: str, padding: str) -> None:
    text = SHOWN[name] + padding.replace(
        "# ", "-- " if name.endswith("lua") else "// " if name[-2:] in {"js", "ts", "rs", "go"} else "# "
    )
    found = values(name, text)
    assert [[(field.callee, field.position) for field in found[value]] for value in (KEY, SECRET)] == [
        [("BackpackClient", 0)],
        [("BackpackClient", 1)],
    ]
    assert found[KEY][0].group == found[SECRET][0].group != ""


@pytest.mark.parametrize("name", INSIDE)
def test_what_is_in_a_string_has_its_own_names(name: str) -> None:
    text, names = INSIDE[name]
    found = values(name, text)
    assert [[field.name for field in found[value]] for value in (KEY, SECRET)] == [[names[0]], [names[1]]]
    assert found[KEY][0].group == found[SECRET][0].group != ""


@pytest.mark.parametrize(
    "text",
    [
        f"x = 1\n{FENCE}python\nclient = {CALL}\n",
        f"# {FENCE}python\nclient = {CALL}\n# {FENCE}\n",
        f"//  {FENCE}python\n/ client = {CALL}\n//  {FENCE}\n",
        f">>>client = {CALL}\n",
        f'x = "{FENCE}python {CALL} {FENCE}"\n',
    ],
    ids=["open", "half in a comment", "other marks", "no prompt", "one line"],
)
def test_what_is_no_fence_shows_nothing(text: str) -> None:
    language = next(language for language in LANGUAGES if language.name == "python")
    assert list(written_out(text, language)) == []


@pytest.mark.parametrize(
    "unit", [f"{FENCE}\n", f"{FENCE}py\n", "~~~a\n```b\n", ">>> x\n", "  ", ".. code::\n", "# ```x\n#\n"]
)
def test_repeated_marks_take_time_in_proportion(unit: str) -> None:
    language = LANGUAGES[0]
    started = time.process_time()
    for _ in written_out(f"{FENCE}x\n" + unit * (200_000 // len(unit)), language):
        pass
    assert time.process_time() - started < 1.5
