"""How near a document as a whole is to Backpack Exchange: by its text and by its path."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from auditor.classification.mentions import Mention, mentions_of
from auditor.model.material import Context, Role
from auditor.vocabulary.vocabulary import Vocabulary
from auditor.vocabulary.words import words_of

_SHORT = 3
"""Letters of a word that many others hold."""
_ENOUGH = 2
"""Instruction names, or signing headers, that only occur together in a client of the exchange."""
_BPX = re.compile(r"(?<![A-Za-z0-9+/=])(?:bpx|Bpx|BPX)(?![a-z+/=])")
_BPX_CLIENT = re.compile(
    r"(?<![a-z0-9+/=])bpx[ _.-]?(?:api|py|client|exchange|account|bot|secret|public|private|key)(?![a-z])",
    re.IGNORECASE,
)
"""The exchange's short name, and what only its clients and their settings are called: others use the letters too."""
_LARGEST = 1 << 22
_WORDS_ONLY = re.compile(r"[A-Za-z0-9+/]{40,}")
"""Long runs are values, not words: base64 says `bpx` by chance."""


class DocumentContext(Struct, frozen=True):
    """What a document says of its subject."""

    level: Context
    """`FILE` where the text or the path says Backpack Exchange, `MENTION` where the bare word is alone, else `NONE`."""
    decisive: bool = False
    """The text names the exchange's host or a client of its own: enough to speak for a whole repository."""
    conventions: Mapping[str, tuple[Role, ...]] = {}
    """For the clients that the text shows: the roles of their constructor's positional arguments."""
    mentions: tuple[Mention, ...] = ()
    """Where the text names Backpack or another exchange."""
    other_exchange: str = ""
    """The other exchange, or the namesake, that the path or the text of the document is about."""
    namesake: bool = False
    """The document is about another product of the same name: brand words in names count for nothing."""


def context_of(text: str, path: str, vocabulary: Vocabulary) -> DocumentContext:
    """Judges a document by its text and its path (relative to the root, with `/`)."""
    evaluation = _judged(text, path, vocabulary)
    found = {one.callee: one.order for one in vocabulary.conventions if one.marker in text}
    return replace(evaluation, conventions=found) if found else evaluation


def _judged(text: str, path: str, vocabulary: Vocabulary) -> DocumentContext:
    lowered = text[:_LARGEST].lower()
    hosts = any(host in lowered for host in vocabulary.hosts)
    short = "bpx" in lowered
    decisive = hosts or (short and _BPX_CLIENT.search(text) is not None) or _counts(text, vocabulary.instructions)
    if not decisive and any(namesake.lower() in lowered for namesake in vocabulary.namesakes):
        return DocumentContext(Context.NONE, other_exchange="a namesake", namesake=True)
    mentions = mentions_of(text, vocabulary)
    if decisive or _is_in_path(path, vocabulary):
        return DocumentContext(Context.FILE, decisive=decisive, mentions=mentions)
    if len(text) < _LARGEST:
        lowered = _WORDS_ONLY.sub(" ", lowered)
    named = any(len(word) > _SHORT and word in lowered for word in vocabulary.words) or (
        short and _BPX.search(text) is not None
    )
    if (named and any(word in lowered for word in vocabulary.company)) or all(
        header in lowered for header in vocabulary.headers
    ):
        return DocumentContext(Context.FILE, mentions=mentions)
    level = Context.NONE if all(one.product for one in mentions) else Context.MENTION
    return DocumentContext(level, mentions=mentions, other_exchange=_exchange_in_path(path, vocabulary))


def _counts(text: str, names: tuple[str, ...]) -> bool:
    return sum(name in text for name in names) >= _ENOUGH


@lru_cache(maxsize=1024)
def _is_in_path(path: str, vocabulary: Vocabulary) -> bool:
    return not set(vocabulary.words).isdisjoint(words_of(path))


@lru_cache(maxsize=1024)
def _exchange_in_path(path: str, vocabulary: Vocabulary) -> str:
    """The other exchange that a path names: `exchanges/okx/settings.py`."""
    words = words_of(path)
    return next((vocabulary.others.get(word, word) for word in words if word in vocabulary.exchanges), "")
