from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from fixing_cases import mend

from auditor.classification.sample_keys import Specimen, specimen
from auditor.fix.canonical import written
from auditor.model.secret import Plain

VALUE = "a+b/c=="


def percent(text: str) -> str:
    return quote(text, safe="")


def lower_percent(text: str) -> str:
    return text.replace("+", "%2b").replace("/", "%2f").replace("=", "%3d")


def slashes(text: str) -> str:
    return text.replace("/", "\\/")


def unicode_escapes(text: str) -> str:
    return text.replace("=", "\\u003d").replace("+", "\\u002B")


def references(text: str) -> str:
    return text.replace("+", "&#43;").replace("/", "&#47;").replace("=", "&#61;")


def hex_references(text: str) -> str:
    return text.replace("+", "&#x2B;").replace("/", "&#x2F;").replace("=", "&#x3D;")


def named_references(text: str) -> str:
    return text.replace("+", "&plus;").replace("/", "&sol;").replace("=", "&equals;")


@pytest.mark.parametrize(
    ("before", "raw", "expected"),
    [
        ("X=", "d+e/f=", VALUE),
        ("X=", "d%2Be%2Ff%3D", "a%2Bb%2Fc%3D%3D"),
        ("X=", "def%3d", "a%2bb%2fc%3d%3d"),
        ("X=", "d/f%3D", "a%2Bb/c%3D%3D"),
        ("X=", "def%253D", "a%252Bb%252Fc%253D%253D"),
        ("X=", "def&#61;", "a&#43;b&#47;c&#61;&#61;"),
        ("X=", "def&#x3d;", "a&#x2b;b&#x2f;c&#x3d;&#x3d;"),
        ("X=", "def&equals;", "a&plus;b&sol;c&equals;&equals;"),
        ("X=", "def\\u003d", "a+b/c\\u003d\\u003d"),
        ("X=", "d\\/f=", "a+b\\/c=="),
        ("X=", "d\\\\\\/f=", "a+b\\\\\\/c=="),
        ("https://h/?secret=", "def", "a%2Bb%2Fc%3D%3D"),
        ("k=1&secret=", "def", "a%2Bb%2Fc%3D%3D"),
        ("x://user:", "def", "a%2Bb%2Fc%3D%3D"),
        ("true &&SECRET=", "def", VALUE),
        ("a; SECRET=", "def", VALUE),
        ("SECRET?=", "def", VALUE),
        ("http://h/ SECRET=", "def", VALUE),
    ],
)
def test_a_value_is_written_as_its_place_writes_one(before: str, raw: str, expected: str) -> None:
    assert written(Plain(VALUE), Plain(f"{before}{raw} "), len(before), len(before) + len(raw), "a.txt") == expected


@pytest.mark.parametrize(
    ("name", "text", "raw", "expected"),
    [
        ("a.json", '{"u": "x:\\/\\/h", "s": "@"}', "def", "a+b\\/c=="),
        ("a.json", '{"u": "x:\\/\\/h", "s": "@"}', "d/f", VALUE),
        ("a.json", '{"u": "x://h", "s": "@"}', "def", VALUE),
        ("a.txt", "x:\\/\\/h @", "def", VALUE),
    ],
)
def test_a_slash_is_escaped_where_the_json_file_escapes_it(name: str, text: str, raw: str, expected: str) -> None:
    start = text.index("@")
    assert written(Plain(VALUE), Plain(text.replace("@", raw)), start, start + len(raw), name) == expected


PLACES: dict[str, tuple[str, str, Callable[[str], str]]] = {
    "percent in a URL": (
        "notes.txt",
        "https://api.backpack.exchange/x?api_key=@K@&api_secret=@S@\n",
        percent,
    ),
    "lower percent in a setting": (
        ".env",
        "BACKPACK_URL=https://api.backpack.exchange/?api_key=@K@&api_secret=@S@\n",
        lower_percent,
    ),
    "JSON slashes": ("a.json", '{"backpack": {"apiKey": "@K@", "apiSecret": "@S@"}}\n', slashes),
    "JSON escapes": ("a.json", '{"backpack": {"apiKey": "@K@", "apiSecret": "@S@"}}\n', unicode_escapes),
    "YAML escapes": ("a.yaml", 'backpack:\n  api_key: "@K@"\n  api_secret: "@S@"\n', unicode_escapes),
    "JavaScript": ("a.js", 'const backpack = {apiKey: "@K@", apiSecret: "@S@"};\n', slashes),
    "XML": ("a.xml", "<backpack><apiKey>@K@</apiKey><apiSecret>@S@</apiSecret></backpack>\n", references),
    "XML attributes": ("a.xml", '<backpack apiKey="@K@" apiSecret="@S@"/>\n', hex_references),
    "HTML": (
        "a.html",
        '<form id="backpack"><input name="api_key" value="@K@"><input name="api_secret" value="@S@"></form>\n',
        named_references,
    ),
}


def pairs() -> list[Specimen]:
    """Returns pairs whose texts hold every character that an encoder writes in another way."""
    found = (specimen(f"place-{number}") for number in range(400))
    return [pair for pair in found if all({"+", "/"} <= set(text) for text in (pair.key, pair.secret))][:3]


@pytest.mark.parametrize("place", PLACES)
def test_a_swap_stays_in_the_encoding_of_its_place(tmp_path: Path, place: str) -> None:
    name, template, encoded = PLACES[place]
    assert pairs()
    for number, pair in enumerate(pairs()):
        folder = tmp_path / str(number)
        folder.mkdir()
        swapped = template.replace("@K@", encoded(pair.secret)).replace("@S@", encoded(pair.key))
        meant = template.replace("@K@", encoded(pair.key)).replace("@S@", encoded(pair.secret))
        assert mend(folder, name, swapped).text == meant


def test_hex_in_a_url_becomes_percent_encoded_base64(tmp_path: Path) -> None:
    pair = pairs()[0]
    before = f"https://api.backpack.exchange/x?backpack_api_secret={pair.seed.hex()}&x=1\n"
    after = f"https://api.backpack.exchange/x?backpack_api_secret={percent(pair.secret)}&x=1\n"
    assert mend(tmp_path, "notes.txt", before).text == after
