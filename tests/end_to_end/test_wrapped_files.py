"""Whole files in base64 are read, to a limit, and reported at the place of the base64 text."""

from __future__ import annotations

import base64
import gzip
import zlib
from collections.abc import Callable

import pytest

from auditor import AuditRequest, Exposure, Finding, Generic, audit
from auditor.classification.sample_keys import expand
from auditor.sources.memory import MemorySource

ENV = expand("# bot\nBACKPACK_API_KEY={{ a.key }}\nBACKPACK_API_SECRET={{ a.secret }}\n").encode()
LONE = expand("# bot\nLOG=debug\nBACKPACK_API_SECRET={{ a.secret }}\n").encode()
SWAPPED = expand("# bot\nBACKPACK_API_KEY={{ a.secret }}\nBACKPACK_API_SECRET={{ a.key }}\n").encode()


NAMES = ("a1", "b2", "c3")


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def lines(data: bytes) -> str:
    return base64.encodebytes(data).decode()


WRAPPINGS: dict[str, tuple[str, Callable[[bytes], str]]] = {
    "a Kubernetes Secret": ("secret.yaml", lambda data: f"kind: Secret\ndata:\n  .env: {b64(data)}\n"),
    "a CI variable": ("ci.env", lambda data: f"BOT_ENV_B64={b64(data)}\n"),
    "a CI variable in quotes": ("ci.yml", lambda data: f"variables:\n  BOT_ENV: '{b64(data)}'\n"),
    "cloud-init": ("user-data", lambda data: f"#cloud-config\nwrite_files:\n- encoding: b64\n  content: {b64(data)}\n"),
    "gzip": ("user-data", lambda data: f"- encoding: gz+b64\n  content: {b64(gzip.compress(data, mtime=0))}\n"),
    "a heredoc": ("boot.sh", lambda data: f"base64 -d > .env <<EOF\n{lines(data)}EOF\n./run.sh\n"),
    "a pipe": ("boot.sh", lambda data: f"echo {b64(data)} | base64 -d > .env\n"),
    "a data URL": ("page.html", lambda data: f'<a href="data:text/plain;base64,{b64(data)}">env</a>\n'),
    "an attachment": (
        "mail.txt",
        lambda data: f"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n{lines(data)}\n--x--\n",
    ),
    "JSON": ("task.json", lambda data: f'{{"files": [{{"path": ".env", "content": "{b64(data)}"}}]}}\n'),
    "base64url": ("ci.env", lambda data: f"BOT={base64.urlsafe_b64encode(data).decode().rstrip('=')}\n"),
    "twice": ("ci.env", lambda data: f"BOT={b64(b64(data).encode())}\n"),
    "source code": ("boot.py", lambda data: f"open('.env', 'wb').write(b64decode('{b64(data)}'))\n"),
}


def findings(name: str, text: str) -> list[Finding]:
    request = AuditRequest(generic=Generic.OFF, use_config=False, describe_rules=False, jobs=1)
    return list(audit(request, source=MemorySource({name: text.encode()}, Exposure.TRACKED, 0o600)).active)


@pytest.mark.parametrize("wrapping", WRAPPINGS)
@pytest.mark.parametrize(("content", "code"), [(ENV, "BPK101"), (LONE, "BPK102"), (SWAPPED, "BPK201")])
def test_a_file_in_base64_is_read(wrapping: str, content: bytes, code: str) -> None:
    name, wrap = WRAPPINGS[wrapping]
    text = wrap(content)
    found = next(one for one in findings(name, text) if one.rule_id == code)
    line, column = found.location.span.line, found.location.span.column
    outer = text.split("\n")[line - 1][column - 1 :]
    assert outer[:4] in {b64(content)[:4], b64(b64(content).encode())[:4], "H4sI"}


def test_basic_credentials_of_a_pair_are_one() -> None:
    pair = expand("{{ a.key }}:{{ a.secret }}").encode()
    found = findings("call.http", f"GET https://example.org/\nAuthorization: Basic {b64(pair)}\n")
    assert [(one.rule_id, one.location.span.line) for one in found] == [("BPK105", 2)]


def test_every_secret_of_a_wrapped_file_is_named() -> None:
    env = expand("".join(f"BACKPACK_API_SECRET_{name[1]}={{{{ {name}.secret }}}}\n" for name in NAMES)).encode()
    found = findings("ci.env", f"BOT={b64(env)}\n")
    assert sorted(one.api_key or "" for one in found) == sorted(expand(f"{{{{ {name}.key }}}}") for name in NAMES)


@pytest.mark.parametrize(
    "content",
    [
        b"# bot\nBACKPACK_API_KEY=your_api_key\nBACKPACK_API_SECRET=your_api_secret_goes_here\n",
        b"The Backpack client signs with a secret that you keep elsewhere, and nothing in this text is one.\n" * 3,
        expand("BACKPACK_API_KEY={{ a.key }}\nBACKPACK_API_SECRET=${SECRET}\n").encode(),
    ],
)
def test_a_harmless_file_in_base64_is_silent(content: bytes) -> None:
    assert findings("ci.env", f"BOT={b64(content)}\n") == []
    assert findings("ci.env", f"BOT={b64(gzip.compress(content, mtime=0))}\n") == []


def test_a_bomb_is_unwrapped_to_a_limit() -> None:
    bomb = gzip.compress(bytes(50_000_000), mtime=0)
    assert findings("ci.env", f"# backpack exchange\nBOT={b64(bomb)}\n") == []


def test_zlib_is_read_where_the_file_says_backpack() -> None:
    text = f"# secrets of the backpack exchange bot\nBOT={b64(zlib.compress(ENV))}\n"
    assert "BPK101" in {one.rule_id for one in findings("ci.env", text)}
