"""Tells whether a value is a secret: the one decision that leak and storage rules share.

A seed and a public key are both 32 bytes. What tells them apart is, in this order: a counterpart in scope (proof), a
form that only secrets have (a keypair, a private-key file, a recovery phrase), and at last the role of the field.
"""

from __future__ import annotations

from typing import Literal

from auditor.model.evidence import Evidence
from auditor.model.material import Context, Encoding, Kind, Material, Role

Secrecy = Literal["proven", "likely", "none"]

_SECRET_FORMS = frozenset({Kind.KEYPAIR, Kind.PRIVATE_KEY})
"""A keypair proves itself: its second half is the public key of its first. A key file says what it is."""
_WALLET_FORMS = frozenset({Kind.PHRASE, Kind.EVM_KEY})
_BASE64 = frozenset({Encoding.BASE64, Encoding.BASE64_UNPADDED, Encoding.BASE64URL, Encoding.DOUBLE_BASE64})


def secrecy_of(evidence: Evidence) -> Secrecy:
    """Returns `proven` by arithmetic or form, `likely` by the field that it is in, else `none`.

    A seed that can be guessed is no secret (BPK305 mentions it), unless its API key is in use.
    """
    material, pairing = evidence.material, evidence.pairing
    if pairing.is_secret or material.kind in _SECRET_FORMS:
        return "proven"
    if material.kind in _WALLET_FORMS:
        return "likely"
    if material.kind is not Kind.ED25519 or is_public(evidence) or material.weak_seed:
        return "none"
    if material.role is Role.API_SECRET:
        return "likely" if _is_written_as_secret(material) and not is_copied_key(evidence) else "none"
    if material.role is Role.API_KEY:
        return "likely" if _is_no_key(evidence) else "none"
    return "none"


def _is_written_as_secret(material: Material) -> bool:
    """Returns whether a value may be a secret by how it is written, where only its file or project says Backpack.

    The exchange writes base64; hex or base58 under an everyday name is another product's key or a digest there.
    """
    if material.context in (Context.NONE, Context.SECTION, Context.NAME):
        return True
    return material.encoding in (Encoding.BASE64, Encoding.DOUBLE_BASE64, Encoding.INTEGERS)


def is_public(evidence: Evidence) -> bool:
    """Returns whether the value itself is an API key: proven, or used as one elsewhere, which only a point can be."""
    pairing = evidence.pairing
    return pairing.is_key or (pairing.key_elsewhere and evidence.material.is_point)


def is_copied_key(evidence: Evidence) -> bool:
    """Returns whether both fields hold one value that could be a key: sixteen to one that the key was copied twice."""
    return evidence.pairing.same_value and evidence.material.is_point


def _is_no_key(evidence: Evidence) -> bool:
    """Returns whether the value of a key's field is no prime-order point, so no key: most likely it is the secret.

    Only in base64, the exchange's own encoding: in base58 it may be an address (a Solana program's lies off the
    curve on purpose), in hex a digest.
    """
    material = evidence.material
    return not material.is_point and not material.is_weak_point and material.encoding in _BASE64
