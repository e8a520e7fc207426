"""To pass over what is called a hash changes nothing about what is known of the values in a file."""

from __future__ import annotations

import base64
from hashlib import sha256, sha512
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from auditor.model.blob_source import BlobRef
from auditor.model.location import Exposure, Span
from auditor.prefilter import backpack
from auditor.scanner.worker import ScanWorker
from auditor.sources.memory import MemorySource
from auditor.vocabulary.vocabulary import builtin

WORDS = ("checksum", "hash", "integrity", "digest", "sha256", "rev", "key", "secret", "api_key", "seed", "id")
PREFIXES = ("", "h1:", "sha256:", "SHA512-", "sha-256-", "md5:", "sha3-256:", "blake2b-", "ed25519:", "xh1:")
JOINTS = ("=", " = ", ": ", ":", '": "', "='", " ", "\t", ' = "', ": str = ", "=>", ": hash = ", " of it: ")
STARTS = ("", "  ", "{", '{"', "- ", "// ", "api key ", "secret: ", "\t", "x, ", "'")
ENDS = ("", "'", '"', '",', ";", "=", "0", "  p.tar.gz", "\r")
lines = st.tuples(
    st.sampled_from(STARTS),
    st.sampled_from(WORDS),
    st.sampled_from(JOINTS),
    st.sampled_from(PREFIXES),
    st.integers(0, 3),
    st.sampled_from(("hex", "HEX", "base64", "long")),
    st.sampled_from(ENDS),
)


def value(number: int, form: str) -> str:
    seed = sha256(b"%d" % number).digest()
    forms = {
        "hex": seed.hex(),
        "HEX": seed.hex().upper(),
        "base64": base64.b64encode(seed).decode(),
        "long": base64.b64encode(sha512(seed).digest()).decode(),
    }
    return forms[form]


def known(text: str, *, small: int) -> set[tuple[Span, str, bytes | None, bytes | None]]:
    """What is known of every value of 32 bytes; all blobs up to `small` bytes are read around their hashes too."""
    source = MemorySource({"a.txt": text.encode()}, Exposure.TRACKED)
    items = [item for item in source.items() if isinstance(item, BlobRef)]
    with patch.object(backpack, "_SMALL", small):
        batch = ScanWorker(builtin(), source.blob_reader(), digest_key=b"0" * 32).examine(items)
    materials = [material for blob in batch.examined for material in blob.materials]
    return {(one.span, one.role, one.token, one.public_key_token) for one in materials if one.token}


@given(document=st.lists(lines, min_size=1, max_size=12), apart=st.sampled_from(["\n", "\n" + "x\n" * 900]))
def test_nothing_else_is_known(document: list[tuple[str, str, str, str, int, str, str]], apart: str) -> None:
    text = apart.join("".join((*parts, value(number, form), end)) for *parts, number, form, end in document)
    assert known(text, small=0) == known(text, small=len(text.encode()))
