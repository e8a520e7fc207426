"""What a secret looks like in whatever comes out: every encoding, and every stretch of twelve characters of each."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from urllib.parse import quote

import base58

from auditor.classification.sample_keys import Specimen

STRETCH = 12


def traces_of(pair: Specimen) -> Iterator[bytes]:
    """Every trace of a pair's seed; of its public key none."""
    seed = pair.seed
    texts = [
        base64.b64encode(seed).decode().rstrip("="),
        base64.urlsafe_b64encode(seed).decode().rstrip("="),
        seed.hex(),
        seed.hex().upper(),
        base58.b58encode(seed).decode(),
        base58.b58encode(seed + pair.public_key).decode()[:40],
        base64.b64encode(base64.b64encode(seed)).decode().rstrip("="),
        # The other two alignments of base64, as in a key file; the first characters hold bits of what stands before.
        *(base64.b64encode(bytes(shift) + seed).decode()[4:-4] for shift in (1, 2)),
        quote(base64.b64encode(seed).decode(), safe=""),
        json.dumps(base64.b64encode(seed).decode()).replace("/", "\\/"),
    ]
    for text in texts:
        yield from (text[at : at + STRETCH].encode() for at in range(len(text) - STRETCH + 1))
    for separator in (",", ", ", " "):
        numbers = [str(byte) for byte in seed]
        yield from (separator.join(numbers[at : at + 6]).encode() for at in range(len(numbers) - 5))
    yield seed
    yield seed[:16]
    yield repr(seed).encode()


def leaks(output: bytes, traces: Mapping[str, frozenset[bytes]]) -> list[str]:
    """The labels of the pairs of which a trace is in the output."""
    return [label for label, wanted in traces.items() if any(trace in output for trace in wanted)]
