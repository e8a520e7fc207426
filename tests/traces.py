"""What a secret looks like in whatever comes out: every encoding, and every stretch of twelve characters of each."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from urllib.parse import quote

import base58
import hyperscan
from mnemonic import Mnemonic

from auditor.classification.sample_keys import Specimen, specimen

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
        base64.b32encode(seed).decode().rstrip("="),
        Mnemonic("english").to_mnemonic(pair.part("phrase")),
        base58.b58encode(seed + pair.public_key).decode()[:40],
        base64.b64encode(base64.b64encode(seed)).decode().rstrip("="),
        # The other two alignments of base64, as in a key file; the first characters hold bits of what is before.
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


class Traces:
    """All traces of the pairs with these labels, compiled for one pass over an output."""

    def __init__(self, labels: Iterable[str]) -> None:
        owners = [(trace, label) for label in labels for trace in sorted(set(traces_of(specimen(label))))]
        self._labels = [label for _, label in owners]
        self._database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        self._database.compile(
            expressions=[b"".join(b"\\x%02x" % byte for byte in trace) for trace, _ in owners],
            flags=[hyperscan.HS_FLAG_SINGLEMATCH | hyperscan.HS_FLAG_DOTALL] * len(owners),
        )

    def found_in(self, output: bytes) -> list[str]:
        """The labels of the pairs of which a trace is in the output, sorted."""
        found: set[str] = set()

        def on_match(number: int, _start: int, _end: int, _flags: int, _context: object) -> None:
            found.add(self._labels[number])

        if output:
            self._database.scan(output, on_match)
        return sorted(found)
