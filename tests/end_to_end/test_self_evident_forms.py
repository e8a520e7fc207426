"""Forms that show by themselves what they are: JSON Web Keys, 64 bytes of hex, hex with marks between the bytes."""

from __future__ import annotations

import pytest

from auditor import AuditRequest, Exposure, Generic, audit
from auditor.classification.sample_keys import expand, specimen
from auditor.sources.memory import MemorySource

JWK = '{"kty": "OKP", "crv": "Ed25519", "kid": "%s", "x": "{{ a.key | base64url | unpadded }}"%s}\n'
PRIVATE = ', "d": "{{ a.secret | base64url | unpadded }}"'


def codes(name: str, text: str) -> set[str]:
    request = AuditRequest(generic=Generic.OFF, use_config=False, describe_rules=False, jobs=1)
    found = audit(request, source=MemorySource({name: expand(text).encode()}, Exposure.TRACKED, 0o600)).active
    return {finding.rule_id for finding in found}


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("key.json", JWK % ("main", PRIVATE), "BPK105"),
        ("key.json", JWK % ("backpack-main", PRIVATE), "BPK101"),
        ("key.js", f"const key = {JWK % ('main', PRIVATE)};".replace('"', "'"), "BPK105"),
        (
            "key.json",
            '{"crv": "Ed25519", "kid": "backpack-main", "d": "{{ a.secret | base64url | unpadded }}"}',
            "BPK102",
        ),
        ("keyring.json", '{"secretKeys": {"0": "{{ a.expanded | hex }}"}}\n', "BPK702"),
        ("notes.txt", "{{ a.expanded | hex }}\n", "BPK702"),
    ],
)
def test_it_is_found_with_no_word_beside_it(name: str, text: str, code: str) -> None:
    assert code in codes(name, text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("jwks.json", '{"keys": [' + JWK.strip() % ("backpack-main", "") + "]}"),
        ("key.json", '{"crv": "X25519", "x": "{{ a.secret | base64url | unpadded }}"}\n'),
        ("notes.txt", "{{ a.signature | hex }}\n"),
        ("vectors.json", '{"sig": ["{{ a.signature | hex }}", "{{ b.signature | hex }}"]}\n'),
    ],
)
def test_a_public_half_or_a_signature_is_silent(name: str, text: str) -> None:
    assert codes(name, text) == set()


@pytest.mark.parametrize("mark", [":", " ", "-", ",", ", "])
def test_hex_with_marks_between_the_bytes_is_hex(mark: str) -> None:
    pair = specimen("a")
    text = f"BACKPACK_API_KEY={_marked(pair.public_key, mark)}\nBACKPACK_API_SECRET={_marked(pair.seed, mark)}\n"
    assert {"BPK101", "BPK303"} <= codes(".env", text)


def _marked(value: bytes, mark: str) -> str:
    return mark.join(f"{byte:02x}" for byte in value)
