"""Every form in which keys were seen to leak is found, at the line and column where the secret stands."""

from __future__ import annotations

import base64
import gzip
import json
import marshal
import re
from collections.abc import Mapping

import pytest
from packing import database_of, notebook_of, tar_of, workbook_of, zip_of

from auditor import AuditRequest, Exposure, Finding, Generic, audit
from auditor.classification.sample_keys import expand, specimen
from auditor.sources.memory import MemorySource

FORMS: dict[str, tuple[str, str]] = {
    "env_example.txt": (
        "BPK101",
        "# perp bot\nBACKPACK_PUBLIC_KEY={{ a.key }}\nBACKPACK_SECRET_KEY=«{{ a.secret }}»\n",
    ),
    "inputs/accounts.txt": ("BPK105", "{{ a.key }}:«{{ a.secret }}»\n{{ b.key }}:«{{ b.secret }}»\n"),
    "the web dialog": ("BPK105", "New key\n\n{{ a.key }}\n\nCopy\n\n«{{ a.secret }}»\n"),
    "the Backpack dialog": ("BPK101", "Backpack Exchange\nAPI Key\n\n{{ a.key }}\n\nAPI Secret\n«{{ a.secret }}»\n"),
    "data.csv": (
        "BPK105",
        "API_KEY,API_SECRET,PROXY_URL\n{{ a.key }},«{{ a.secret }}»,http://127.0.0.1:8080\n",
    ),
    "accounts.tsv": ("BPK101", "name\tbackpack_api_key\tbackpack_secret\nmain\t{{ a.key }}\t«{{ a.secret }}»\n"),
    "README.md": (
        "BPK101",
        (
            "# Backpack Exchange bot\n\n```python\nclient = Account(\n"
            '    public_key="{{ a.key }}",\n    secret_key="«{{ a.secret }}»",\n)\n```\n'
        ),
    ),
    "positional.py": (
        "BPK101",
        'from bpx.account import Account\n\naccount = Account(\n    "{{ a.key }}",\n    "«{{ a.secret }}»",\n)\n',
    ),
    "old-client.js": (
        "BPK101",
        (
            "const { BackpackClient } = require('./backpack_client');\n"
            "const client = new BackpackClient('«{{ a.secret }}»',\n  '{{ a.key }}');\n"
        ),
    ),
    "main.rs": (
        "BPK102",
        'let client = BpxClient::init("https://api.backpack.exchange".into(), "«{{ a.secret }}»", None)?;\n',
    ),
    "main.go": (
        "BPK101",
        (
            'import bpx "github.com/rambollwong/bpx-api-client-go"\n\nvar client = bpx.NewClient("{{ a.key }}",\n'
            '\t"«{{ a.secret }}»")\n'
        ),
    ),
    "k8s/secret.yaml": (
        "BPK101",
        (
            "apiVersion: v1\nkind: Secret\nmetadata:\n  name: backpack-bot\ndata:\n"
            "  BACKPACK_API_KEY: {{ a.key | double }}\n  BACKPACK_API_SECRET: «{{ a.secret | double }}»\n"
        ),
    ),
    "config.ini": ("BPK105", "[keys]\napi_key = {{ a.key }}\napi_secret = «{{ a.secret }}»\n"),
    "Backpack_key.txt": ("BPK101", "api key: {{ a.key }}\napi secret: «{{ a.secret }}»\n"),
    "bot.log": ("BPK102", "12:00:00 INFO connecting to api.backpack.exchange with secret=«{{ a.secret }}»\n"),
    "block.yaml": ("BPK102", "exchange:\n  name: backpack\n  api_secret: >-\n    «{{ a.secret }}»\n"),
    "comment.py": ("BPK102", "# backpack api secret: «{{ a.secret }}»\n"),
    "hex.env": ("BPK102", "BACKPACK_API_SECRET=«{{ a.secret | hex }}»\n"),
    "expanded.env": ("BPK102", "BACKPACK_PRIVATE_KEY=«{{ a.expanded }}»\n"),
    "urlsafe.env": ("BPK102", "BPX_SECRET_KEY=«{{ a.secret | base64url | unpadded }}»\n"),
    "deploy.ps1": ("BPK102", '$env:BACKPACK_API_SECRET = "«{{ a.secret }}»"\n'),
    "bot.tfvars": ("BPK102", 'backpack_api_secret = "«{{ a.secret }}»"\n'),
    "mcp.json": (
        "BPK101",
        (
            '{"mcpServers": {"backpack": {"env": {"BACKPACK_PUBLIC_KEY": "{{ a.key }}", '
            '"BACKPACK_PRIVATE_KEY": "«{{ a.secret }}»"}}}}\n'
        ),
    ),
    ".bash_history": (
        "BPK101",
        "curl -H 'X-API-Key: {{ a.key }}' https://api.backpack.exchange/api/v1/capital\nexport BP_SECRET=«{{ a.secret }}»\n",
    ),
    "web/config.ts": ("BPK103", 'export const cfg = { NEXT_PUBLIC_BACKPACK_API_SECRET: "«{{ a.secret }}»" };\n'),
    "deploy/key.pem": ("BPK104", "«{{ a.secret | pem }}»\n"),
    "id.json": ("BPK702", "«{{ a.wallet | integers }}»\n"),
    "wallet.env": ("BPK701", "MNEMONIC='«{{ a.phrase }}»'\n"),
    "lost-character.env": ("BPK302", "BACKPACK_API_SECRET=«{{ a.secret | drop }}»\n"),
    "broken.json": ("BPK102", '{"BACKPACK_API_SECRET": "«{{ a.secret }}»", \n'),
}
"""Path, rule, and text with the secrets between « and »."""
PAIR = {"BACKPACK_API_KEY": "{{ a.key }}", "BACKPACK_API_SECRET": "{{ a.secret }}"}
ENV = expand("".join(f"{name}={value}\n" for name, value in PAIR.items())).encode()
SECRET_OF_ENV = (2, 21)


def findings(files: Mapping[str, bytes]) -> tuple[Finding, ...]:
    request = AuditRequest(generic=Generic.OFF, use_config=False, describe_rules=False, jobs=1)
    return audit(request, source=MemorySource(files, Exposure.TRACKED, 0o600)).active


def marked(text: str) -> tuple[str, list[tuple[int, int, int, int]]]:
    """The text without its marks, and where the marked values stand: line and column of start and end."""
    plain, locations = "", []
    for piece in re.split("([«»])", expand(text)):
        if piece == "«":
            start = _position(plain)
        elif piece == "»":
            locations.append((*start, *_position(plain)))
        else:
            plain += piece
    return plain, locations


def _position(before: str) -> tuple[int, int]:
    return before.count("\n") + 1, len(before) - before.rfind("\n")


@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("name", FORMS)
def test_a_text_that_leaks_is_found_where_the_secret_is(name: str, ends: str) -> None:
    rule, form = FORMS[name]
    text, locations = marked(form)
    found = findings({name: text.replace("\n", ends).encode()})
    spans = [(one.location.span, one.location.path) for one in found if one.rule_id == rule]
    assert [((span.line, span.column, span.end_line, span.end_column), path) for span, path in spans] == [
        (location, name) for location in locations
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be"])
def test_the_encoding_of_a_text_moves_nothing(encoding: str) -> None:
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    (found,) = findings({"keys.env": (mark + "# clé\n" + ENV.decode()).encode(encoding)})
    assert (found.rule_id, found.location.span.line, found.location.span.column) == ("BPK101", 3, 21)


CODE = compile(expand("".join(f"{name} = '{value}'\n" for name, value in PAIR.items())), "keys.py", "exec")
NOTEBOOK = notebook_of(
    {"cell_type": "markdown", "metadata": {}, "source": ["# Backpack"]},
    {"cell_type": "code", "metadata": {}, "outputs": [], "source": ["import bpx\n", 'bpx_secret = "{{ a.secret }}"\n']},
)
CONTAINERS: dict[str, tuple[bytes, str | None, tuple[int, int]]] = {
    "accounts.xlsx": (workbook_of({"bots": [["name", *PAIR], ["main", *PAIR.values()]]}), "bots!C2", (1, 1)),
    "research.ipynb": (NOTEBOOK, "cell 2", (2, 15)),
    "old.zip": (zip_of({"bot/.env": ENV}), "bot/.env", SECRET_OF_ENV),
    "old.tgz": (tar_of({"bot/.env": ENV}, mode="w:gz"), "bot/.env", SECRET_OF_ENV),
    "old.tar.xz": (tar_of({"bot/.env": ENV}, mode="w:xz"), "bot/.env", SECRET_OF_ENV),
    "dump.sql.gz": (
        gzip.compress(expand("INSERT INTO backpack (api_secret) VALUES ('{{ a.secret }}');\n").encode()),
        "dump.sql",
        (1, 44),
    ),
    "all.zip": (zip_of({"old.tgz": tar_of({"bot/.env": ENV}, mode="w:gz")}), "old.tgz!bot/.env", SECRET_OF_ENV),
    ".keys.env.swp": (b"b0VIM 9.0\0\0\0\0" + ENV + b"\0\0\0", None, (0, 0)),
    "keys.cpython-311.pyc": (b"\xa7\r\r\n" + bytes(12) + marshal.dumps(CODE), None, (0, 0)),
}
"""Content, the member in which the secret stands, and line and column there; (0, 0) where bytes have no lines."""


@pytest.mark.parametrize("name", CONTAINERS)
def test_a_container_that_leaks_is_found_by_its_member(name: str) -> None:
    data, member, (line, column) = CONTAINERS[name]
    (found,) = (one for one in findings({name: data}) if one.rule_id in {"BPK101", "BPK102"})
    assert (found.location.path, found.location.member, found.api_key) == (name, member, specimen("a").key)
    if line:
        assert (found.location.span.line, found.location.span.column) == (line, column)


def test_a_database_that_leaks_is_found_by_its_cell() -> None:
    rows = {"accounts": [["main", *PAIR.values()]]}
    data = database_of("CREATE TABLE accounts (name, backpack_api_key, backpack_private_key)", rows=rows)
    (found,) = (one for one in findings({"bot.sqlite": data}) if one.rule_id == "BPK101")
    assert (found.location.path, found.api_key) == ("bot.sqlite", specimen("a").key)
    assert found.location.member is not None
    assert "accounts" in found.location.member


def test_key_and_secret_in_two_files_and_two_encodings_are_one_pair() -> None:
    secret = base64.b64decode(specimen("a").secret).hex()
    files = {
        "README.md": expand("My key on Backpack Exchange is {{ a.key }}.\n").encode(),
        "bot/settings.json": json.dumps({"seed": secret}).encode(),
    }
    found = next(one for one in findings(files) if one.rule_id == "BPK101")
    assert (found.confidence, found.location.path, found.api_key) == ("proven", "bot/settings.json", specimen("a").key)
    assert [(one.role, one.location.path, one.location.span.line) for one in found.related] == [
        ("api_key", "README.md", 1)
    ]


def test_accounts_are_told_apart_by_the_labels_in_their_names() -> None:
    """A key and a secret of one label that do not match are a mistake; those of two labels are two accounts."""
    text = "BACKPACK_API_KEY_BOB={{ a.key }}\nBACKPACK_API_SECRET_%s={{ b.secret }}\n"
    found = {
        label: {one.rule_id for one in findings({"bots.env": expand(text % label).encode()})}
        for label in ("BOB", "ALICE")
    }
    assert found == {"BOB": {"BPK102", "BPK205"}, "ALICE": {"BPK102"}}
