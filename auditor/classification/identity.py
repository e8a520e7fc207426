"""Identity of values that are no Ed25519 material: a keyed digest, useless without the key of the baseline."""

from __future__ import annotations

from hashlib import blake2b


def digest(key: bytes, text: str) -> bytes:
    """16 bytes by BLAKE2b; `key` (up to 64 bytes) is random and lives in the baseline file, or only in this run."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16, key=key, person=b"bpk-text").digest()
