"""Tells which role the name of a field gives to its value, and whether the name itself says Backpack Exchange."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from msgspec import Struct

from auditor.model.material import Role
from auditor.vocabulary.vocabulary import Vocabulary
from auditor.vocabulary.words import words_of

_PLURALS = frozenset({"keys", "secrets", "seeds", "apikeys", "apisecrets", "pubkeys", "privkeys"})


class Naming(Struct, frozen=True):
    """What a name says."""

    role: Role
    branded: bool = False
    """A word of it says Backpack Exchange."""
    product: str = ""
    """The other product that it names, if any."""
    generic: bool = False
    """The name is a single everyday word (`key`, `secret`, `seed`), which means something only in context."""


@lru_cache(maxsize=8192)
def naming_of(name: str, vocabulary: Vocabulary) -> Naming:
    """Reads a name.

    Brand words and qualifiers are set aside. What is left must be a role's phrase, whole; behind a brand word it
    may also be the end of what is left, so that `GHOLA_BACKPACK_API_PRIVATE_KEY_B64` is an API secret while
    `STANDX_PRIVATE_KEY` is something else. A word that names another product makes the role `other`. A host's name
    says whose the value is and not what it is: `api.backpack.exchange` is no name of a key.
    """
    words = words_of(_without_hosts(name, vocabulary))
    branded = any(word in vocabulary.brand for word in words_of(name))
    bare = tuple(word for word in words if word not in vocabulary.brand)
    kept = tuple(word for word in bare if word not in vocabulary.qualifiers) or bare
    role = _role(kept, vocabulary) or _role(bare, vocabulary) or _role(_singular(kept), vocabulary) or Role.NONE
    product = next((vocabulary.others[word] for word in _with_joined(bare) if word in vocabulary.others), "")
    if role is Role.NONE and branded:
        ending = _ending_role(kept, vocabulary)
        role = ending if ending is not Role.HOST else Role.NONE
    if role is Role.NONE:
        role = _contained_role(kept, vocabulary)
    if product and not branded and role is not Role.HASH:
        role = Role.OTHER
    return Naming(role=role, branded=branded, product=product, generic=len(kept) <= 1)


def _with_joined(words: tuple[str, ...]) -> Iterator[str]:
    """Returns the words, and each two of them as one: `StandX` and `KuCoin` are names of one word."""
    yield from words
    yield from (before + after for before, after in pairwise(words))


def _singular(words: tuple[str, ...]) -> tuple[str, ...]:
    """Returns the words with the last of them in the singular: the name of a list is its items' name."""
    last = words[-1] if words else ""
    return (*words[:-1], last[:-1]) if last in _PLURALS else words


def _without_hosts(name: str, vocabulary: Vocabulary) -> str:
    """Returns the name without the hosts of the exchange that it holds."""
    lowered = name.lower()
    for host in vocabulary.hosts:
        at = lowered.find(host)
        if at >= 0:
            name, lowered = f"{name[:at]} {name[at + len(host) :]}", f"{lowered[:at]} {lowered[at + len(host) :]}"
    return name


def _role(words: tuple[str, ...], vocabulary: Vocabulary) -> Role | None:
    return vocabulary.roles.get(" ".join(words))


def _ending_role(words: tuple[str, ...], vocabulary: Vocabulary) -> Role:
    for start in range(max(0, len(words) - vocabulary.longest_role), len(words)):
        if role := _role(words[start:], vocabulary):
            return role
    return Role.NONE


def _contained_role(words: tuple[str, ...], vocabulary: Vocabulary) -> Role:
    """Returns the role of a name with words we do not know: never an exchange credential's.

    A hash's word at the end says what it is, a wallet's word next to a key or secret makes it a wallet's, and an
    unknown word next to them makes it somebody else's (`FOO_SECRET`). A host with an unknown word (`docs_url`) is not
    the one that gets the credentials.
    """
    ending = _ending_role(words, vocabulary)
    if ending in (Role.HASH, Role.RECOVERY_PHRASE, Role.WALLET_KEY):
        return ending
    if ending in (Role.API_KEY, Role.API_SECRET):
        is_wallet = ending is Role.API_SECRET and not vocabulary.wallet_words.isdisjoint(words)
        return Role.WALLET_KEY if is_wallet else Role.OTHER
    return Role.NONE
