"""Secrets inside inputs: one control byte for each form, which a mutation can move, double and drop, but never cut.

A secret that a mutation has cut is another secret, and a piece of it in a report would prove nothing. So the inputs
hold bytes that stand in the place of secrets, and the doors replace them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.classification.sample_keys import expand

LABEL = "fuzz"
_FORMS = (
    "{{ fuzz.secret }}",
    "{{ fuzz.key }}",
    "{{ fuzz.secret | hex }}",
    "{{ fuzz.wallet | base58 }}",
    "{{ fuzz.wallet | integers }}",
    "{{ fuzz.secret | base64url | unpadded }}",
    "{{ fuzz.secret | double }}",
    "{{ fuzz.secret | escaped }}",
    "{{ fuzz.secret | noncanonical }}",
    "{{ fuzz.secret | pem }}",
    "{{ fuzz.expanded }}",
    "BACKPACK_API_KEY={{ fuzz.key }}\nBACKPACK_API_SECRET={{ fuzz.secret }}\n",
)
_BYTES = b"\x01\x02\x03\x04\x05\x06\x07\x08\x0e\x0f\x10\x11"
PLANTS = {bytes([byte]): expand(form).encode() for byte, form in zip(_BYTES, _FORMS, strict=True)}
"""What each byte becomes."""
WHOLE = tuple(expand(form).rstrip("=").encode() for form in _FORMS if "key" not in form)
"""The secret in every form, alone."""
SECRET, KEY, PAIR = b"\x01", b"\x02", b"\x11"
_ANY = re.compile(rb"[\x01-\x08\x0e-\x11]")
_TEMPLATE = re.compile(r"\{\{\s*[A-Za-z][\w-]*\.([a-z]+)((?:\s*\|\s*[a-z0-9]+)*)\s*\}\}")
_SHORT = {
    "key": KEY,
    "wallet base58": b"\x04",
    "expanded base58": b"\x04",
    "wallet integers": b"\x05",
    "expanded": b"\x10",
    "secret hex": b"\x03",
    "secret base64url unpadded": b"\x06",
    "secret double": b"\x07",
    "secret escaped": b"\x08",
    "secret noncanonical": b"\x0e",
    "secret pem": b"\x0f",
}
_MOST = 40
"""Plants in one input: more only take time."""


def grown(data: bytes) -> bytes:
    """Returns an input with its secrets."""
    return _ANY.sub(lambda match: PLANTS[match[0]], data, count=_MOST)


def shrunk(text: str) -> bytes:
    """Returns a text of the test cases, `{{ label.part | filter }}` in it, as an input."""

    def byte(match: re.Match[str]) -> str:
        words = " ".join([match[1], *re.findall(r"[a-z0-9]+", match[2])])
        return _SHORT.get(words, SECRET).decode()

    return _TEMPLATE.sub(byte, text).encode()


_WORDS = (
    *("BACKPACK_API_SECRET", "BACKPACK_API_KEY", "apiSecret", "api_key", "private_key", "seed", "backpack", "bpx"),
    *("api.backpack.exchange", "X-API-Key", "X-Signature", "BackpackClient(", "new Client({", "signer", "wallet"),
    *("export ", "const ", "let ", "val ", "= ", ": ", '": "', "'", '"', '"""', "`", "${", "}}", "{{", "<!--", "-->"),
    *("#", "//", "/*", "*/", "\\u002b", "\\n", "\\\n", "|-\n", "!!binary ", "&a ", "*a", "- ", "[[a]]\n", "<<EOF\n"),
    *("sha256:", "sha512-", "ghp_", "-----BEGIN PRIVATE KEY-----", "H4sI", "PK\x03\x04", "ustar"),
    *("backpack-audit: ignore", "[BPK101]", " -- ", "pragma: allowlist secret", "\ufeff", "\u2028", "\u202e", "ü"),
)


def dictionary() -> Iterator[bytes]:
    """Yields what libFuzzer puts into inputs: plants, and words that decide something."""
    yield from PLANTS
    yield from (word.encode() for word in _WORDS)
