"""Formats: what each takes for a value, and where quotes, comments and continued lines end it."""

from __future__ import annotations

import pytest

from auditor.readers.document import Document
from auditor.readers.read_document import read
from auditor.readers.structured import MAX_DEPTH

Row = tuple[str, str]


def rows(text: str, name: str) -> list[Row]:
    fields, troubles = read(Document(text, name))
    assert troubles == []
    return [(field.name, field.value.reveal()) for field in fields]


NOTHING = [
    (".env", "# A=1\n\nB=\nC=''\nD\n"),
    ("x.json", ""),
    ("x.json", '{"a": 1, "b": null, "c": true, "d": "", "e": [1, 2], "f": {}}'),
    ("x.yaml", ""),
    ("x.yaml", "a: 1\nb: ~\nc: true\nd: ''\ne: [1, 2.5]\nf: !Ref Other\n"),
    ("x.toml", ""),
    ("x.toml", "a = 1\nb = true\nc = ''\nd = 1979-05-27T07:32:00Z\n[e]\n[[f]]\n"),
    ("x.ini", "[a]\n; b = 1\n# c = 2\nd =\ne\n"),
    ("x.csv", ""),
    ("x.csv", "name,age\nx,1\n"),
    ("x.sql", "SELECT 'api_key' FROM t; -- 'x'\n"),
    ("x.xml", "<a><!-- b --><c/></a>"),
    ("x.html", "<p class='x' id='y'></p>"),
    ("x.http", "### nothing\n"),
    ("x.md", "# Title\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"),
    ("x.sh", "# nothing\nif [ x = y ]; then :; fi\n"),
]
"""Empty values, numbers and references are no literals."""


@pytest.mark.parametrize(("name", "text"), NOTHING)
def test_what_holds_no_text_holds_no_literal(name: str, text: str) -> None:
    assert rows(text, name) == []


LITERALS: list[tuple[str, str, list[Row]]] = [
    (
        ".env",
        "A=1 # x\nexport B='2 # y'\nC=\"a\\nb\"\nD=a#b\nE = 5\n",
        [("A", "1"), ("B", "2 # y"), ("C", "a\nb"), ("D", "a#b"), ("E", "5")],
    ),
    (".env", "A=1\r\nB='2'\r\n", [("A", "1"), ("B", "2")]),
    (".env", "A='it\\'s'\nB=\"x\n y\"\n", [("A", "it's"), ("B", "x\n y")]),
    ("x.json", r'{"a": "b\/cA\"\n"}', [("a", 'b/cA"\n')]),
    ("x.json", "{'a': 'b', c: \"d\", /* x */ e: ['f',],} // end", [("a", "b"), ("c", "d"), ("e", "f")]),
    ("x.json", '[{"a": "b"}, ["c", "d"]]', [("a", "b"), ("", "c"), ("", "d")]),
    ("x.json", '"a"', [("", "a")]),
    ("x.jsonl", '{"a": "b"}\n{"a": "c"}\n', [("a", "b"), ("a", "c")]),
    (
        "x.json",
        '{"args": ["--key", "a", "B=c", "--url"]}',
        [("args", "--key"), ("key", "a"), ("B", "c"), ("args", "--url")],
    ),
    ("x.yaml", "a: b # c\nd: 'it''s'\ne: \"f\\x41\"\n", [("a", "b"), ("d", "it's"), ("e", "fA")]),
    ("x.yaml", "a: >-\n  b\n  c\n\n  d\ne: |2\n   f\n", [("a", "b c\nd"), ("e", " f")]),
    ("x.yaml", 'a: b\n  c\nd: "e\n  f"\n', [("a", "b c"), ("d", "e f")]),
    ("x.yaml", "- a\n- - b\n- c: d\n", [("", "a"), ("", "b"), ("c", "d")]),
    ("x.yaml", "? [a, b]\n: c\n? d\n: e\n", [("", "a"), ("", "b"), ("", "c"), ("d", "e")]),
    ("x.yaml", "a: &b !!str c\nd: *b\ne: !!binary QQ==\n", [("a", "c"), ("e", "QQ==")]),
    ("x.yaml", "a: b\n---\na: c\n...\n", [("a", "b"), ("a", "c")]),
    ("x.toml", "a.b.'c.d' = 'e'\n'f' = \"g\\u0041\"\n", [("c.d", "e"), ("f", "gA")]),
    ("x.toml", "a = \"\"\"\nb\\\n   c\"\"\"\nd = '''e's'''\n", [("a", "bc"), ("d", "e's")]),
    (
        "x.toml",
        "a = [\n 'b', # c\n 'd' ]\ne = { f = 'g', h.i = 'j' }\n",
        [("a", "b"), ("a", "d"), ("f", "g"), ("i", "j")],
    ),
    ("x.ini", 'a = b ; c\nd: "e # f"\ng = h#i\n', [("a", "b"), ("d", "e # f"), ("g", "h#i")]),
    ("x.ini", "[s]\na = b\n  c\nd = e\n", [("a", "b\n  c"), ("d", "e")]),
    ("x.properties", "a.b=c\\\n   d\ne:f\n", [("a.b", "cd"), ("e", "f")]),
    ("x.service", 'Environment="A=b c" D=e\nEnvironment=F=g\n', [("A", "b c"), ("D", "e"), ("F", "g")]),
    ("x.csv", 'key,b\n"c ""d""",e\n', [("key", 'c "d"'), ("b", "e")]),
    ("x.csv", "key;b\n1,2;3\n", [("key", "1,2"), ("b", "3")]),
    ("x.tsv", "a\tkey\r\nb\tc\r\n", [("a", "b"), ("key", "c")]),
    ("x.csv", "key\n\n  \nx,y\n", [("key", "x"), ("", "y")]),
    (
        "x.sh",
        "A=1 B='2 3' export C=\"4 $5\" D=e;F=g\n",
        [("A", "1"), ("B", "2 3"), ("C", "4 $5"), ("D", "e"), ("F", "g")],
    ),
    ("x.fish", "set -gx A b\n", [("A", "b")]),
    ("x.bat", 'set A=b c\r\nset "D=e f"\r\n', [("A", "b"), ("D", "e f")]),
    ("x.ps1", "$env:A = 'b'\n$c = \"d\"\n", [("A", "b"), ("c", "d")]),
    ("Dockerfile", "ENV A=b \\\n  C='d'\nENV E f\nARG G=h\n", [("A", "b"), ("C", "d"), ("E", "f"), ("G", "h")]),
    ("Makefile", "A := b\nC ?= d\nexport E=f\n", [("A", "b"), ("C", "d"), ("E", "f")]),
    ("x.sql", "INSERT INTO t (a, b) VALUES ('c', f('d')), (1, 'e''f\\'g');", [("a", "c"), ("b", "d"), ("b", "e'f'g")]),
    ("x.sql", "CREATE TABLE t (a INT, b TEXT);\nINSERT INTO `t` VALUES (1, 'c');", [("b", "c")]),
    ("x.sql", "COPY t (a, b) FROM stdin;\nc\t\\N\nd\te\n\\.\nf\tg\n", [("a", "c"), ("a", "d"), ("b", "e")]),
    ("x.sql", "UPDATE t SET a = 'b', c = 'd' WHERE e = 'f';", [("a", "b"), ("c", "d")]),
    ("x.xml", "<a b='c'>d &amp; e<f><![CDATA[g]]></f></a>", [("b", "c"), ("a", "d & e"), ("f", "g")]),
    ("x.xml", '<x><add key="a" value="b"/><add name="c" value="d"/></x>', [("a", "b"), ("c", "d")]),
    (
        "x.plist",
        "<dict><key>api key</key><string>b</string><key>c</key><string>d</string></dict>",
        [("api key", "b"), ("key", "c"), ("string", "d")],
    ),
    ("x.html", "<dt>API key<dd>b</dd><br>c<input name=d value=e>", [("API key", "b"), ("", "c"), ("d", "e")]),
    ("x.http", "@a = b\nGET https://x.invalid/\nCc: d e\n", [("a", "b"), ("Cc", "d e")]),
    ("x.md", "| Key | Note |\n|---|---|\n| `a` | b |\n", [("Key", "a"), ("Note", "b")]),
    ("x.md", "````md\n```\n````\n~~~ini\na = b\n~~~\n", [("a", "b")]),
]


@pytest.mark.parametrize(("name", "text", "wanted"), LITERALS)
def test_a_literal_is_what_its_format_says(name: str, text: str, wanted: list[Row]) -> None:
    assert rows(text, name) == wanted


BROKEN = [
    (
        "x.json",
        ["{", "}", "[", '{"a"}', '{"a":}', '{"a" "b"}', "[1 2]", "{,}", "[,]", '{"a": b}', '"', "{} }", '{"a": "b}'],
    ),
    ("x.toml", ["a", "a =", "= 1", "a = 1 2", "[a", "a = [1", "a = {b = 1\n", 'a = "b', "a b = 1", "]"]),
    ("x.yaml", ["a: [", "a: b: c", "\t", "a: 'b", "*a\0", "a: {b: c"]),
    ("x.xml", ["<a>", "<a></b>", "a", "<a b></a>", "<a>&b;</a>", ""]),
    (".env", ['A="b', "A='b\n", "A B C\n"]),
]


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in BROKEN for text in texts])
def test_a_broken_file_is_a_trouble(name: str, text: str) -> None:
    _, troubles = read(Document(text, name))
    assert [trouble.reason.partition(" at ")[0].startswith("not valid ") for trouble in troubles] == [True]


@pytest.mark.parametrize("name", ["x.json", "x.yaml"])
def test_as_deep_as_allowed_is_no_trouble(name: str) -> None:
    text = "[" * MAX_DEPTH + '"a"' + "]" * MAX_DEPTH
    assert rows(text, name) == [("", "a")]


def test_bytes_as_an_object_of_numbers_are_bytes() -> None:
    numbers = ", ".join(f'"{index}": {index}' for index in range(32))
    ((name, value),) = rows(f'{{"secretKey": {{{numbers}}}}}', "x.json")
    assert (name, value) == ("secretKey", f"[{', '.join(map(str, range(32)))}]")


def test_a_list_of_other_numbers_is_nothing() -> None:
    assert rows(f'{{"a": {list(range(33))}, "b": {[300] * 32}}}', "x.json") == []
