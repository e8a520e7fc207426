"""Tells what in a blob shows that its program calls the exchange: a host, a client, instructions, signing headers."""

from __future__ import annotations

import re

from auditor.prefilter.patterns import Hit
from auditor.vocabulary.vocabulary import Vocabulary

CLIENT = "a client of the exchange"
SIGNING = "the exchange's way to sign"
_CLIENT = re.compile(rb"bpx[_-]?api[_-]?client|bpx[_-]py|bpx\.(?:account|public)")
_ENOUGH = 2
"""Instruction names that only occur together in a client of the exchange."""


def exchange_called(data: bytes | memoryview, hits: int, vocabulary: Vocabulary) -> str:
    """Returns the host, `CLIENT` or `SIGNING`; empty where a blob with these hits shows none of them."""
    if not hits & (Hit.HOST | Hit.CONTEXT):
        return ""
    lowered = bytes(data).lower()
    if hits & Hit.HOST:
        host = next((host for host in vocabulary.hosts if host.encode() in lowered), "")
        if host or _CLIENT.search(lowered):
            return host or CLIENT
    if sum(name.lower().encode() in lowered for name in vocabulary.instructions) >= _ENOUGH:
        return SIGNING
    return SIGNING if all(header.encode() in lowered for header in vocabulary.headers) else ""
