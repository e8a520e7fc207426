"""Tells which names of a flat list belong together: those of one account, told by what is around the role's words.

`BACKPACK_API_KEY` and `BACKPACK_API_SECRET` share `backpack`, `STANDX_PRIVATE_KEY` next to them does not; numbers and
what follows the role (`BACKPACK_API_KEY_MAIN`, `KEY2`) tell accounts apart; and a name that comes a second time begins
a second account.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import final

from auditor.readers.document import Literal
from auditor.readers.plain.labels import is_credential_word
from auditor.redaction import is_name
from auditor.vocabulary.words import words_of

_ROLE = frozenset({
    "key", "keys", "apikey", "api", "secret", "secrets", "apisecret", "private", "public", "pub", "priv", "pubkey",
    "privkey", "privatekey", "publickey", "secretkey", "seed", "signing", "sign", "verifying", "verify", "access",
    "token", "id", "b64", "base64", "str", "value", "encoded", "string", "ed25519", "x", "密钥", "私钥", "公钥",
})  # fmt: skip
_DIGITS = re.compile(r"\d+")
_WHOLE = re.compile(r"ed25519|x25519|b64|base64|base58|sha256|sha512", re.IGNORECASE)


def account_of(name: str) -> str:
    """Returns what a name says of the account: the words and numbers that are not its role's; nothing if it is a value."""
    if not is_name(name):
        return ""
    words = [word for word in words_of(name) if word not in _ROLE]
    numbers = _DIGITS.findall(_WHOLE.sub("", name))
    return "-".join((*words, *numbers))


def role_of(name: str) -> tuple[str, ...]:
    """Returns the words of a name that say what the value is for; empty if it says nothing of the kind."""
    return tuple(word for word in words_of(name) if word in _ROLE)


def split_accounts(literals: Sequence[Literal]) -> list[Literal]:
    """Returns the literals of one mapping, in one group by account where it holds several accounts side by side."""
    roles = [role for literal in literals if (role := role_of(literal.name))]
    if len(roles) == len(set(roles)):
        return list(literals)
    return [literal._replace(group=f"{literal.group}:{account_of(literal.name)}") for literal in literals]


@final
class Accounts:
    """Hands out the groups of one flat list: a dotenv file, a script, a module, a paragraph of labelled lines."""

    def __init__(self, scope: str) -> None:
        self._scope = scope
        self._seen: dict[str, int] = {}

    def group(self, name: str) -> str:
        """Returns the group of the next value with this name: scope, account, and which time the name comes."""
        time = self._seen[name] = self._seen.get(name, 0) + 1
        return f"{self._scope}:{account_of(name)}:{time}"


_VALUE_KEYS = frozenset({
    "value", "val", "default", "defaultvalue", "currentvalue", "initialvalue", "secretvalue", "example",
    "stringvalue", "default_value", "default-value", "initial_value", "default_value_t", "devdefault", "usevalue", "secretstring",
    "secret_string", "plaintext_value", "plaintextvalue", "secret_value", "secret_data", "secretdata",
})  # fmt: skip
_DATA = frozenset({"secret_data", "secretdata"})
"""Names of values that say what they are where nothing around them does."""
_NAME_KEYS = (
    "name", "key", "variable", "var", "varname", "header", "id", "field", "label", "parameter", "env", "envvar",
    "env_var", "secretname", "secret_name", "secretid", "secret_id", "forkey", "provide",
)  # fmt: skip
_KIND_KEYS = ("type", "kind", "title", "purpose", "path")
"""Keys that say what a value is only where they hold a credential's word: `{type: api_secret, value: …}`."""
_IDENTIFIER = re.compile(r"[\w .$@/:-]{1,80}")


def settled(literals: Sequence[Literal], path: tuple[str, ...], outer: str) -> list[Literal]:
    """Returns the literals of one mapping at `path`, named by what they mean.

    Of `{name: X, value: Y}` and its like the name of Y is X, and its group `outer`, that of the pairs next to it; so for
    `X: {default: Y}`. Else it is one group, or one for each account.
    """
    values = [literal for literal in literals if holds_value(literal.name)]
    if not values:
        return split_accounts(literals)
    namer = next((literal for key in _NAME_KEYS for literal in literals if _is_namer(literal, key)), None)
    namer = namer or next((literal for key in _KIND_KEYS for literal in literals if _is_kind(literal, key)), None)
    rest = split_accounts([literal for literal in literals if literal is not namer and not holds_value(literal.name)])
    if namer is not None:
        return [*rest, *(literal._replace(name=namer.mapped.text, group=outer) for literal in values)]
    if path and (len(values) > 1 or values[0].name.lower() not in _DATA or is_credential_word(path[-1])):
        return [*rest, *(literal._replace(name=path[-1], path=path[:-1], group=outer) for literal in values)]
    return [*rest, *values]


def holds_value(key: str) -> bool:
    """Returns whether a key says only that the value is behind it: `value`, `defaultValue`, `default_value`."""
    return key.lower() in _VALUE_KEYS


def names_a_value(literal: Literal) -> bool:
    """Returns whether a literal is the name of a credential that is next to it: `{name: "api_secret", …}`."""
    return literal.name.lower() in _NAME_KEYS and _is_kind(literal, literal.name.lower())


def named_by_neighbour(literals: Sequence[Literal], defaults: Sequence[bool]) -> list[Literal]:
    """Returns the arguments of one call, of which one with a name may name another: `set("…", forKey: "apiSecret")`.

    Args:
        literals: The arguments.
        defaults: Which of them have the name of what the call declares: `secret: str = Option("…", envvar="API_SECRET")`.
    """
    named = [literal for literal in literals if literal.name]
    namer = next((one for key in _NAME_KEYS for one in named if _is_kind(one, key)), None) if named else None
    if namer is None:
        return list(literals)
    return [
        literal._replace(name=namer.mapped.text, kind="assignment")
        if is_default or holds_value(literal.name) or (not literal.name and literal.kind == "argument")
        else literal
        for literal, is_default in zip(literals, defaults, strict=True)
    ]


def _is_kind(literal: Literal, key: str) -> bool:
    return _is_namer(literal, key) and is_credential_word(literal.mapped.text)


def _is_namer(literal: Literal, key: str) -> bool:
    return literal.name.lower() == key and _IDENTIFIER.fullmatch(literal.mapped.text) is not None
