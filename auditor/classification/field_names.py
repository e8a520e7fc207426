"""Tells which role the name of a field gives to its value, and whether the name itself says Backpack Exchange."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from msgspec import Struct

from auditor.model.material import Role
from auditor.vocabulary.vocabulary import Vocabulary
from auditor.vocabulary.words import words_of

_CREDENTIALS = (Role.API_KEY, Role.API_SECRET)
_OF_DIGEST = re.compile(r"[A-Za-z](?:256|384|512)$")
"""Bits of a digest, in the last word of a key's name: `pubkey256`, and not `API_KEY_256`, which is one of many."""
_EVERYDAY = frozenset({"key", "api", "public", "private", "seed"})
"""Phrases that are too common to be a credential's where a word that nobody knows is behind them: `BACKPACK_KEY_LENGTH`."""
_EVERYDAY_OF_PRODUCTS = _EVERYDAY | {"secret"}
"""The same where another product is in the name: `BACKPACK_SECRET_GITHUB`."""
_LONGEST_LABEL = 24
"""Words of a label: the letters between the digits of a UUID are words, too."""
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
    `STANDX_PRIVATE_KEY` is something else, unless a word says that it is made from a credential or another's. A word
    that names another product makes the role `other`. A host's name says whose the value is and not what it is:
    `api.backpack.exchange` is no name of a key.
    """
    branded = any(word in vocabulary.brand for word in words_of(name))
    bare, kept = _bare_and_kept(name, vocabulary)
    role = _role(kept, vocabulary) or _role(bare, vocabulary) or _role(_singular(kept), vocabulary) or Role.NONE
    product = next((vocabulary.others[word] for word in _with_joined(bare) if word in vocabulary.others), "")
    if role is Role.NONE and branded and not _says_no_credential(bare, vocabulary):
        ending = _ending_role(kept, vocabulary)
        role = ending if ending is not Role.HOST else Role.NONE
    if role is Role.NONE:
        role = _contained_role(kept, vocabulary)
    if role is Role.API_KEY and _OF_DIGEST.search(name):
        role = Role.HASH
    if product and not branded and role is not Role.HASH:
        role = Role.OTHER
    return Naming(role=role, branded=branded, product=product, generic=len(kept) <= 1)


def _bare_and_kept(name: str, vocabulary: Vocabulary) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Returns the words of a name without brand words, and those of them that are no qualifiers, if there are any."""
    words = words_of(_without_hosts(name, vocabulary))
    bare = tuple(word for word in words if word not in vocabulary.brand)
    return bare, tuple(word for word in bare if word not in vocabulary.qualifiers) or bare


def labelled_role(name: str, vocabulary: Vocabulary, naming: Naming | None = None) -> Role:
    """Returns the role of a credential's phrase with a label behind it (`BACKPACK_API_SECRET_BOB`); else none.

    It counts where the name or its section is the exchange's, the name has no role itself, and the value has a key's
    form. The label is what is behind the last phrase. A word that says something about a credential (`arn`) is no
    label. A host's phrase can be in one, because no key's form is a host's (`BACKPACK_API_SECRET_SERVER`).

    Args:
        name: The name.
        vocabulary: The words of the field.
        naming: What the name says, if that is known.
    """
    naming = naming or naming_of(name, vocabulary)
    bare, words = _bare_and_kept(name, vocabulary)
    if naming.role is not Role.NONE or _says_no_credential(bare, vocabulary):
        return Role.NONE
    everyday = _EVERYDAY_OF_PRODUCTS if naming.product else _EVERYDAY
    for end in range(len(words) - 1, max(0, len(words) - 1 - _LONGEST_LABEL), -1):
        phrase = _ending_phrase(words[:end], vocabulary)
        role = vocabulary.roles.get(phrase, Role.NONE)
        if _is_one_of(words[end], vocabulary.attributes) or phrase in everyday:
            return Role.NONE
        if role not in (Role.NONE, Role.HOST):
            return role if role in _CREDENTIALS else Role.NONE
    return Role.NONE


def _says_no_credential(words: tuple[str, ...], vocabulary: Vocabulary) -> bool:
    """Returns whether a word says that the value is made from a credential, protects one or belongs to somebody else."""
    return any(
        _is_one_of(word, vocabulary.not_credentials) or word in vocabulary.exchanges for word in _with_joined(words)
    )


def _is_one_of(word: str, known: frozenset[str]) -> bool:
    return word in known or word.removesuffix("s") in known


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
    return vocabulary.roles.get(_ending_phrase(words, vocabulary), Role.NONE)


def _ending_phrase(words: tuple[str, ...], vocabulary: Vocabulary) -> str:
    """Returns the longest phrase with a role at the end of the words; nothing if there is none."""
    for start in range(max(0, len(words) - vocabulary.longest_role), len(words)):
        if (phrase := " ".join(words[start:])) in vocabulary.roles:
            return phrase
    return ""


def _contained_role(words: tuple[str, ...], vocabulary: Vocabulary) -> Role:
    """Returns the role of a name with words we do not know: never an exchange credential's.

    A hash's word at the end says what it is, a wallet's word next to a key or secret makes it a wallet's, and an
    unknown word next to them makes it somebody else's (`FOO_SECRET`). A host with an unknown word (`docs_url`) is not
    the one that gets the credentials.
    """
    ending = _ending_role(words, vocabulary)
    if ending in (Role.HASH, Role.RECOVERY_PHRASE, Role.WALLET_KEY):
        return ending
    if ending in _CREDENTIALS:
        is_wallet = ending is Role.API_SECRET and not vocabulary.wallet_words.isdisjoint(words)
        return Role.WALLET_KEY if is_wallet else Role.OTHER
    return Role.NONE
