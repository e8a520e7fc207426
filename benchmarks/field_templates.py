"""Expands the templates of field cases with fresh keys: `@K@`, `@S:url@`, `@R32.a@`.

A template holds placeholders `@NAME.LABEL:FILTER@`; label and filter may be missing.

* `K` and `S` (also `K1`, `S1`, `K2`, …) are an API key and its secret. A filter writes the value in another form: `url`
  percent-encoded, `qp` quoted-printable, `slash` and `gson` and `net` as JSON encoders escape `/`, `=` and `+`, `prop` as in
  Java properties, `ent` in HTML entities, `b64` and `b64np` base64 of the text, `hex`, `HEX`, `0x`, `colon`, `spaced` of
  the bytes, `u64` and `u64np` base64url, `np` unpadded, `b58`, `ints`, `hexints`, `pyb`, `cstr`, `pk8`, `openssh`, and
  `h1`, `h2` (halves) or `a`, `b`, `c` (thirds) of the text.
* Every other name is a random look-alike (`R32` is base64 of 32 bytes, `H32` hex, `PUB` a public key); the same label gives
  the same value twice.
"""

from __future__ import annotations

import base64
import html
import random
import re
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote

from auditor.classification.ed25519 import derive_public_key
from auditor.model.secret import PlainBytes

PLACEHOLDER = re.compile(r"@([A-Z][A-Z0-9]*)(?:\.([a-z0-9]+))?(?::([A-Za-z0-9]+))?@")
_KEY_OR_SECRET = re.compile(r"([KS])(\d*)")
_SIZED = re.compile(r"(R|H)(\d+)")
_PKCS8 = bytes.fromhex("302e020100300506032b657004220420")
_SPKI = bytes.fromhex("302a300506032b6570032100")
_WORDS = (
    "please", "enter", "the", "secret", "key", "of", "your", "account", "before", "you", "start", "trading", "on", "this",
    "exchange", "again", "today", "because", "nothing", "could", "be", "found", "in", "memory", "while", "order", "book",
    "was", "loading", "from", "server", "and", "every", "retry", "failed",
)  # fmt: skip


def _b64(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _b58(value: bytes) -> str:
    import base58

    return base58.b58encode(value).decode()


def _openssh(seed: bytes) -> str:
    """The format of OpenSSH's PROTOCOL.key around a seed."""
    public = derive_public_key(PlainBytes(seed))
    kind = b"ssh-ed25519"

    def string(value: bytes) -> bytes:
        return struct.pack(">I", len(value)) + value

    blob = string(kind) + string(public)
    private = b"\x01\x02\x03\x04" * 2 + string(kind) + string(public) + string(seed + public) + string(b"bot")
    private += bytes(range(1, 1 + -len(private) % 8))
    body = b"openssh-key-v1\0" + string(b"none") + string(b"none") + string(b"") + struct.pack(">I", 1)
    text = base64.encodebytes(body + string(blob) + string(private)).decode()
    begin, end = (f"-----{word} OPENSSH PRIVATE KEY-----" for word in ("BEGIN", "END"))
    return f"{begin}\n{text}{end}"


def _slice(text: str, part: int, parts: int) -> str:
    size = -(-len(text) // parts)
    return text[part * size : (part + 1) * size]


_OF_BYTES: dict[str, Callable[[bytes], str]] = {
    "hex": bytes.hex,
    "HEX": lambda value: value.hex().upper(),
    "0x": lambda value: "0x" + value.hex(),
    "colon": lambda value: value.hex(":"),
    "spaced": lambda value: value.hex(" "),
    "u64": lambda value: base64.urlsafe_b64encode(value).decode(),
    "u64np": lambda value: base64.urlsafe_b64encode(value).decode().rstrip("="),
    "b58": _b58,
    "ints": lambda value: ", ".join(map(str, value)),
    "hexints": lambda value: ", ".join(map(hex, value)),
    "pyb": lambda value: "".join(f"\\x{byte:02x}" for byte in value),
    "cstr": lambda value: "".join(f"\\x{byte:02x}" for byte in value),
    "pk8": lambda value: _b64(_PKCS8 + value),
    "openssh": _openssh,
}
_OF_TEXT: dict[str, Callable[[str], str]] = {
    "url": lambda text: quote(text, safe=""),
    "qp": lambda text: text.replace("=", "=3D"),
    "slash": lambda text: text.replace("/", "\\/"),
    "gson": lambda text: text.replace("=", "\\u003d"),
    "net": lambda text: text.replace("+", "\\u002B"),
    "prop": lambda text: text.replace("=", "\\="),
    "ent": lambda text: html.escape(text).replace("=", "&#61;").replace("+", "&#43;").replace("/", "&#x2F;"),
    "b64": lambda text: _b64(text.encode()),
    "b64np": lambda text: _b64(text.encode()).rstrip("="),
    "np": lambda text: text.rstrip("="),
    "h1": lambda text: _slice(text, 0, 2),
    "h2": lambda text: _slice(text, 1, 2),
    "a": lambda text: _slice(text, 0, 3),
    "b": lambda text: _slice(text, 1, 3),
    "c": lambda text: _slice(text, 2, 3),
}


@dataclass(slots=True)
class Values:
    """The values of one case: key pairs and look-alikes, made when they are first named."""

    chance: random.Random
    seeds: dict[str, bytes] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)

    def seed(self, number: str) -> bytes:
        if number not in self.seeds:
            self.seeds[number] = self.chance.randbytes(32)
        return self.seeds[number]

    def api_keys(self) -> list[str]:
        """The API keys of all pairs that have been asked for."""
        return [_b64(derive_public_key(PlainBytes(seed))) for seed in self.seeds.values()]

    def expand(self, template: str, *, swap: bool = False, key_word: str = "") -> str:
        """Replaces every placeholder.

        Args:
            template: The text with placeholders.
            swap: Whether keys and secrets change places.
            key_word: What is in the place of every API key; empty for the key.
        """

        def fill(match: re.Match[str]) -> str:
            name, label, form = match.groups()
            if pair := _KEY_OR_SECRET.fullmatch(name):
                self.seed(pair[2])
                if key_word and pair[1] == "K":
                    return key_word
                is_secret = (pair[1] == "S") is not swap
                return self._credential(pair[2], form or "", is_secret=is_secret)
            if not label:
                return _lookalike(name, self.chance)
            if f"{name}.{label}" not in self.named:
                self.named[f"{name}.{label}"] = _lookalike(name, self.chance)
            return self.named[f"{name}.{label}"]

        return PLACEHOLDER.sub(fill, template)

    def _credential(self, number: str, form: str, *, is_secret: bool) -> str:
        seed = self.seed(number)
        value = seed if is_secret else derive_public_key(PlainBytes(seed))
        if form in _OF_BYTES:
            return _OF_BYTES[form](value)
        return _OF_TEXT[form](_b64(value)) if form else _b64(value)


def _sentence(chance: random.Random, letters: int) -> str:
    """Words with as many letters as asked for, without spaces in half of the cases."""
    words: list[str] = []
    while sum(map(len, words)) < letters:
        words.append(chance.choice(_WORDS))
    words[-1] = words[-1][: len(words[-1]) - sum(map(len, words)) + letters]
    text = " ".join(word for word in words if word)
    return text.capitalize() if chance.random() < 0.5 else text.title().replace(" ", "")


def _camel(chance: random.Random, letters: int) -> str:
    words: list[str] = []
    while sum(map(len, words)) < letters:
        words.append(chance.choice(_WORDS))
    return "".join(word.capitalize() for word in words)[:letters]


def _letters(chance: random.Random, size: int) -> str:
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    return "".join(chance.choice(alphabet) for _ in range(size))


def _sshpub(value: bytes) -> str:
    return _b64(struct.pack(">I", 11) + b"ssh-ed25519" + struct.pack(">I", 32) + value)


def _lookalike(name: str, chance: random.Random) -> str:
    if sized := _SIZED.fullmatch(name):
        value = chance.randbytes(int(sized[2]))
        return _b64(value) if sized[1] == "R" else value.hex()
    public = derive_public_key(PlainBytes(chance.randbytes(32)))
    made: dict[str, Callable[[], str]] = {
        "HX32": lambda: "0x" + chance.randbytes(32).hex(),
        "PUB": lambda: _b64(public),
        "PUBHEX": public.hex,
        "PUB58": lambda: _b58(public),
        "SIG58": lambda: _b58(chance.randbytes(64)),
        "R32NP": lambda: _b64(chance.randbytes(32)).rstrip("="),
        "U32NP": lambda: _OF_BYTES["u64np"](chance.randbytes(32)),
        "R32URL": lambda: quote(_b64(chance.randbytes(32)), safe=""),
        "SSHPUB": lambda: _sshpub(public),
        "SPKI": lambda: _b64(_SPKI + public),
        "PNG": lambda: _b64(b"\x89PNG\r\n\x1a\n" + chance.randbytes(900)),
        "AZ64": lambda: _letters(chance, 64),
        "SAY": lambda: _sentence(chance, 43),
        "SAYLONG": lambda: _sentence(chance, 86),
        "CAMEL": lambda: _camel(chance, 43),
        "VAPID": lambda: _OF_BYTES["u64np"](b"\x04" + chance.randbytes(64)),
        "LINES": lambda: "\n".join(chance.randbytes(40).hex() for _ in range(6)),
        "B64LINES": lambda: "\n".join(_b64(chance.randbytes(48)) for _ in range(6)),
        "ECIES": lambda: _b64(b"\x04" + chance.randbytes(160)),
        "SEALED": lambda: _b64(chance.randbytes(300)),
    }
    return made[name]()
