# ruff: noqa: S608
"""Code that is shown in comments, docstrings and strings: read as code, each value at its own place."""

from __future__ import annotations

import time

import pytest

from auditor.classification.sample_keys import expand
from auditor.model.field import Field
from auditor.readers.document import Document
from auditor.readers.fence_names import guessed_name
from auditor.readers.read_document import read
from auditor.readers.source.documentation_tags import tagged_code
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
    "literal.py": f'def f():\n    """Bot.\n\n    Example::\n\n        client = {CALL}\n\n    More.\n    """\n',
    "remark.py": f"# Example::\n#\n#     client = {CALL}\n#\n# More.\n",
    "literal.rst": f"Bot\n===\n\nUse it::\n\n    client = {CALL}\n\nMore\n",
    "other.rst": f"Bot\n===\n\nUse it::\n\n    const c = new {CALL};\n\nMore\n",
    "block.rst": f"Bot\n===\n\n.. code-block:: js\n\n    const c = new {CALL};\n\nMore\n",
    "doctest.rst": f"Bot\n===\n\n>>> {CALL}\n",
    "tag.java": f"/**\n * Bot.\n * <pre>{{@code\n * if (x) {{ y(); }}\n * c = new {CALL};\n * }}</pre>\n */\nclass A {{}}\n",
    "line.java": f"/** Use {{@code new {CALL}}}. */\nclass A {{}}\n",
    "snippet.java": f'/**\n * {{@snippet lang="java" :\n * c = new {CALL};\n * }}\n */\nclass A {{}}\n',
    "python.java": f"/**\n * {{@snippet lang=python :\n * c = {CALL}\n * }}\n */\nclass A {{}}\n",
    "tag.kt": f"/**\n * {{@code val c = {CALL}}}\n */\nclass A\n",
    "indented.md": f"# Bot\n\nUse:\n\n    client = {CALL}\n\nMore\n",
    "item.md": f"# Bot\n\n1. Use:\n\n       const c = new {CALL};\n\nMore\n",
    "unnamed.md": f"# Bot\n\n{FENCE}\nclient = {CALL}\n{FENCE}\n",
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
        "# ",
        "-- "
        if name.endswith("lua")
        else "// "
        if name.rpartition(".")[2] in {"js", "ts", "rs", "go", "java", "kt"}
        else "# ",
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
        f"Example::\n    client = {CALL}\n",
        f"Example::\n\nclient = {CALL}\n",
        f".. note::\n\n    client = {CALL}\n",
    ],
    ids=[
        "open",
        "half in a comment",
        "other marks",
        "no prompt",
        "one line",
        "no blank line",
        "no indentation",
        "a note",
    ],
)
def test_what_is_no_fence_shows_nothing(text: str) -> None:
    language = next(language for language in LANGUAGES if language.name == "python")
    assert list(written_out(text, language)) == []


@pytest.mark.parametrize(
    "text",
    [
        f"/* {{@code new {CALL}}} */\n",
        f"/** {{@code new {CALL} */\nclass A {{}}\n",
        f"/** {{@codec new {CALL}}} */\n",
        f"/** {{@snippet new {CALL}}} */\n",
        f"// {{@code new {CALL}}}\n",
    ],
    ids=["no documentation", "open", "another tag", "no colon", "a remark"],
)
def test_what_is_no_tag_shows_nothing(text: str) -> None:
    language = next(language for language in LANGUAGES if language.name == "java")
    assert list(written_out(text, language)) == []


@pytest.mark.parametrize(
    ("code", "ending"),
    [
        ("import os\n", "py"),
        ("client = Client()\n", "py"),
        ("const a = 1\n", "js"),
        ("package main\n", "go"),
        ("let mut a = 1;\n", "rs"),
        ("public class A {}\n", "java"),
        ("$ make\n", "sh"),
        ("api_key: abc\n", ""),
        ("Some words, and more.\n", ""),
        ("a <- 1\n", ""),
    ],
)
def test_the_language_of_a_block_is_guessed_where_it_is_clear(code: str, ending: str) -> None:
    assert guessed_name(code) == f"fence.{ending}"


@pytest.mark.parametrize(
    "unit",
    [
        f"{FENCE}\n",
        f"{FENCE}py\n",
        "~~~a\n```b\n",
        ">>> x\n",
        "  ",
        ".. code::\n",
        "# ```x\n#\n",
        "a::\n\n b\n",
        "a::\n",
    ],
)
def test_repeated_marks_take_time_in_proportion(unit: str) -> None:
    language = LANGUAGES[0]
    started = time.process_time()
    for _ in written_out(f"{FENCE}x\n" + unit * (200_000 // len(unit)), language):
        pass
    assert time.process_time() - started < 1.5


@pytest.mark.parametrize(
    "unit", ["{@code ", "{@code {", "}", "/** {@code ", "/** {@code a} */", "{@snippet lang=", "*"]
)
def test_repeated_tags_take_time_in_proportion(unit: str) -> None:
    started = time.process_time()
    for end in ("*/", ""):
        for _ in tagged_code("/**" + unit * (200_000 // len(unit)) + end, "a.java"):
            pass
    assert time.process_time() - started < 1.5
