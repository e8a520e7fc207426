"""Which calls take a credential without a name: the exchange's own client, and what turns a seed into a signing key."""

from __future__ import annotations

import re

from auditor.vocabulary.vocabulary import Vocabulary
from auditor.vocabulary.words import words_of

_PARTS = re.compile(r"::|->|[.\\]")
_MAKERS = frozenset({"new", "init", "create", "make", "build", "builder", "connect", "from", "with", "of", "get", "setup", "login"})  # fmt: skip
"""Words of a call that makes what the words around it name: `NewClient`, `Client.from_seed`, `connect_backpack`."""


def takes_credential(callee: str, vocabulary: Vocabulary) -> bool:
    """Returns whether a call in a Backpack context can be handed a key or a secret by position.

    It can if the last part of its name that says anything is the exchange's, or a client's, a signer's or a key's and
    nothing else: `BackpackClient`, `bpx.NewClient`, `BpxClient::init`, `SigningKey`, `from_seed`. What stores, prints,
    compares, subscribes or asks for something is nobody's client: `cache.put`, `etag_of`, `logger.warn`.
    """
    known = vocabulary.brand | vocabulary.qualifiers | vocabulary.credential_calls | _MAKERS
    for part in reversed(_PARTS.split(callee)):
        words = words_of(part)
        if not known.issuperset(words):
            return False
        if not _MAKERS.issuperset(words):
            return True
    return False
