"""Computes the fingerprint of a finding, by which baselines, comments and other programs know it again."""

from __future__ import annotations

from auditor.storage.digests import sha256

_DIGITS = 32


def fingerprint(code: str, identity: str) -> str:
    """Returns 32 hex digits of SHA-256 over a rule's code and the identity of what it found.

    The identity of Ed25519 material is its derived public key, so the fingerprint stays the same when the value
    moves to another line or file, is written in another encoding, or is found again in history.
    """
    return sha256(f"{code}\0{identity}".encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
