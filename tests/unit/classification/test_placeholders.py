"""What is encrypted, signed or public by its envelope is no leak, and what only stands near an envelope still is one."""

from __future__ import annotations

import pytest

from auditor.classification.placeholders import envelopes, is_encrypted, is_placeholder
from auditor.classification.sample_keys import expand
from auditor.readers.plain import plain_reader
from auditor.vocabulary.vocabulary import builtin

ENVELOPES = {
    "SOPS": "ENC[AES256_GCM,data:{{ a.bytes44 }},iv:{{ b.secret }},tag:{{ c.bytes16 }},type:str]",
    "eyaml": "ENC[PKCS7,{{ a.bytes96 }}]",
    "Jasypt": "ENC({{ a.secret }})",
    "dotenvx": "encrypted:{{ a.bytes113 }}",
    "Vault transit": "vault:v1:{{ a.secret }}",
    "Spring Cloud": "{cipher}{{ a.secret }}",
    "Spring Cloud with a key": "{cipher}{key:main}{{ a.secret }}",
    "Ansible Vault": "$ANSIBLE_VAULT;1.1;AES256\n  {{ a.expanded | hex }}\n  {{ b.expanded | hex }}\n",
    "age": "-----BEGIN AGE ENCRYPTED FILE-----\n{{ a.secret }}\n-----END AGE ENCRYPTED FILE-----",
    "PGP": "-----BEGIN PGP MESSAGE-----\n\n{{ a.secret }}\n=aB3d\n-----END PGP MESSAGE-----",
    "a certificate": "-----BEGIN CERTIFICATE-----\n{{ a.secret }}\n-----END CERTIFICATE-----",
    "OpenSSL": "U2FsdGVkX1{{ a.bytes48 }}",
    "Rails": "{{ a.bytes113 }}--{{ b.bytes12 }}--{{ c.bytes16 }}",
    "Pulumi": "v1:{{ a.bytes12 }}:{{ b.bytes60 }}",
    "AWS KMS": "AQICAH{{ a.bytes113 }}",
    "Jenkins": "{AQAAABAAAA{{ a.bytes48 }}}",
    "SealedSecret": "AgB{{ a.bytes600 }}",
}


@pytest.mark.parametrize("name", ENVELOPES)
def test_an_envelope_is_recognised_and_nothing_in_it_is_a_value(name: str) -> None:
    text = expand(ENVELOPES[name])
    assert is_encrypted(text)
    assert envelopes(f"x {text} y") == [(2, 2 + len(text.rstrip()))]
    assert plain_reader.values(f"api_secret: {text}\n") == []


@pytest.mark.parametrize(
    "text",
    [
        "{{ a.secret }}",
        "ENC[{{ a.secret }}]",
        "vault:{{ a.secret }}",
        "encrypted: no, {{ a.secret }}",
        "-----BEGIN CONFIG-----\napi_secret={{ a.secret }}\n-----END CONFIG-----",
        "-----BEGIN PGP MESSAGE-----\napi_secret={{ a.secret }}\n",
        "ENC[AES256_GCM,data:x] api_secret={{ a.secret }}",
        "{{ a.secret | pem }}",
    ],
)
def test_what_is_no_envelope_keeps_its_values(text: str) -> None:
    assert not is_encrypted(expand(text))
    assert len(plain_reader.values(expand(text))) == 1


@pytest.mark.parametrize(
    ("text", "unfilled"),
    [
        ("", True),
        (" '' ", True),
        ("your_api_key", True),
        ("'your_api_key'", True),
        ("YOUR_API_KEY", True),
        ("${SECRET}", True),
        ("${ a\nb }", True),
        ("ENC({{ a.secret }})", True),
        ("{{ a.secret }}", False),
        ("{{ a.secret }} your_api_key", False),
    ],
)
def test_what_means_a_secret_and_is_none(text: str, *, unfilled: bool) -> None:
    assert is_placeholder(expand(text), builtin()) is unfilled
