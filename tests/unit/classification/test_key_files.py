"""Both sides of what makes a text or some bytes a key file."""

from __future__ import annotations

import base64

import pytest

from auditor.classification.key_files import KeyFile, from_der, from_pem
from auditor.classification.sample_keys import specimen
from auditor.model.material import Encoding, Kind
from auditor.model.secret import PlainBytes

PAIR = specimen("file")
PKCS8 = bytes.fromhex("302e020100300506032b657004220420") + PAIR.seed
SPKI = bytes.fromhex("302a300506032b6570032100") + PAIR.public_key
MAGIC = b"openssh-key-v1\0"


def pem(label: str, data: bytes, ending: str = "\n-----END KEY-----") -> str:
    return f"-----BEGIN {label}-----\n{base64.b64encode(data).decode()}{ending}"


def string(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data


def openssh(cipher: bytes = b"none", kind: bytes = b"ssh-ed25519", private: bytes | None = None) -> bytes:
    """Returns a file in OpenSSH's own format with one key."""
    if private is None:
        private = b"\1\2\3\4" * 2 + string(kind) + string(PAIR.public_key) + string(PAIR.seed + PAIR.public_key)
    number_of_keys = b"\0\0\0\1"
    return MAGIC + b"".join(
        (string(cipher), string(b"none"), string(b""), number_of_keys, string(b"public half"), string(private))
    )


@pytest.mark.parametrize(("label", "kind"), [("", True), ("A" * 40, True), ("A" * 41, False), ("a key", False)])
def test_how_long_the_label_of_a_pem_file_is(label: str, *, kind: bool) -> None:
    assert (from_pem(pem(label, PKCS8)) == KeyFile(Kind.PRIVATE_KEY, Encoding.PEM, PlainBytes(PAIR.seed))) is kind


@pytest.mark.parametrize("ending", ["\n-----END KEY-----", "", "\\n-----END KEY-----\\n", "\\r\\n-----END"])
def test_the_end_of_a_pem_file_may_be_missing_or_escaped(ending: str) -> None:
    found = from_pem(pem("PRIVATE KEY", PKCS8, ending))
    assert found is not None
    assert (found.kind, found.data) == (Kind.PRIVATE_KEY, PAIR.seed)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (pem("ENCRYPTED PRIVATE KEY", PKCS8), Kind.ENCRYPTED_KEY),
        ("-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END", Kind.ENCRYPTED_KEY),
        (pem("EC PRIVATE KEY", b"0another key"), Kind.FOREIGN),
        ("-----BEGIN PRIVATE KEY----------END PRIVATE KEY-----", Kind.FOREIGN),
        (pem("PUBLIC KEY", SPKI), Kind.PUBLIC_KEY),
        (pem("OPENSSH PRIVATE KEY", openssh()), Kind.PRIVATE_KEY),
        (pem("CERTIFICATE", b"0a certificate"), None),
        (pem("PRIVATE KEY HEADER", b"0another key"), None),
        ("-----BEGIN PRIVATE KEY-----\nA\n-----END", None),
        (pem("OPENSSH PRIVATE KEY", PKCS8), None),
        ("BEGIN PRIVATE KEY", None),
    ],
)
def test_what_a_pem_file_is_by_its_label_and_its_content(text: str, kind: Kind | None) -> None:
    found = from_pem(text)
    assert (found and found.kind) is kind


def test_only_the_first_key_of_a_text_counts() -> None:
    found = from_pem(pem("PUBLIC KEY", SPKI) + "\n" + pem("PRIVATE KEY", PKCS8))
    assert found == KeyFile(Kind.PUBLIC_KEY, Encoding.PEM, PlainBytes(PAIR.public_key))


def test_der_may_be_followed_by_attributes_up_to_a_size() -> None:
    assert from_der(PKCS8.ljust(512, b"\0")) == KeyFile(Kind.PRIVATE_KEY, Encoding.DER, PlainBytes(PAIR.seed))
    assert from_der(PKCS8.ljust(513, b"\0")) is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x31" + PKCS8[1:],
        PKCS8[:-1],
        PKCS8[:12] + b"\x04\x22\x04\x21" + PAIR.seed,
        b"\x30\x26\x02\x01\x04\x22\x04\x20" + PAIR.seed,
        bytes(32) + PKCS8[5:],
        b"\x30" + bytes(28) + PKCS8[7:],
        b"\x30\x2a\x30\x05\x06\x03\x2b\x65\x71\x03\x21\x00" + PAIR.public_key,
        SPKI + b"\0",
        SPKI[:-1],
        SPKI[:9] + b"\x03\x21\x01" + PAIR.public_key,
    ],
)
def test_what_is_nearly_der_of_a_key_is_none(data: bytes) -> None:
    assert from_der(data) is None


def test_a_public_key_has_32_bytes_whatever_is_behind_it() -> None:
    data = b"\x30\x2a" + SPKI[4:9] + b"\x03\x21\x00" + PAIR.public_key + b"\0\0"
    assert from_der(data) == KeyFile(Kind.PUBLIC_KEY, Encoding.DER, PlainBytes(PAIR.public_key))


def test_the_identifier_is_near_the_beginning() -> None:
    assert from_der(SPKI) == KeyFile(Kind.PUBLIC_KEY, Encoding.DER, PlainBytes(PAIR.public_key))
    oid_and_key = PKCS8[7:]
    assert oid_and_key[:2] == b"\x06\x03"
    assert from_der(b"\x30" + bytes(26) + oid_and_key) is not None
    assert from_der(b"\x30" + bytes(27) + oid_and_key) is None


def test_a_key_in_the_format_of_openssh() -> None:
    assert from_pem(pem("OPENSSH PRIVATE KEY", openssh())) == KeyFile(
        Kind.PRIVATE_KEY, Encoding.OPENSSH, PlainBytes(PAIR.seed)
    )


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (openssh(cipher=b"aes256-ctr"), Kind.ENCRYPTED_KEY),
        (openssh(kind=b"ssh-rsa"), Kind.FOREIGN),
        (openssh()[:-1], None),
        (openssh(private=b"\1\2\3\4" * 2 + string(b"ssh-ed25519")), None),
        (b"x" + openssh(), None),
        (MAGIC, None),
    ],
)
def test_what_a_file_of_openssh_is(data: bytes, kind: Kind | None) -> None:
    found = from_pem(pem("OPENSSH PRIVATE KEY", data))
    assert (found and found.kind) is kind
    assert found is None or found.data == b""


def test_the_bytes_of_a_key_file_do_not_show() -> None:
    assert str(PAIR.seed) not in repr(from_der(PKCS8))
