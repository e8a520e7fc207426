from __future__ import annotations

from pathlib import Path

import pytest
from fixing_cases import mend, put
from traces import traces_of

from auditor.audits.stored_keys import stored
from auditor.classification.sample_keys import expand, specimen
from auditor.fix.file_text import FileText
from auditor.fix.masking import Masker
from auditor.model.request import AuditRequest
from auditor.vocabulary.vocabulary import builtin


def lines(name: str, text: str, masker: Masker | None = None) -> list[str]:
    found = (masker or Masker({})).lines(FileText(expand(text), name, builtin()))
    return [line.text for line in found]


def abbreviated(label: str) -> str:
    return f"{specimen(label).key[:8]}…"


def test_a_secret_is_called_by_its_key_and_how_it_is_written() -> None:
    key = abbreviated("a")
    assert lines(".env", "BACKPACK_API_SECRET={{ a.secret }}") == [f"BACKPACK_API_SECRET=<secret of API key {key}>"]
    assert lines(".env", "BPX_SECRET='{{ a.secret | hex }},' # c") == [
        f"BPX_SECRET='<secret of API key {key}, in hex, with a trailing comma>' # c"
    ]
    assert lines(".env", "BPX_SECRET={{ a.expanded }}") == [f"BPX_SECRET=<secret of API key {key}, 64 bytes>"]


def test_a_key_shows_nothing_of_itself_until_its_secret_proves_it(tmp_path: Path) -> None:
    """Alone, a point in a key's field may still be one secret in sixteen."""
    text = "BACKPACK_API_KEY={{ a.key }}\nBACKPACK_API_SECRET={{ a.secret }}\n"
    assert lines(".env", text)[0] == "BACKPACK_API_KEY=<API key>"
    path = put(tmp_path, ".env", text)
    masker = Masker.of(stored(AuditRequest(paths=(path,), use_config=False, jobs=1)).collected.evidence)
    assert lines(".env", text, masker)[0] == f"BACKPACK_API_KEY=<API key {abbreviated('a')}>"


@pytest.mark.parametrize(
    ("name", "text", "shown"),
    [
        (".env", "DB_PASSWORD=hunter2 # the old one", "DB_PASSWORD=<value> # the old one"),
        ("a.yaml", "user: {name: bot, port: 8080}", "user: {name: <value>, port: 8080}"),
        ("a.py", "client = Client('x', timeout=30)  # see docs", "client = Client('<value>', timeout=30)  # see docs"),
        ("a.ts", "const s = process.env.BACKPACK_API_SECRET;", "const s = process.env.BACKPACK_API_SECRET;"),
        ("compose.yaml", "s: ${BACKPACK_API_SECRET}", "s: ${BACKPACK_API_SECRET}"),
        (".env", "X=1 # {{ z.secret | first }}", "X=<value> # <hidden>"),
        (".env", "# {{ z.secret | hex | second }}", "# <hidden>"),
        (".env", "# 12, 250, 3, 44, 99, 180, 7", "# <hidden>"),
        (".env", "# 0x5f, 0xec, 0xeb, 0x66, 0xff, 0xc8", "# <hidden>"),
        (".env", "# the password was hunter2, then another", "# the <hidden> then another"),
        (".env", "# the secret of the bot", "# the secret of the bot"),
        (".env", "# legal winner thank year wave sausage worth useful legal winner", "# <hidden>"),
        (".env", "BACKPACK_{{ z.secret | hex }}_SECRET=x", "<value>"),
        (
            ".env",
            "# https://docs.backpack.exchange/#tag/Authentication",
            "# https://docs.backpack.exchange/#tag/Authentication",
        ),
        ("a.py", "BACKPACK_TRADING_ACCOUNT_SETTINGS = load_settings_from_environment()", None),
    ],
)
def test_names_and_words_are_shown_and_nothing_that_may_be_a_value(name: str, text: str, shown: str | None) -> None:
    assert lines(name, text) == [shown or text]


def test_what_a_reader_took_for_shorter_than_it_is_is_masked_as_a_whole() -> None:
    (line,) = lines("log.txt", "backpack api secret: {{ a.secret }}{{ z.secret | first }}")
    assert not [trace for label in ("a", "z") for trace in traces_of(specimen(label)) if trace in line.encode()]


def test_every_line_of_a_long_value_is_masked() -> None:
    text = 'BACKPACK_API_SECRET="{{ a.secret | pem }}"\nX=1'
    first, *rest = lines(".env", text)
    assert first == f'BACKPACK_API_SECRET="<secret of API key {abbreviated("a")}, in pem>'
    assert rest == ["<continued>", '<continued>"', "X=<value>"]


def test_a_line_in_doubt_is_no_context(tmp_path: Path) -> None:
    text = "# {{ z.secret | first }}\n# words\nBACKPACK_API_SECRET={{ a.secret | hex }}\n"
    diff = mend(tmp_path, ".env", text).diff.splitlines()
    key = abbreviated("a")
    assert diff == [
        "--- a/.env",
        "+++ b/.env",
        "@@ -1,3 +1,3 @@",
        " …",
        " # words",
        f"-BACKPACK_API_SECRET=<secret of API key {key}, in hex>",
        f"+BACKPACK_API_SECRET=<secret of API key {key}>",
    ]
