"""Tells which names and words mean what: `rules/names.yaml` as typed data.

The file is data for people; parsing it costs 30 ms, so the parsed form is kept in the user's cache directory
by the digest of its bytes (`auditor.storage.cache`), and a hook pays for it once.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from msgspec import Struct, json
from msgspec.structs import replace

from auditor.errors import ConfigurationError
from auditor.model.material import Role
from auditor.resources import builtin_rules
from auditor.storage import cache
from auditor.storage.cache import sha256
from auditor.vocabulary.words import words_of

NAMES_FILE = "names.yaml"


class Convention(Struct, frozen=True):
    """How a client's constructor takes its credentials when they have no names."""

    callee: str
    marker: str
    """Text that a document with this client holds."""
    order: tuple[Role, ...]


class NamesakeFields(Struct, frozen=True):
    """Which fields are another product's in a file with its settings."""

    product: str
    texts: tuple[str, ...]
    """Texts that only a file with its settings holds."""
    names: frozenset[str]


class Vocabulary(Struct, frozen=True, dict=True, eq=False):
    """The words of the field. All are lower case but `namesake_fields`, `namesakes`, `placeholders` and `public_prefixes`."""

    brand: frozenset[str]
    """Single words that say Backpack Exchange inside a name."""
    roles: Mapping[str, Role]
    """Phrases of words, joined by a space, and the role they give."""
    qualifiers: frozenset[str]
    not_credentials: frozenset[str]
    """Words that say, anywhere in a branded name, that the value is made from a credential or is for something else."""
    attributes: frozenset[str]
    """Words that say, behind a credential's phrase, that the value is something about it."""
    others: Mapping[str, str]
    """Words of other products, with the product's name."""
    logins: Mapping[str, Role]
    """Phrases for the fields of a login, and the role that they have next to the word Backpack."""
    namesake_fields: tuple[NamesakeFields, ...]
    """Products whose settings have the names of the exchange's credentials."""
    exchanges: tuple[str, ...]
    """Names of other exchanges by which a text, a heading or a path says whose a value is."""
    wallet_words: frozenset[str]
    hosts: tuple[str, ...]
    words: tuple[str, ...]
    instructions: tuple[str, ...]
    headers: tuple[str, ...]
    company: tuple[str, ...]
    """Words that make a bare `backpack` mean the exchange."""
    official_hosts: tuple[str, ...]
    namesakes: tuple[str, ...]
    conventions: tuple[Convention, ...]
    credential_calls: frozenset[str]
    """Words of the names of calls that take a credential by position."""
    credential_stores: tuple[str, ...]
    template_stores: tuple[str, ...]
    public_prefixes: tuple[str, ...]
    client_bundles: tuple[str, ...]
    documentation: tuple[str, ...]
    placeholders: tuple[str, ...]
    published: Mapping[str, str]
    """SHA-256 (hex) of canonical base64 text, and where it is published."""
    digest: str
    """SHA-256 (hex) of the data: part of every cache key."""

    def __hash__(self) -> int:
        """Hashes by digest, so that functions of a vocabulary can be memoised."""
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        """Compares by digest too: for every blob, and also with the vocabulary of another process."""
        return isinstance(other, Vocabulary) and self.digest == other.digest

    @cached_property
    def longest_role(self) -> int:
        """The number of words of the longest role phrase."""
        return max(phrase.count(" ") + 1 for phrase in self.roles)

    def extended(self, names: Mapping[str, tuple[str, ...]]) -> Vocabulary:
        """Returns this vocabulary with the names that a configuration adds.

        `names` maps `api_key`, `api_secret`, `wallet_key`, `recovery_phrase`, `other` (names of fields) and `hosts`,
        `context` (words), `stores` (names of files) to what is added; unknown keys are the configuration loader's business.
        """
        if not any(names.values()):
            return self

        roles = dict(self.roles)
        for role in Role:
            roles.update((" ".join(words_of(name)), role) for name in names.get(role.value, ()))
        added = json.encode(dict(sorted(names.items())))
        return replace(
            self,
            roles=roles,
            hosts=self.hosts + tuple(host.lower() for host in names.get("hosts", ())),
            official_hosts=self.official_hosts + tuple(host.lower() for host in names.get("hosts", ())),
            words=self.words + tuple(word.lower() for word in names.get("context", ())),
            credential_stores=self.credential_stores + names.get("stores", ()),
            digest=sha256(self.digest.encode() + added).hexdigest(),
        )


@lru_cache(maxsize=1)
def builtin() -> Vocabulary:
    """Returns the vocabulary that ships with the tool."""
    path = builtin_rules() / NAMES_FILE
    text = path.read_bytes()
    digest = sha256(text).hexdigest()
    return _vocabulary(cache.kept("names", digest, dict[str, Any], lambda: _parse(path, text)), digest)


def _parse(path: Path, text: bytes) -> dict[str, Any]:
    import yaml  # 20 ms, once per version

    try:
        data = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (None, None)
        raise ConfigurationError(str(error.problem), path=str(path), line=line, column=column) from None
    if not isinstance(data, dict):
        raise ConfigurationError("this file must be a mapping", path=str(path))
    return data


def _vocabulary(data: Mapping[str, Any], digest: str) -> Vocabulary:
    context = data["context"]
    return Vocabulary(
        brand=frozenset(data["brand"]),
        roles={phrase: Role(role) for role, phrases in data["roles"].items() for phrase in phrases},
        qualifiers=frozenset(data["qualifiers"]),
        not_credentials=frozenset(data["not_credentials"]),
        attributes=frozenset(data["attributes"]),
        others=data["others"],
        logins={phrase: Role(role) for role, phrases in data["logins"].items() for phrase in phrases},
        namesake_fields=tuple(
            NamesakeFields(one["product"], tuple(one["texts"]), frozenset(one["names"]))
            for one in data["namesake_fields"]
        ),
        exchanges=tuple(data["exchanges"]),
        wallet_words=frozenset(data["wallet_words"]),
        hosts=tuple(context["hosts"]),
        words=tuple(context["words"]),
        instructions=tuple(context["instructions"]),
        headers=tuple(context["headers"]),
        company=tuple(context["company"]),
        official_hosts=tuple(data["official_hosts"]),
        namesakes=tuple(data["namesakes"]),
        conventions=tuple(
            Convention(one["callee"], one["marker"], tuple(map(Role, one["order"]))) for one in data["conventions"]
        ),
        credential_calls=frozenset(data["credential_calls"]),
        credential_stores=tuple(data["credential_stores"]),
        template_stores=tuple(data["template_stores"]),
        public_prefixes=tuple(data["public_prefixes"]),
        client_bundles=tuple(data["client_bundles"]),
        documentation=tuple(data["documentation"]),
        placeholders=tuple(data["placeholders"]),
        published=data["published"],
        digest=digest,
    )
