"""Labels: what a text calls the value that is in it."""

from __future__ import annotations

import pytest

from auditor.classification.sample_keys import specimen
from auditor.readers.plain.labels import label_at, stands_alone, title_above

VALUE = specimen("label").secret


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("V", ""),
        ("see V", ""),
        ("BackpackClient('V'", ""),
        ("Authorization: Bearer V", "Authorization"),
        ("api key: V", "api key"),
        ("Backpack API Secret：V", "Backpack API Secret"),
        ("use this as the api key: V", "api key"),
        ("the secret is V", "secret"),
        ("私钥：V", "私钥"),
        ("API 密钥 V", "API 密钥"),
        ("| API Secret | V |", "API Secret"),
        ("**API Key:** `V`", "API Key"),
        ("API secret (base64): V", "API secret"),
        ("--api-key V", "api-key"),
        ("--api-key=V", "api-key"),
        ('-H "X-API-Key: V"', "X-API-Key"),
        ("https://x.invalid/?a=b&api_key=V", "api_key"),
        ("<apiKey>V", "apiKey"),
        ('<add name="x" secret="V"', "secret"),
        ('self.secret_key = "V"', "secret_key"),
        ("const apiKey: string = 'V'", "apiKey"),
        ("secret => 'V'", "secret"),
        ("config['secret'] = 'V'", "secret"),
        ('$env:BACKPACK_SECRET = "V"', "BACKPACK_SECRET"),
        ("setx BACKPACK_SECRET V", "BACKPACK_SECRET"),
        (r"\"secret\": \"V\"", "secret"),
        ("fly secrets set BPX_SECRET=V", "BPX_SECRET"),
        ("x/y v1.0.0 h1:V", "h1:"),
        ("secret: sha256-V", "sha256-"),
        ("SHA256:V", "SHA256:"),
        ("base64:V", "base64:"),
        ("APP_KEY=base64:V", "APP_KEY"),
    ],
)
def test_a_label_is_left_of_its_value(text: str, label: str) -> None:
    text = text.replace("V", VALUE)
    assert label_at(text, text.index(VALUE)) == label


def test_a_label_is_not_looked_for_on_another_line() -> None:
    text = f"api key:\n{VALUE}"
    assert label_at(text, text.index(VALUE)) == ""


@pytest.mark.parametrize("separator", [":", " ", "=", "|", ", ", " : "])
def test_half_of_a_value_is_never_a_label(separator: str) -> None:
    key = specimen("neighbour").key
    for neighbour in (key, key[1:], key.rstrip("="), key[:-4]):
        text = f"{neighbour}{separator}{VALUE}"
        label = label_at(text, len(neighbour) + len(separator))
        assert label == ""


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("API Key\nV", "API Key"),
        ("## API Secret:\n\nV", "API Secret"),
        ("API secret\n\nCopy\n\nV", "API secret"),
        ("New API key created\r\n\r\nV", "API key"),
        ("API Key\n\nW\n\nCopy\n\nV", ""),
        ("one\ntwo\nthree\n\n\n\n\n\n\n\nV", ""),
        ("if (key == secret) {\nV", ""),
        ("This is a long sentence that happens to speak of a key somewhere in its middle.\nV", ""),
    ],
)
def test_a_title_is_above_a_value_that_is_alone(text: str, title: str) -> None:
    text = text.replace("V", VALUE).replace("W", specimen("other").key)
    assert title_above(text, text.rindex(VALUE)) == title


@pytest.mark.parametrize(
    ("text", "alone"),
    [("V", True), ("a\n  `V`  \nb", True), ("- V\n", True), ("x V\n", False), ("a\nV b", False)],
)
def test_alone_means_alone_on_the_line(text: str, alone: bool) -> None:
    text = text.replace("V", VALUE)
    at = text.index(VALUE)
    assert stands_alone(text, at, at + len(VALUE)) is alone
