"""When a value is a secret."""

from __future__ import annotations

import pytest
from rulebook_examples import evidence

from auditor.model.evidence import Evidence, Pairing
from auditor.model.material import Context, Encoding, Kind, Role
from auditor.rulebook.is_secret import secrecy_of

KEY_FIELD = Role.API_KEY


@pytest.mark.parametrize(
    ("given", "secrecy"),
    [
        # By its field.
        (evidence(), "likely"),
        (evidence(is_point=True), "likely"),
        (evidence(role=Role.NONE), "none"),
        (evidence(role=Role.OTHER), "none"),
        (evidence(role=Role.WALLET_KEY), "none"),
        # In a key's field a point is a key, and what is none is no key.
        (evidence(role=KEY_FIELD, is_point=True), "none"),
        (evidence(role=KEY_FIELD), "likely"),
        (evidence(role=KEY_FIELD, is_weak_point=True), "none"),
        (evidence(role=KEY_FIELD, encoding=Encoding.HEX), "none"),
        (evidence(role=KEY_FIELD, encoding=Encoding.BASE58), "none"),
        (evidence(role=KEY_FIELD, encoding=Encoding.BASE64_UNPADDED), "likely"),
        # Where only the file or the project says Backpack, a secret is written as the exchange writes it.
        (evidence(context=Context.FILE), "likely"),
        (evidence(context=Context.FILE, encoding=Encoding.HEX), "none"),
        (evidence(context=Context.SCOPE, encoding=Encoding.BASE58), "none"),
        (evidence(context=Context.FILE, encoding=Encoding.INTEGERS), "likely"),
        (evidence(context=Context.SECTION, encoding=Encoding.HEX), "likely"),
        # Proof goes before names.
        (evidence(role=Role.NONE, pairing=Pairing(is_secret=True)), "proven"),
        (evidence(role=KEY_FIELD, is_point=True, pairing=Pairing(is_secret=True)), "proven"),
        (evidence(weak_seed="all bytes are zero", pairing=Pairing(is_secret=True)), "proven"),
        (evidence(is_point=True, pairing=Pairing(is_key=True)), "none"),
        (evidence(is_point=True, pairing=Pairing(key_elsewhere=True)), "none"),
        # What is no point is no key, whatever field holds it elsewhere.
        (evidence(pairing=Pairing(key_elsewhere=True)), "likely"),
        (evidence(is_point=True, pairing=Pairing(same_value=True)), "none"),
        (evidence(pairing=Pairing(same_value=True)), "likely"),
        # A seed that anybody can guess is no secret.
        (evidence(weak_seed="all bytes are zero"), "none"),
        # Forms that only secrets have.
        (evidence(role=Role.NONE, kind=Kind.KEYPAIR), "proven"),
        (evidence(role=Role.NONE, kind=Kind.PRIVATE_KEY, encoding=Encoding.PEM), "proven"),
        (evidence(role=Role.NONE, kind=Kind.PHRASE, encoding=Encoding.WORDS), "likely"),
        (evidence(role=Role.NONE, kind=Kind.EVM_KEY, encoding=Encoding.HEX), "likely"),
        (evidence(kind=Kind.PUBLIC_KEY), "none"),
        (evidence(kind=Kind.ENCRYPTED_KEY), "none"),
        (evidence(kind=Kind.BYTES64), "none"),
        (evidence(kind=Kind.BYTES), "none"),
        (evidence(kind=Kind.TEXT), "none"),
        (evidence(kind=Kind.FOREIGN), "none"),
    ],
)
def test_secrecy(given: Evidence, secrecy: str) -> None:
    assert secrecy_of(given) == secrecy
