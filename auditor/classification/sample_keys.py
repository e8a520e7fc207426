r"""Keys for examples, tests and the demonstration, made from a label so that no key text is ever committed.

A text may hold placeholders `{{ LABEL.PART | FILTER | FILTER }}`:

* PART: `secret` (base64 of the seed), `key` (base64 of the public key), `expanded` (base64 of seed and public
  key, 64 bytes), `signature` (base64 of 64 bytes that are no keypair), `wallet` (like `expanded`, for wallets),
  `phrase` (a BIP39 phrase of twelve words), `bytes48` (base64 of as many bytes that are no key);
  whatever the label is, `zeros` (32 zero bytes), `counter` (the bytes 0 to 31) and `one` (the point of order one).
* FILTER, an encoding of the same bytes: `hex`, `base58`, `base64url`, `unpadded`, `integers`, `pem` and `der` (PKCS #8
  of a seed), `spki` (of a public key), `token` (the one-way name of a value, in hex), `double` (base64 of the base64
  text), `noncanonical` (last character with non-zero trailing bits); other products' forms around the same bytes: `base32` (as in their identifiers), `jwt`, `rsa`
  (a key file's frame);
  or a change of the text: `upper`, `lower`, `reversed`, `escaped` (JSON's `\/` and `\u002b`), `drop` (the fifth
  character lost), `first` and `second` (half of the text).
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from hashlib import sha256, sha512, shake_256
from typing import final

from auditor.classification.ed25519 import SEED_BYTES, derive_public_key, is_prime_order_point, token
from auditor.model.secret import PlainBytes

_PLACEHOLDER = re.compile(r"\{\{\s*([A-Za-z][\w-]*)\.([a-z]+\d*)((?:\s*\|\s*[a-z0-9]+)*)\s*\}\}")
_BYTES = "bytes"
PUBLISHED_LABEL = "rfc8032"
"""The label of the one pair that is not made: TEST 1 of RFC 8032, section 7.1, which anybody may know."""
_RFC8032_TEST_1 = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
_PKCS8_SEED = bytes.fromhex("302e020100300506032b657004220420")
"""DER of PKCS #8 around an Ed25519 seed (RFC 8410, section 7)."""
_SPKI_KEY = bytes.fromhex("302a300506032b6570032100")
"""DER of SubjectPublicKeyInfo around an Ed25519 public key (RFC 8410, section 4)."""


@final
@dataclass(frozen=True)
class Specimen:
    """A key pair that belongs to nobody."""

    seed: bytes = field(repr=False)

    @cached_property
    def public_key(self) -> bytes:
        """The 32 bytes of the public key."""
        return derive_public_key(PlainBytes(self.seed))

    @property
    def secret(self) -> str:
        """The API secret as the exchange writes it: base64 of the seed."""
        return base64.b64encode(self.seed).decode()

    @property
    def key(self) -> str:
        """The API key as the exchange writes it: base64 of the public key."""
        return base64.b64encode(self.public_key).decode()

    def part(self, name: str) -> bytes:
        """Returns the bytes that a placeholder's PART names.

        Raises:
            KeyError: there is no such part.
        """
        if name.startswith(_BYTES) and name.removeprefix(_BYTES).isdecimal():
            return shake_256(b"bytes by " + self.seed).digest(int(name.removeprefix(_BYTES)))
        return {
            "secret": lambda: self.seed,
            "key": lambda: self.public_key,
            "expanded": lambda: self.seed + self.public_key,
            "wallet": lambda: self.seed + self.public_key,
            "phrase": lambda: self.seed[:16],
            "signature": lambda: sha512(b"signature by " + self.seed).digest(),
            "zeros": lambda: bytes(SEED_BYTES),
            "counter": lambda: bytes(range(SEED_BYTES)),
            "one": lambda: b"\x01" + bytes(SEED_BYTES - 1),
        }[name]()


@lru_cache(maxsize=256)
def specimen(label: str, *, point: bool = False) -> Specimen:
    """Returns the pair of a label, the same in every run.

    Its seed is no prime-order point, as for fifteen of sixteen real seeds; with `point`, or for a label that ends
    in `-point`, it is one, the case in which nothing but the pair tells a secret from a key.
    """
    if label == PUBLISHED_LABEL:
        return Specimen(bytes.fromhex(_RFC8032_TEST_1))
    point = point or label.endswith("-point")
    counter = 0
    while True:
        seed = sha256(f"backpack-audit specimen {label} {counter}".encode()).digest()
        if is_prime_order_point(seed) == point:
            return Specimen(seed)
        counter += 1


def expand(text: str, pairs: Mapping[str, Specimen] | None = None) -> str:
    """Returns `text` with every placeholder replaced; a label that is in `pairs` means that pair.

    Raises:
        KeyError: a placeholder names a part or filter that does not exist.
    """
    return _PLACEHOLDER.sub(lambda match: _fill(match, pairs or {}), text)


def _fill(match: re.Match[str], pairs: Mapping[str, Specimen]) -> str:
    label, part, chain = match.groups()
    value = (pairs.get(label) or specimen(label)).part(part)
    text = _phrase(value) if part == "phrase" else base64.b64encode(value).decode()
    for name in re.findall(r"[a-z0-9]+", chain):
        text = _ENCODINGS[name](value) if name in _ENCODINGS else _CHANGES[name](text)
    return text


def _phrase(entropy: bytes) -> str:
    from mnemonic import Mnemonic  # seldom needed

    return Mnemonic("english").to_mnemonic(entropy)


def _base58(value: bytes) -> str:
    import base58  # seldom needed

    return base58.b58encode(value).decode()


def _noncanonical(value: bytes) -> str:
    text = base64.b64encode(value).decode()
    body = text.rstrip("=")
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    return body[:-1] + alphabet[alphabet.index(body[-1]) + 1] + text[len(body) :]


def _pem(value: bytes) -> str:
    body = base64.b64encode(_PKCS8_SEED + value).decode()
    return (
        f"-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----"  # backpack-audit: ignore[BPK901] -- a frame
    )


def _jwt(value: bytes) -> str:
    parts = (b'{"alg":"HS256","typ":"JWT"}', b'{"sub":"%s"}' % value.hex().encode(), value)
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)


def _rsa(value: bytes) -> str:
    """Returns a frame around bytes that are no RSA key; the frame is all that makes it look like one."""
    body = base64.encodebytes(value * 9).decode()
    begin, end = (f"-----{word} RSA PRIVATE KEY-----" for word in ("BEGIN", "END"))
    return f"{begin}\n{body}{end}"


_ENCODINGS: dict[str, Callable[[bytes], str]] = {
    "hex": bytes.hex,
    "base32": lambda value: base64.b32encode(value).decode(),
    "jwt": _jwt,
    "rsa": _rsa,
    "base58": _base58,
    "base64url": lambda value: base64.urlsafe_b64encode(value).decode(),
    "integers": lambda value: "[" + ", ".join(map(str, value)) + "]",
    "pem": _pem,
    "der": lambda value: base64.b64encode(_PKCS8_SEED + value).decode(),
    "token": lambda value: token(value).hex(),
    "spki": lambda value: base64.b64encode(_SPKI_KEY + value).decode(),
    "double": lambda value: base64.b64encode(base64.b64encode(value)).decode(),
    "noncanonical": _noncanonical,
}
_CHANGES: dict[str, Callable[[str], str]] = {
    "unpadded": lambda text: text.rstrip("="),
    "upper": str.upper,
    "lower": str.lower,
    "reversed": lambda text: text[::-1],
    "escaped": lambda text: text.replace("/", "\\/").replace("+", "\\u002b"),
    "drop": lambda text: text[:4] + text[5:],
    "first": lambda text: text[: len(text) // 2],
    "second": lambda text: text[len(text) // 2 :],
}
